import { languageOf } from "../../../code/languages";
import { promptTags, wantLine } from "../../../model/prompt/chat";
import type { Rule } from "../lib/rule";
import type { Surroundings } from "../lib/surroundings";

/** Tags that a model puts around its answer, after other tools' prompts. */
const wrappers =
  "completion|answer|output|response|result|final|final_answer|infill|insert|middle|fill|code|filled|missing";
/** Marks for the caret or the hole in other tools' prompts. */
const marks =
  /<\/?(?:cursor|caret|hole|fill[_-]?(?:here|me|in)?|user_cursor(?:_is_here)?|here)\s*\/?>|\[(?:CURSOR|CARET|HOLE|FILL_HERE|FILL|INSERT_HERE)\]|\{\{(?:CURSOR|CARET|HOLE|FILL_HERE|completion)\}\}|█|▮/gi;

const ours = promptTags.join("|");
/** A tag of our own layout; a beginning counts at a line's start only, and not as a type's parameter. */
const tag = new RegExp(String.raw`</(?:${ours})>|^[ \t]*<(?:${ours})(?: (?:path|language)="[^"\n]*")*>`, "gm");
const wrapped = new RegExp(String.raw`^\s*<(${wrappers})>\n?([^]*?)(?:\n?</\1>[^]*)?$`, "i");
const closing = new RegExp(String.raw`\n?</(?:${wrappers}|suffix|prefix)>`, "gi");

/** Removes repetitions of the prompt's own layout: tags, marks for the caret, the line with the requested length. */
export const promptEcho: Rule = {
  name: "promptEcho",
  why: "Tags and marks of the prompt are not part of the answer.",
  example: {
    languageId: "typescript",
    before: "const total = ",
    reply: "<COMPLETION>sum(prices);</COMPLETION>",
    rest: "\n",
    result: "sum(prices);",
  },
  apply(text, around) {
    const inner = unwrapped(text, around);
    const ends = [
      firstOf(inner, tag, around),
      firstOf(inner, closing, around),
      firstOf(inner, marks, around),
      inner.startsWith(wantLine) ? 0 : undefined,
      new RegExp(`\n${wantLine}(?:line|block)\\s*$`).exec(inner)?.index,
    ].filter((end) => end !== undefined);
    return ends.length === 0 ? inner : inner.slice(0, Math.min(...ends));
  },
};

function unwrapped(text: string, around: Surroundings): string {
  const found = wrapped.exec(text);
  if (found === null) return text;
  const [whole, name = "", inner = ""] = found;
  const isElement = hasTags(around) && !/^[A-Z_]+$/.test(name);
  return isElement || around.contains(`<${name}`) ? text : inner === "" ? whole.replace(/<[^>]*>/, "") : inner;
}

/** Finds the first match that neither is the document's nor closes something opened in the text itself. */
function firstOf(text: string, pattern: RegExp, around: Surroundings): number | undefined {
  for (const match of text.matchAll(pattern)) {
    const [found] = match;
    const name = /<\/?(\w+)/.exec(found)?.[1];
    if (around.contains(found.trim())) continue;
    if (name !== undefined && found.includes("</")) {
      const opening = new RegExp(`<${name}\\b`);
      if (opening.test(text.slice(0, match.index)) || around.contains(`<${name}`)) continue;
    } else if (name !== undefined && hasTags(around) && !/^<[A-Z_]+>$/.test(found) && text.includes(`</${name}>`))
      continue;
    return match.index;
  }
  return undefined;
}

function hasTags({ languageId }: Surroundings): boolean {
  return languageOf(languageId).blockStyle === "tags" || languageId.endsWith("react");
}
