import type { CompletionPrompt, CompletionRequest } from "../../server/src/model/backend";
import type { ChildModel } from "../../server/src/model/local/childModel";
import type { GenerationUsage } from "../../server/src/model/local/ipc";

/** A finished request to a model process. */
export interface Measured {
  readonly firstMs: number;
  readonly totalMs: number;
  /** Text of the first candidate. */
  readonly text: string;
  readonly usage: GenerationUsage;
}

let lastId = 0;

/** Requests a completion from the process and measures the time. */
export function ask(
  child: ChildModel,
  prompt: CompletionPrompt,
  change: Partial<CompletionRequest>,
): Promise<Measured> {
  const id = ++lastId;
  const started = performance.now();
  let firstMs: number | undefined;
  let text = "";
  const request: CompletionRequest = {
    ...{ prompt, candidateCount: 1, maxTokens: 24, stop: [], documentUri: "file:///x.ts" },
    ...{ priority: "keystroke", memory: "off" },
    ...change,
  };
  return new Promise((resolve, reject) =>
    child.ask({ type: "generate", id, request }, (reply) => {
      const nowMs = performance.now() - started;
      firstMs ??= nowMs;
      if (reply.type === "chunk" && reply.chunk.candidate === 0) text += reply.chunk.text;
      if (reply.type === "done") resolve({ firstMs, totalMs: nowMs, text, usage: reply.usage });
      if (reply.type === "failed") reject(new Error(reply.message));
    }),
  );
}

/** Cancels the newest request. */
export function cancelLast(child: ChildModel): void {
  child.send({ type: "cancel", id: lastId });
}
