import type { CompletionChunk } from "../backend";
import { BackendError } from "../errors";

/** Asks one endpoint after the other until one has produced something. A stale keystroke goes no further. */
export async function* failOver(
  asks: readonly (() => AsyncIterable<CompletionChunk>)[],
  signal: AbortSignal,
): AsyncIterable<CompletionChunk> {
  let failure: unknown;
  for (const ask of asks) {
    let hasText = false;
    try {
      for await (const chunk of ask()) {
        hasText = true;
        yield chunk;
      }
      return;
    } catch (error) {
      // What one filter declines, the next one's declines too; half an answer cannot be continued by another model.
      if (hasText || signal.aborted || (error instanceof BackendError && error.kind === "contentFiltered")) throw error;
      failure = error;
    }
  }
  throw failure;
}
