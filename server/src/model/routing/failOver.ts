import type { CompletionChunk } from "../backend";
import { BackendError } from "../errors";

/** Asks one endpoint after the other until one has produced something. A stale keystroke stops at the first. */
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
      // A text that one filter declines is declined by the next one's too; another model cannot continue half an answer.
      if (hasText || signal.aborted || (error instanceof BackendError && error.kind === "contentFiltered")) throw error;
      failure = error;
    }
  }
  throw failure;
}
