import type { CompletionChunk } from "../model/backend";
import type { Restoration } from "../safety/secrets/restoration";

/** Puts secrets back into a stream of chunks. The end of a chunk that may be half a placeholder waits for the next one. */
export async function* restored(
  chunks: AsyncIterable<CompletionChunk>,
  restoration: Restoration,
): AsyncIterable<CompletionChunk> {
  const held = new Map<number, string>();
  for await (const chunk of chunks) {
    const piece = restoration.restorePiece(held.get(chunk.candidate) ?? "", chunk.text);
    const isLast = chunk.finish !== undefined;
    held.set(chunk.candidate, isLast ? "" : piece.held);
    yield piece.text === chunk.text && !isLast
      ? chunk
      : { ...chunk, text: isLast ? piece.text + piece.held : piece.text };
  }
  // Some backends end without a last chunk.
  for (const [candidate, text] of held) if (text !== "") yield { candidate, text, tokenCount: 0 };
}
