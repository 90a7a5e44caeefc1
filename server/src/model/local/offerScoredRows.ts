import { env } from "@huggingface/transformers";
import { basename } from "node:path";
import type { ModelFolder } from "./modelStore";
import { readWithRowsInput } from "./scoredRows";

/** Times that a graph is in memory while it is loaded from bytes: these, the runtime's message and its weights. */
const copiesWhileLoading = 3;

/**
 * Lets transformers.js find a graph that can score several tokens a run (`scoredRows.ts`) in place of the file, which it reads otherwise. The
 * returned function ends that and releases the memory.
 */
export async function offerScoredRows({ graphPath, graphBytes, weightFiles }: ModelFolder): Promise<() => void> {
  const withdraw = (): void => {
    env.useCustomCache = false;
    env.customCache = null;
  };
  // A graph in memory can't name files beside it.
  if (weightFiles.length > 1 || graphBytes * copiesWhileLoading > process.availableMemory()) return withdraw;
  const bytes = await readWithRowsInput(graphPath);
  if (bytes === undefined) return withdraw;
  const isGraph = (name: string): boolean => name.endsWith(`/onnx/${basename(graphPath)}`);
  env.customCache = {
    match: (name: string) => Promise.resolve(isGraph(name) ? new BytesResponse(bytes) : undefined),
    put: () => Promise.resolve(),
  };
  env.useCustomCache = true;
  return withdraw;
}

/** A response of bytes in memory, which it doesn't copy. */
class BytesResponse extends Response {
  override readonly arrayBuffer: () => Promise<ArrayBuffer>;

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    super();
    this.arrayBuffer = () => Promise.resolve(bytes.buffer);
  }
}
