import type { CompletionChunk } from "../backend/backend";
import type { DraftRequest } from "../backend/draft";
import { BackendError } from "../errors";
import type { RoutedEndpoint } from "./routedEndpoint";

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

/** Asks an endpoint for a draft, and once more without the answer's schema if it does not know such requests. */
export async function* draftFrom(
  endpoint: RoutedEndpoint,
  request: DraftRequest,
  signal: AbortSignal,
): AsyncIterable<CompletionChunk> {
  const { schema, ...plain } = request;
  try {
    yield* endpoint.draft(request, signal);
  } catch (error) {
    const isRejected = error instanceof BackendError && error.kind === "badRequest"; // before any text
    if (schema === undefined || !isRejected) throw error;
    yield* endpoint.draft(plain, signal);
  }
}
