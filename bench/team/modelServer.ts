import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { LoopbackServer } from "../loopbackServer";
import { truthAfter } from "../typist/truthModel";

/** A model server of given latency that knows the text to come, errors aside; it can be killed, and refuse for its load. */
export class ModelServer {
  /** Requests that it received, and those that it refused. */
  readonly counts = { received: 0, refused: 0 };
  /** Prompts of all requests but probes, in order. */
  readonly prompts: string[] = [];
  isOverloaded = false;
  readonly #documents: readonly string[];
  readonly #latencyMs: number;
  readonly #server = new LoopbackServer((request, response) => this.#answer(request, response));

  /** `documents` are the final texts; `latencyMs` is the time to the first token. */
  constructor(documents: readonly string[], latencyMs: number) {
    this.#documents = documents;
    this.#latencyMs = latencyMs;
  }

  /** Listens, at the same port as before. */
  start(): Promise<void> {
    return this.#server.start();
  }

  get url(): string {
    return this.#server.url;
  }

  /** Ends as if killed: running answers break off. */
  kill(): Promise<void> {
    return this.#server.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== "POST") {
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ data: [], status: "ok" }));
      return;
    }
    const body = JSON.parse(await text(request)) as { prompt?: string; stream?: boolean; model?: string };
    this.counts.received++;
    if (this.isOverloaded) {
      this.counts.refused++;
      const error = { message: "Too many requests.", type: "rate_limit_error", code: "429" };
      response.writeHead(429, { "content-type": "application/json" }).end(JSON.stringify({ error }));
      return;
    }
    await sleep(this.#latencyMs);
    const prompt = body.prompt ?? "";
    this.prompts.push(prompt);
    const answer = truthAfter(this.#documents, prompt).split("\n").slice(0, 2).join("\n");
    const usage = { prompt_tokens: Math.ceil(prompt.length / 4), completion_tokens: 12, total_tokens: 12 };
    const common = { id: "1", object: "text_completion", created: 1, model: body.model ?? "" };
    const choice = { index: 0, text: answer, finish_reason: "stop", logprobs: null };
    if (body.stream !== true) {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ ...common, choices: [choice], usage }));
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(`data: ${JSON.stringify({ ...common, choices: [choice] })}\n\n`);
    response.write(`data: ${JSON.stringify({ ...common, choices: [], usage })}\n\n`);
    response.end("data: [DONE]\n\n");
  }
}
