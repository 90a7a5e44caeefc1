import { mulberry32 } from "../../server/src/base/mulberry32";

/** A person's next key (Enter includes the line's indentation, as in editors), after a pause. */
export interface Key {
  readonly text: string;
  /** Pause before the next key, in ms. */
  readonly pauseMs: number;
}

/** Median pause between keys, in ms: a quick typist, 11 keys a second. */
export const medianPauseMs = 90;
/** Spread of the pauses' logarithm. // guess */
const spread = 0.35;
/** Extra pauses after Enter and after a word, in ms: people think there. // guess */
const linePauseMs = 220;
const wordPauseMs = 40;
/** Time to see that a suggestion is right, in ms. // guess: a simple visual reaction */
export const reactionMs = 260;

/** Fewest characters that make a whole suggestion, or some words of one, worth taking. // guess */
const minWhole = 4;
const minWords = 10;

/** A typist who can start typing `text` anywhere, with the same pauses every time. */
export class Typist {
  readonly #text: string;
  readonly #random: () => number;

  constructor(text: string, seed: number) {
    this.#text = text;
    this.#random = mulberry32(seed);
  }

  /** Returns the key for the text at `position`; `undefined` at its end. */
  key(position: number): Key | undefined {
    const rest = this.#text.slice(position);
    const text = /^\r?\n[ \t]*|^[^]/u.exec(rest)?.[0];
    if (text === undefined) return undefined;
    const thought = text.includes("\n") ? linePauseMs : /^\w\W/.test(rest) ? wordPauseMs : 0;
    return { text, pauseMs: medianPauseMs * Math.exp(spread * this.#normal()) + thought * this.#random() * 2 };
  }

  /**
   * Chooses the part of a suggestion that a person typing the text takes. Tab takes all of it if all of it is right;
   * else its right words are taken one by one (Ctrl+→ in VS Code) if they are worth it. `undefined`: keeps typing.
   */
  take(suggestion: string, position: number): { text: string; keyCount: number } | undefined {
    if (this.#text.startsWith(suggestion, position))
      return suggestion.trim().length >= minWhole ? { text: suggestion, keyCount: 1 } : undefined;
    let words = "";
    let keyCount = 0;
    for (const [word] of suggestion.matchAll(/\s*(?:\w+|[^\w\s]+)/g)) {
      if (!this.#text.startsWith(words + word, position)) break;
      words += word;
      keyCount++;
    }
    return words.length >= minWords && words.length >= 4 * keyCount ? { text: words, keyCount } : undefined;
  }

  #normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.#random())) * Math.cos(2 * Math.PI * this.#random());
  }
}
