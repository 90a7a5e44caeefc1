import type { CompletionChunk } from "../backend";
import { BackendError } from "../errors";

/** Number of forms of one request that are tried before it counts as failed. // guess: servers refuse one parameter at a time */
const mostForms = 8;

/**
 * Asks an endpoint, and once more for each part of the request that it refuses: the backend leaves that part out from then on
 * (`BackendError.isAdapted`). A request that is too long is cut and sent once more. Nothing is sent again after text has arrived.
 * @throws BackendError of any kind.
 */
export async function* askAgain(
  ask: () => AsyncIterable<CompletionChunk>,
  signal: AbortSignal,
): AsyncIterable<CompletionChunk> {
  let isCut = false;
  for (let form = 1; ; form++) {
    let hasText = false;
    try {
      for await (const chunk of ask()) {
        hasText = true;
        yield chunk;
      }
      return;
    } catch (error) {
      const mayAsk = error instanceof BackendError && error.isAdapted && !hasText && !signal.aborted;
      if (!mayAsk || form === mostForms || (error.kind === "tooLong" && isCut)) throw error;
      isCut ||= error.kind === "tooLong";
    }
  }
}

/**
 * Repeats work without text in the same way.
 * @throws BackendError of any kind.
 */
export async function tryAgain(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
  const ask = async function* (): AsyncIterable<CompletionChunk> {
    await work();
    yield* [];
  };
  const chunks = askAgain(ask, signal)[Symbol.asyncIterator]();
  await chunks.next();
}
