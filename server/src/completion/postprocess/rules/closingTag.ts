import { languageOf } from "../../../code/languages";
import type { Rule } from "../lib/rule";

/** Ends a template's text before a tag that closes another element than the innermost. */
export const closingTag: Rule = {
  name: "closingTag",
  why: "A closing tag of another element breaks the template.",
  example: {
    languageId: "vue",
    before: "<section>\n  <ul>\n    ",
    reply: "</section>",
    rest: "\n",
    result: null,
  },
  apply(text, { place, languageId, above, beforeCaret, isPrefixCut }) {
    if (place !== "code" || languageOf(languageId).blockStyle !== "tags") return text;
    const before = [...above, beforeCaret].join("\n").replace(scripts, (said) => " ".repeat(said.length));
    const at = firstWrongClosing(before + text, { from: before.length, isCut: isPrefixCut });
    if (at === undefined) return text;
    const kept = text.slice(0, at - before.length).trimEnd();
    return kept.trim() === "" ? { drop: "The tag would close another element." } : kept;
  },
};

const scripts = /<(script|style)\b[^]*?<\/\1\s*>/gi;

/** A tag, or a mark of a Svelte block: `<a b="c">`, `</a>`, `<a />`, `{#if a}`, `{/if}`. A near miss is `a < b`. */
const tags =
  /<(?<end>\/?)(?<name>[A-Za-z][\w.:-]*)(?:[^<>"'{}]|=>|"[^"]*"|'[^']*'|\{[^{}]*\})*?(?<empty>\/?)>|\{(?<mark>[#/])(?<block>\w+)[^{}]*\}/g;

/** HTML's elements without an end, and those whose end may be left out. */
const voids = /^(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/i;
const optional = /^(?:li|p|td|th|tr|dt|dd|option)$/i;

/** Finds the offset of the first closing tag from `from` on that does not close the innermost element. `isCut`: elements may be open before the text. */
function firstWrongClosing(text: string, { from, isCut }: { from: number; isCut: boolean }): number | undefined {
  const open: string[] = [];
  for (const { index, groups = {} } of text.matchAll(tags)) {
    const name = groups["name"] ?? `#${groups["block"] ?? ""}`;
    if (groups["end"] !== "/" && groups["mark"] !== "/") {
      if (groups["empty"] !== "/" && !voids.test(name)) open.push(name);
      continue;
    }
    if (index >= from) while (open.at(-1) !== name && optional.test(open.at(-1) ?? "")) open.pop();
    if (index >= from && open.at(-1) !== name && !(isCut && open.length === 0)) return index;
    const partner = open.lastIndexOf(name);
    if (partner >= 0) open.length = partner;
  }
  return undefined;
}
