/**
 * Finds which of many lower-case ASCII keywords occur in a text, in one pass, ignoring case.
 * Aho and Corasick, "Efficient string matching", CACM 18(6), 1975; the automaton is made complete, so that a character costs one look-up.
 */
export class KeywordFinder {
  /** Next state by state and character class. */
  readonly #next: Int32Array;
  readonly #classOf = new Uint8Array(128);
  readonly #classCount: number;
  /** Keywords that end in a state. */
  readonly #found: (readonly number[])[];

  constructor(keywords: readonly string[]) {
    const characters = [...new Set(keywords.join(""))];
    // Class 0 is every character that stands in no keyword.
    characters.forEach((character, index) => {
      this.#classOf[character.charCodeAt(0)] = index + 1;
      this.#classOf[character.toUpperCase().charCodeAt(0)] = index + 1;
    });
    this.#classCount = characters.length + 1;
    const stateCount = 1 + keywords.reduce((sum, keyword) => sum + keyword.length, 0);
    this.#next = new Int32Array(stateCount * this.#classCount);
    const found: number[][] = [[]];
    const children: Map<number, number>[] = [new Map<number, number>()];
    keywords.forEach((keyword, index) => {
      let state = 0;
      for (let at = 0; at < keyword.length; at++) {
        const characterClass = this.#classOf[keyword.charCodeAt(at)];
        let child = children[state].get(characterClass);
        if (child === undefined) {
          child = found.push([]) - 1;
          children.push(new Map());
          children[state].set(characterClass, child);
        }
        state = child;
      }
      found[state].push(index);
    });
    this.#found = found;
    this.#complete(found, children);
  }

  /** Indices of the keywords that occur in `text`. */
  in(text: string): Set<number> {
    const present = new Set<number>();
    let state = 0;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      const characterClass = unit < 128 ? this.#classOf[unit] : 0;
      state = characterClass === 0 ? 0 : this.#next[state * this.#classCount + characterClass];
      for (const index of this.#found[state]) present.add(index);
    }
    return present;
  }

  /** Fills in where to go on: to a child, or where the longest ending goes on that begins another keyword. */
  #complete(found: number[][], children: readonly ReadonlyMap<number, number>[]): void {
    const width = this.#classCount;
    const fallback = new Int32Array(found.length);
    const queue: number[] = [0];
    for (const state of queue) {
      const row = state * width;
      const fallbackRow = fallback[state] * width;
      // In breadth-first order the fallback's row is complete; the root falls back to itself.
      if (state !== 0) this.#next.copyWithin(row, fallbackRow, fallbackRow + width);
      for (const [characterClass, child] of children[state]) {
        fallback[child] = state === 0 ? 0 : this.#next[fallbackRow + characterClass];
        found[child].push(...found[fallback[child]]);
        queue.push(child);
      }
      for (const [characterClass, child] of children[state]) this.#next[row + characterClass] = child;
    }
  }
}
