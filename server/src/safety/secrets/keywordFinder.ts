import type { Steps } from "./steps";

/** Number of keywords and of states built in one step. // guess: a tenth of a millisecond */
const [keywordsAtOnce, statesAtOnce] = [100, 1_000];

/**
 * Finds which of many lower-case keywords occur in a text and where, in one pass, ignoring the case of ASCII.
 * Aho and Corasick, "Efficient string matching", CACM 18(6), 1975; the automaton is made complete, so that a character costs one lookup.
 */
export class KeywordFinder {
  /** The next state by state and character class. Invariant: there are fewer than 65,536 states, since keywords are ours. */
  readonly #next: Uint16Array;
  readonly #classOf = new Uint8Array(128);
  /** The same for the other characters of keywords. */
  readonly #otherClasses = new Map<number, number>();
  readonly #width: number;
  /** The keyword that ends in a state, plus one; 0 for none. */
  readonly #keyword: Uint16Array;
  /** The state of the longest ending at which another keyword ends; 0 for none. */
  readonly #shorter: Uint16Array;
  /** True if a keyword ends in a state or in an ending of it. */
  readonly #isFound: Uint8Array;

  /** Makes one ready, which takes some ms for a thousand keywords. `keywords`: all different, none empty. */
  static *making(keywords: readonly string[]): Steps<KeywordFinder> {
    const finder = new KeywordFinder(keywords);
    yield;
    yield* finder.#complete(yield* finder.#trie(keywords));
    return finder;
  }

  private constructor(keywords: readonly string[]) {
    const characters = [...new Set(keywords.join(""))];
    // Class 0 is every character that no keyword has.
    characters.forEach((character, index) => {
      for (const unit of [character, character.toUpperCase()].map((each) => each.charCodeAt(0)))
        if (unit < 128) this.#classOf[unit] = index + 1;
        else this.#otherClasses.set(unit, index + 1);
    });
    this.#width = characters.length + 1;
    const mostStates = keywords.reduce((sum, { length }) => sum + length, 1);
    this.#next = new Uint16Array(mostStates * this.#width);
    this.#keyword = new Uint16Array(mostStates);
    this.#shorter = new Uint16Array(mostStates);
    this.#isFound = new Uint8Array(mostStates);
  }

  /** Calls `take` with each keyword's index and its end in `text`, in UTF-16 units, in the text's order; at one place with the longest first. */
  each(text: string, take: (keyword: number, end: number) => void): void {
    const [next, classOf, isFound, width] = [this.#next, this.#classOf, this.#isFound, this.#width];
    let state = 0;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      state = next[state * width + (unit < 128 ? classOf[unit] : (this.#otherClasses.get(unit) ?? 0))];
      if (isFound[state] === 1)
        for (let each = state; each !== 0; each = this.#shorter[each])
          if (this.#keyword[each] !== 0) take(this.#keyword[each] - 1, at + 1);
    }
  }

  /** Makes a state for each beginning of a keyword. */
  *#trie(keywords: readonly string[]): Steps<Trie> {
    const mostStates = this.#keyword.length;
    const trie = {
      firstChild: new Uint16Array(mostStates),
      sibling: new Uint16Array(mostStates),
      character: new Uint16Array(mostStates),
    };
    // Kept outside the fields, which code that runs once reads slowly.
    const [next, classOf, otherClasses, width] = [this.#next, this.#classOf, this.#otherClasses, this.#width];
    let stateCount = 1;
    for (let index = 0; index < keywords.length; index++) {
      const keyword = keywords[index];
      let state = 0;
      for (let at = 0; at < keyword.length; at++) {
        const unit = keyword.charCodeAt(at);
        const character = unit < 128 ? classOf[unit] : (otherClasses.get(unit) ?? 0);
        const cell = state * width + character;
        state = next[cell];
        if (state !== 0) continue;
        state = next[cell] = stateCount++;
        const parent = (cell - character) / width;
        trie.character[state] = character;
        trie.sibling[state] = trie.firstChild[parent];
        trie.firstChild[parent] = state;
      }
      this.#keyword[state] = index + 1;
      if (index % keywordsAtOnce === 0) yield;
    }
    return trie;
  }

  /** Fills in the state after each character: a child, or the longest ending's continuation that begins another keyword. */
  *#complete({ firstChild, sibling, character }: Trie): Steps<void> {
    const [next, width, keyword, longest, isFound] = [
      this.#next,
      this.#width,
      this.#keyword,
      this.#shorter,
      this.#isFound,
    ];
    const fallback = new Uint16Array(firstChild.length);
    const queue = [0];
    for (const state of queue) {
      const shorter = fallback[state];
      const row = state * width;
      const fallbackRow = shorter * width;
      // In breadth-first order the fallback's row is complete; the root falls back to itself.
      if (state !== 0) next.copyWithin(row, fallbackRow, fallbackRow + width);
      for (let child = firstChild[state]; child !== 0; child = sibling[child]) {
        if (state !== 0) fallback[child] = next[fallbackRow + character[child]];
        next[row + character[child]] = child;
        queue.push(child);
      }
      longest[state] = keyword[shorter] !== 0 ? shorter : longest[shorter];
      isFound[state] = keyword[state] !== 0 || longest[state] !== 0 ? 1 : 0;
      if (state % statesAtOnce === 0) yield;
    }
  }
}

/** The states of keywords' beginnings as lists of children. */
interface Trie {
  readonly firstChild: Uint16Array;
  readonly sibling: Uint16Array;
  /** The class of the character that leads to a state. */
  readonly character: Uint16Array;
}
