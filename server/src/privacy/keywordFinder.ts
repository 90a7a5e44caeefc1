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

  /** `alike`: characters of a text that count as another one of keywords. */
  constructor(keywords: readonly string[], alike: Readonly<Record<string, string>> = {}) {
    const characters = [...new Set(keywords.join(""))];
    // Class 0 is every character that stands in no keyword.
    characters.forEach((character, index) => {
      for (const unit of [character, character.toUpperCase()].map((each) => each.charCodeAt(0)))
        if (unit < 128) this.#classOf[unit] = index + 1;
        else this.#otherClasses.set(unit, index + 1);
    });
    for (const [character, other] of Object.entries(alike))
      this.#classOf[character.charCodeAt(0)] = this.#classOf[other.charCodeAt(0)];
    this.#classCount = characters.length + 1;
    const found: number[][] = [[]];
    const children: Map<number, number>[] = [new Map<number, number>()];
    keywords.forEach((keyword, index) => {
      if (keyword === "") return; // one that others keep the index of
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
    this.#next = new Int32Array(found.length * this.#classCount);
    this.#complete(found, children);
    this.#isFound = Uint8Array.from(found, (each) => (each.length > 0 ? 1 : 0));
  }

  /** Indices of the keywords that occur in `text`. */
  in(text: string): Set<number> {
    const present = new Set<number>();
    this.#read(text, (found) => {
      for (const index of found) present.add(index);
    });
    return present;
  }

  /** Lists where keywords end in `text`, in its order; of several that end at one place, the longest first. */
  ends(text: string): KeywordEnd[] {
    const ends: KeywordEnd[] = [];
    this.#read(text, (found, end) => {
      for (const keyword of found) ends.push({ keyword, end });
    });
    return ends;
  }

  #read(text: string, take: (found: readonly number[], end: number) => void): void {
    let state = 0;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      const characterClass = unit < 128 ? this.#classOf[unit] : (this.#otherClasses.get(unit) ?? 0);
      state = characterClass === 0 ? 0 : this.#next[state * this.#classCount + characterClass];
      if (this.#isFound[state] === 1) take(this.#found[state], i + 1);
    }
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
