import type { Mix } from "../memory/mixture";
import type { LoadedModel } from "./loadModel";
import { restrict, toLogProbs } from "./nextToken";

/** Characters of history passed to `Mix`. */
export const historyChars = 300;

/**
 * Turns scores into log-probabilities of the next token, in place: of those only that write the `pending` bytes again, the memory mixed in. `pendingText` is
 * `pending` as text; `undefined` if it isn't text, and then the memory has no say.
 */
export function weighNext(
  scores: Float32Array,
  by: {
    readonly model: Pick<LoadedModel, "healing">;
    readonly mix: Mix | undefined;
    readonly pending: string;
    readonly pendingText: string | undefined;
    readonly history: string;
  },
): void {
  const { model, mix, pending, pendingText, history } = by;
  toLogProbs(scores);
  if (pending !== "") restrict(scores, model.healing.candidates(pending));
  if (pendingText !== undefined) mix?.(scores, { history, pending: pendingText });
}
