import type { Rule } from "../lib/rule";

/** Ends a sentence of prose: one completion is one sentence at most, whatever its source. */
export const sentence: Rule = {
  name: "sentence",
  why: "One sentence at a time is read and judged at a glance.",
  example: {
    languageId: "markdown",
    before: "The server ",
    reply: "starts at once. Nothing else is needed.",
    rest: "\n",
    result: "starts at once.",
    lines: "one",
  },
  apply(text, { place, lines, beforeCaret }) {
    if (place === "code" || place === "string" || lines === "block") return text;
    const end = sentenceEnd(text, beforeCaret);
    return end === undefined ? text : text.slice(0, end);
  },
};

/** Words that end with a full stop in the middle of a sentence. */
const abbreviations =
  /(?:^|[^\p{L}])(?:approx|etc|resp|incl|excl|prof|fig|figs|eqn|sect|chap|vol|dept|misc|usw|bzw|evtl|vgl|inkl|sog)\.$/iu;

/** A mark that ends a sentence, if another one begins after it. */
const ending =
  /(?:\p{L}{3,}|(?<!\p{L})(?:go|do|it|us|up|so|no|on|in|me|is|be|by|to)|\p{N}|[)"'`*_])[.!?…]+[)"'”’*_]*(?=\s+["'“‘(*_`[¿¡]*[\p{Lu}\p{Lo}`])|[。！？]+[」』”）]*(?=\s*\S)/gu;

/**
 * Returns the length of `text` up to the end of its first sentence that another one follows; `undefined` without one. `before` is
 * the text before it in its line: a sentence that ended there is not counted again.
 */
export function sentenceEnd(text: string, before = ""): number | undefined {
  const context = before.slice(-40);
  for (const match of (context + text).matchAll(ending)) {
    const end = match.index + match[0].length - context.length;
    const until = (context + text).slice(0, end + context.length);
    // A number that opens a line counts an item of a list.
    if (end <= 0 || abbreviations.test(until) || /^[\s>*#/-]*\p{N}+\.$/u.test(until)) continue;
    return end;
  }
  return undefined;
}
