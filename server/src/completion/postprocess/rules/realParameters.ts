import { restates } from "../../../comment/restates";
import type { Rule } from "../lib/rule";
import type { Surroundings } from "../lib/surroundings";

/** A line of a doc comment about a parameter: JSDoc's and Javadoc's tag, Sphinx's field. Groups: the name, the description. */
const tag =
  /^\s*(?:\/?\*+\s*)?(?:@param\s+(?:\{[^}]*\}\s*)?\[?([\w$]+)[\w$.=[\]"' ]*?(?:\s+-)?|:param\s+(?:[^:]*\s)?\*{0,2}(\w+):)(?=\s|$)(.*)$/;
/** The same in a section of Google's form. */
const item = /^\s+\*{0,2}(\w+)(?:\s+\([^)]*\))?:(?=\s|$)(.*)$/;

/**
 * Never invents a parameter: a line about one is offered only if the declaration below, or around a docstring, has it. A
 * description that only restates the name is left to the author.
 */
export const realParameters: Rule = {
  name: "realParameters",
  why: "A doc comment must not name a parameter that the function doesn't have.",
  example: {
    languageId: "typescript",
    before: "/**\n * @param ",
    reply: "timeout Longest wait.",
    rest: "\n */\nfunction wait(ms: number) {}\n",
    result: null,
  },
  apply(text, around) {
    if (around.place !== "docComment" && around.place !== "docstring") return text;
    if (around.above.slice(-20).some((line) => /@(?:callback|typedef|overload)\b/.test(line))) return text;
    const lines = (around.beforeCaret + text).split("\n");
    let head: string | undefined;
    for (const [index, line] of lines.entries()) {
      const match = tag.exec(line);
      const inSection = match === null && isInArgs(around, lines.slice(0, index)) ? item.exec(line) : null;
      const [name, description] = match
        ? [match.slice(1, 3).find(Boolean), match[3]]
        : [inSection?.[1], inSection?.[2]];
      if (name === undefined) continue;
      head ??= around.place === "docComment" ? headBelow(around) : headAbove(around);
      const isReal = new RegExp(String.raw`(?<![\w$.])${name.replaceAll("$", "\\$")}(?![\w$])`).test(head);
      if (!isReal && index > 0) return lines.slice(0, index).join("\n").slice(around.beforeCaret.length);
      if (!isReal) return { drop: "The suggestion named a parameter that the declaration does not have." };
      const words = (description ?? "").replace(/^\s*-\s*/, "").trim();
      if (index === 0 && words !== "" && restates(words, { name }))
        return { drop: "The suggestion only restated the parameter's name." };
    }
    return text;
  },
};

/** Reports whether the lines above are in a section of arguments. */
function isInArgs({ place, above }: Surroundings, before: readonly string[]): boolean {
  if (place !== "docstring") return false;
  const title = [...above, ...before].findLast((line) => /^\s*[A-Z][A-Za-z ]*:\s*$|"""|'''/.test(line));
  return title !== undefined && /^\s*(?:Args|Arguments|Parameters|Keyword Args):/.test(title);
}

/** Returns the parameters' part of the declaration below a comment: from its first bracket to the one that closes it. */
function headBelow({ rest, below }: Surroundings): string {
  const end = rest.includes("*/") ? 0 : below.findIndex((line) => line.includes("*/")) + 1;
  const declaration = below.slice(end);
  const first = declaration.findIndex((line) => !/^\s*[@#]/.test(line)); // past decorators
  return brackets(declaration.slice(Math.max(0, first)).join("\n"));
}

/** Returns the parameters' part of the declaration around a docstring. */
function headAbove({ above }: Surroundings): string {
  const start = above.findLastIndex((line) => /^\s*(?:async\s+)?def\s/.test(line));
  return start < 0 ? "" : brackets(above.slice(start).join("\n"));
}

function brackets(text: string): string {
  const start = text.search(/[(=]/);
  let depth = 0;
  for (let index = start; index >= 0 && index < text.length; index++) {
    const character = text.charAt(index);
    if (character === "(") depth++;
    else if (character === ")" && --depth === 0) return text.slice(start, index);
  }
  return start < 0 ? "" : text.slice(start);
}
