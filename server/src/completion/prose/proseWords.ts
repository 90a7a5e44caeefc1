import { languageOf } from "../../code/languages";
import { uncertainReason, type Eagerness } from "../../model/certainty";
import type { Ask } from "../ask";
import type { StopCondition } from "../flight";
import { textKindOf } from "../placeSwitches";
import type { ScoredText } from "../scoredText";

/** Most words of one offer of prose: more are rarely right, and are read before that shows. */
const maxWords = 6;

/** Fewest characters of an offer, without blanks at its ends: fewer are typed faster than read. */
const leastChars = 4;

/**
 * Least chance that a word and all before it are right. Source: 129 lines of `prose-dev` (bench:quality), the embedded model with the
 * document's own text, 2026-11. Keys saved / words right of those offered: eager 14.0 / 53 %, balanced 11.8 / 61 %, quiet between 10.6 / 65 % (at 0.45) and 7.0 / 83 % (at 0.6); at 0.6 a sentence
 * typed for the third time wasn't offered.
 */
const leastChances: Readonly<Record<Eagerness, number>> = { eager: 0.3, balanced: 0.4, quiet: 0.5 };

/** Chance below which a generation ends: no eagerness would show the word, even if its first letters were typed. // guess */
const hopeless = 0.2;

/** Reports whether a request gets the next words of a text rather than a line: prose that comes by itself, and the front matter above it. */
export function isOfferedByWords(ask: Pick<Ask, "place" | "isInvoked" | "region" | "prefix" | "request">): boolean {
  return !ask.isInvoked && (textKindOf(ask.place) === "prose" || isFrontMatter(ask));
}

/** Reports whether the caret is in the YAML that a document of text begins with. */
function isFrontMatter({ region, prefix, request }: Pick<Ask, "region" | "prefix" | "request">): boolean {
  const isInner = region.languageId === "yaml" && languageOf(request.document.languageId).kind === "prose";
  return isInner && prefix.slice(0, prefix.length - region.prefix.length).trim() === "---";
}

/** A word of a generated text, with the blanks before it. */
interface ProseWord {
  /** Its end, in UTF-16 units from the start of the text. */
  readonly end: number;
  /** Chance, 0–1, that it and all words before it are what the author writes; 1 if the backend gives no probabilities. */
  readonly chance: number;
}

/** Divides the first line of a generated text, from `start` on, into words with their chances. */
function* proseWords(scored: ScoredText, start: number): Generator<ProseWord> {
  const [line = ""] = scored.text.slice(start).split("\n", 1);
  let logChance = 0;
  let from = 0;
  for (const [word] of line.matchAll(/\s*\S+/g)) {
    const end = from + word.length;
    const profile = scored.profile(start + from, start + end);
    logChance += profile === undefined ? 0 : profile.meanLogProb * profile.tokenCount;
    yield { end, chance: Math.exp(logChance) };
    from = end;
  }
}

/** Decides how much of a generated text is offered, from `start` on: its length in whole words, or why nothing is. */
export function worthyWords(
  scored: ScoredText,
  start: number,
  eagerness: Eagerness,
): { readonly length: number } | { readonly reason: string } {
  const wanted = leastChances[eagerness];
  let length = 0;
  let count = 0;
  for (const { end, chance } of proseWords(scored, start)) {
    if (count === 0 && chance < wanted) return { reason: uncertainReason(chance, wanted, eagerness) };
    if (chance < wanted || count === maxWords) break;
    length = end;
    count++;
  }
  const isShort = scored.text.slice(start, start + length).trim().length < leastChars;
  return isShort ? { reason: "The next words are too few to be worth a suggestion." } : { length };
}

/** Ends a generation also once there are enough words, or the next one is too uncertain. */
export function stopAfterWords(stop: StopCondition): StopCondition {
  return (text, scored) => {
    const verdict = stop(text, scored);
    if (verdict.kind === "stop") return verdict;
    const words = [...proseWords(scored, 0)];
    const isEnough = words.length > maxWords || (words.at(-1)?.chance ?? 1) < hopeless;
    return isEnough ? { kind: "stop", length: text.length } : verdict;
  };
}

/** Returns the first words of a text whose words have no chances of their own. */
export function firstWords(text: string): string {
  return (text.match(/\s*\S+/g) ?? []).slice(0, maxWords).join("");
}
