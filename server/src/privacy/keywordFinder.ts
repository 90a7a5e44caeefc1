/** Where a keyword ends, in UTF-16 units. */
export interface KeywordEnd {
  /** Its index. */
  readonly keyword: number;
  readonly end: number;
}

/**
 * Finds which of many lower-case keywords occur in a text, in one pass, ignoring the case of ASCII.
 * Aho and Corasick, "Efficient string matching", CACM 18(6), 1975; the automaton is made complete, so that a character costs one look-up.
 */
export class KeywordFinder {
  /** Next state by state and character class. */
  readonly #next: Int32Array;
  readonly #classOf = new Uint8Array(128);
  /** The same for the other characters of keywords. */
  readonly #otherClasses = new Map<number, number>();
  readonly #classCount: number;
  /** Whether any keyword ends in a state. */
  readonly #isFound: Uint8Array;
  /** Keywords that end in a state, the longest first. */
  readonly #found: (readonly number[])[];

  constructor(keywords: readonly string[]) {
    const characters = [...new Set(keywords.join(""))];
    // Class 0 is every character that stands in no keyword.
    characters.forEach((character, index) => {
      for (const unit of [character, character.toUpperCase()].map((each) => each.charCodeAt(0)))
        if (unit < 128) this.#classOf[unit] = index + 1;
        else this.#otherClasses.set(unit, index + 1);
    });
    this.#classCount = characters.length + 1;
    const stateCount = 1 + keywords.reduce((sum, keyword) => sum + keyword.length, 0);
    this.#next = new Int32Array(stateCount * this.#classCount);
    const found: number[][] = [[]];
    const children: Map<number, number>[] = [new Map<number, number>()];
    keywords.forEach((keyword, index) => {
      let state = 0;
      for (let at = 0; at < keyword.length; at++) {
        const characterClass = this.#classAt(keyword.charCodeAt(at));
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
    this.#isFound = Uint8Array.from(found, (each) => (each.length > 0 ? 1 : 0));
  }

  /** Lists where the first `followedCount` keywords end in `text`, in its order, the longest first; of the others, which occur. */
  scan(
    text: string,
    followedCount: number,
  ): { readonly ends: readonly KeywordEnd[]; readonly present: ReadonlySet<number> } {
    const ends: KeywordEnd[] = [];
    const present = new Set<number>();
    const isSeen = new Uint8Array(this.#found.length);
    let state = 0;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      const characterClass = unit < 128 ? this.#classOf[unit] : (this.#otherClasses.get(unit) ?? 0);
      state = characterClass === 0 ? 0 : this.#next[state * this.#classCount + characterClass];
      if (this.#isFound[state] === 0 || isSeen[state] === 1) continue;
      isSeen[state] = 1;
      for (const keyword of this.#found[state])
        if (keyword >= followedCount) present.add(keyword);
        else {
          ends.push({ keyword, end: i + 1 });
          isSeen[state] = 0;
        }
    }
    return { ends, present };
  }

  #classAt(unit: number): number {
    return unit < 128 ? this.#classOf[unit] : (this.#otherClasses.get(unit) ?? 0);
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
