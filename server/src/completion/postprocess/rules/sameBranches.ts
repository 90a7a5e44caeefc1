import type { Rule } from "../lib/rule";

/** Marks that may follow a branch at the end of its line. */
const lineEnd = /[\s;,)]*$/;

/** Cuts a choice between two things that are the same: `? f(a) : f(a)`, on one line or on two, and `|| f(a)` twice. */
export const sameBranches: Rule = {
  name: "sameBranches",
  why: "A choice between two equal things offers nothing.",
  example: {
    languageId: "typescript",
    before: "const name = given ",
    reply: "? trim(given) : trim(given);",
    rest: "\n",
    result: null,
  },
  apply(text, { place, beforeCaret }) {
    if (place !== "code") return text;
    const lines = text.split("\n");
    const whole = (index: number): string => (index === 0 ? beforeCaret : "") + (lines[index] ?? "");
    const cut = lines.findIndex((_, index) => isSameAgain(whole(index - 1), whole(index)));
    if (cut > 0) {
      const isFirstOurs = cut > 1 || beforeCaret.trim() === "";
      const isChoice = whole(cut).trimStart().startsWith(":");
      return ending(lines.slice(0, isChoice && isFirstOurs ? cut - 1 : cut).join("\n"));
    }
    const inLine = /\?\s+(\S.*?)\s+:\s+\1[\s;,)]*$/.exec(lines[0] ?? "");
    return inLine === null ? text : ending(text.slice(0, inLine.index));
  },
};

/** Reports whether `line` offers as the other possibility the one that `before` has already offered. */
function isSameAgain(before: string, line: string): boolean {
  const [first, second] = [operand(before), operand(line)];
  if (first === undefined || second === undefined || first.text !== second.text) return false;
  return first.mark === "?" ? second.mark === ":" : first.mark === second.mark && first.mark !== ":";
}

/** Returns the mark with which a line begins, and the text after it. */
function operand(line: string): { readonly mark: string; readonly text: string } | undefined {
  const groups = /^\s*(?<mark>\?\??|:|\|\||&&)\s*(?<text>\S.*)$/.exec(line.replace(lineEnd, ""))?.groups;
  return groups && { mark: groups["mark"] ?? "", text: groups["text"] ?? "" };
}

function ending(text: string): ReturnType<Rule["apply"]> {
  const kept = text.trimEnd();
  return kept === "" ? { drop: "The suggestion was a choice between two things that are the same." } : kept;
}
