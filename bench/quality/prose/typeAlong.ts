import type { Arm } from "../arms";
import type { ProseCase } from "./proseCase";

/** One suggestion, as it was shown first, and how much of it was right. */
interface ShownOffer {
  readonly wordCount: number;
  readonly rightWordCount: number;
  /** Characters of the right words, with the blanks between them. */
  readonly rightCharCount: number;
}

/** Typing one line with suggestions. */
export interface TypedLine {
  /** Characters of the line: keys without suggestions. */
  readonly charCount: number;
  /** Keys with them: one for each character, and one for each word that was accepted. */
  readonly keyCount: number;
  readonly offers: readonly ShownOffer[];
  readonly askedMs: readonly number[];
}

/**
 * Types a line key by key. A suggestion is asked for at each key while none is shown, as in an editor: one stays while the keys
 * agree with it. The typist accepts the right words from the suggestion's start, word by word, a key each, and types
 * the next wrong one.
 */
export async function typeAlong(arm: Arm, testCase: ProseCase): Promise<TypedLine> {
  const { prefix, truth, typedLength } = testCase;
  const offers: ShownOffer[] = [];
  const askedMs: number[] = [];
  let keyCount = 0;
  let shown = "";
  for (let at = 0; at < typedLength;) {
    const rest = truth.slice(at);
    const toType = truth.slice(at, typedLength);
    if (shown.trim() === "") {
      const offer = await arm.complete({ ...testCase, prefix: prefix + truth.slice(0, at), truth: rest });
      askedMs.push(offer.latencyMs);
      shown = offer.text.split(/\r?\n/, 1)[0] ?? "";
      if (shown.trim() !== "") {
        const right = rightWords(shown, toType);
        const inReach = wordsOf(shown.slice(0, toType.length));
        offers.push({ wordCount: inReach.length, rightWordCount: right.count, rightCharCount: right.length });
      }
    }
    const right = rightWords(shown, toType);
    const step = right.count > 0 ? right.length : 1;
    keyCount += Math.max(1, right.count);
    shown = shown.startsWith(toType.slice(0, step)) ? shown.slice(step) : "";
    at += step;
  }
  return { charCount: typedLength, keyCount, offers, askedMs };
}

/** Words of a text, each with the blanks before it. */
function wordsOf(text: string): string[] {
  return text.match(/\s*\S+/g) ?? [];
}

/** Counts the words of `shown`, from its start, that `truth` has too; a word is not right if the truth's is longer. */
function rightWords(shown: string, truth: string): { count: number; length: number } {
  let [count, length] = [0, 0];
  for (const word of wordsOf(shown)) {
    const end = length + word.length;
    const isWhole = !(/[\p{L}\p{N}]$/u.test(word) && /^[\p{L}\p{N}]/u.test(truth.slice(end)));
    if (!truth.startsWith(word, length) || !isWhole) break;
    count++;
    length = end;
  }
  return { count, length };
}
