/** Offers of one change that the user types past before it stays away. // guess */
const maxCount = 3;

/** Time for which it stays away, in ms. // guess */
const awayMs = 120_000;

/** Time on the screen from which an offer counts as seen, in ms. // guess */
const seenMs = 700;

/** Changes that are remembered. */
const maxChanges = 100;

/** A change, by its texts. */
interface Change {
  readonly oldText: string;
  readonly newText: string;
}

/** Remembers changes that the user saw and typed past: these aren't shown again for a while. Times are passed in, in ms. */
export class IgnoredOffers {
  readonly #changes = new Map<string, { readonly count: number; readonly lastMs: number }>();

  /** Notes that the user typed on while a change was shown since `shownMs`. */
  noteTyping(change: Change, shownMs: number, nowMs: number): void {
    if (nowMs - shownMs < seenMs) return;
    const key = keyOf(change);
    const count = (this.#changes.get(key)?.count ?? 0) + 1;
    this.#changes.delete(key);
    this.#changes.set(key, { count, lastMs: nowMs });
    if (this.#changes.size > maxChanges) this.#changes.delete([...this.#changes.keys()][0]);
  }

  has(change: Change, nowMs: number): boolean {
    const { count, lastMs } = this.#changes.get(keyOf(change)) ?? { count: 0, lastMs: 0 };
    return count >= maxCount && nowMs - lastMs < awayMs;
  }

  /** Forgets a change that the user took. */
  forget(change: Change): void {
    this.#changes.delete(keyOf(change));
  }
}

function keyOf({ oldText, newText }: Change): string {
  return JSON.stringify([oldText, newText]);
}
