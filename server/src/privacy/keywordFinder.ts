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
    this.#next = new Int32Array(stateCount * this.#classCount).fill(-1);
    const found: number[][] = [[]];
    keywords.forEach((keyword, index) => {
      let state = 0;
      for (const character of keyword) {
        const at = state * this.#classCount + this.#classOf[character.charCodeAt(0)];
        if (this.#next[at] < 0) this.#next[at] = found.push([]) - 1;
        state = this.#next[at];
      }
      found[state].push(index);
    });
    this.#found = found;
    this.#complete(found);
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

  /** Fills in where to go on when a keyword breaks off: the longest ending that begins another keyword. */
  #complete(found: number[][]): void {
    const fallback = new Int32Array(found.length);
    const queue: number[] = [0];
    for (const state of queue) {
      for (let characterClass = 0; characterClass < this.#classCount; characterClass++) {
        const at = state * this.#classCount + characterClass;
        const child = this.#next[at];
        const other = state === 0 ? 0 : this.#next[fallback[state] * this.#classCount + characterClass];
        if (child < 0) {
          this.#next[at] = other;
          continue;
        }
        fallback[child] = other;
        found[child].push(...found[other]);
        queue.push(child);
      }
    }
  }
}
