import { foreignFormsOf } from "../../../code/foreignForms";
import { languageOf } from "../../../code/languages";
import { looksLikeCode } from "../../../code/looksLikeCode";
import { findLiterals } from "../../../code/literals";
import type { Rule } from "../lib/rule";
import type { Surroundings } from "../lib/surroundings";

/**
 * Keeps a local model from writing one language in another: it knows few, and continues in those. A text ends before the first
 * sign that the document's language doesn't have, unless the document uses it, and sentences end before code.
 */
export const foreignText: Rule = {
  name: "foreignText",
  why: "The embedded model writes its own languages into others.",
  example: {
    languageId: "go",
    before: "package main\n\nfunc load(",
    reply: "path: string): Promise<Customer[]> {",
    rest: "\n",
    result: "path",
    isLocal: true,
  },
  apply(text, around) {
    if (!around.isLocal) return text;
    const at = around.place === "code" ? foreignInCode(text, around) : foreignInProse(text, around);
    if (at === undefined) return text;
    const lineStart = text.lastIndexOf("\n", at - 1) + 1;
    const isFirstLine = text.slice(0, lineStart).trim() === "";
    const kept = isFirstLine ? text.slice(0, Math.max(0, at)).trimEnd() : text.slice(0, lineStart).trimEnd();
    // A beginning is worth keeping if it could be a whole: a name, a call.
    return isWhole(kept, isFirstLine)
      ? kept
      : { drop: "The suggestion was written in another language than the document." };
  },
};

/** Returns the offset of the first foreign sign in `text`; 0 or less if it began before the caret. */
function foreignInCode(text: string, { languageId, beforeCaret, above, below }: Surroundings): number | undefined {
  const { id } = languageOf(languageId);
  const forms = foreignFormsOf(id);
  if (forms === undefined) return undefined;
  const start = beforeCaret.length;
  let used: string | undefined;
  const nearby = (): string => (used ??= codeOf(id, [...above, beforeCaret, "", ...below].join("\n")));
  const at = forms.find(codeOf(id, beforeCaret + text), start, nearby);
  return at === undefined ? undefined : at - start;
}

/** Returns a text with blank comments, and with dots and escapes only in its literals. */
function codeOf(languageId: string, text: string): string {
  let code = text;
  const blank = (from: number, to: number, filler: string): void => {
    if (to > from) code = code.slice(0, from) + code.slice(from, to).replace(/[^\n\\]/g, filler) + code.slice(to);
  };
  const open = findLiterals(languageId, text, ({ kind, start }, end) =>
    kind === "string" ? blank(start + 1, end - 1, "·") : blank(start, end, " "),
  );
  if (open) blank(open.start + 1, text.length, "·");
  return code;
}

/** Signs that aren't used to write words, each as a whole: `a => b`, `f(x, y)`, `x[]`, `: string`, `{` at the end. */
const codeSign =
  /\s*=>|\w+(?:\.\w+)*\((?!s\))[^)\s]*(?:[,)]|$)|\w+\[\]|[!=]==|&&|\|\||\s*\{\s*$|;\s*$|:\s*(?:readonly )?(?:string|number|boolean)\b|\b(?:const|readonly|async|await) \w+|^\s*(?:"""|'''|\*\/)/m;

function foreignInProse(
  text: string,
  { place, languageId, beforeCaret, above, below }: Surroundings,
): number | undefined {
  if (place === "string" || languageOf(languageId).kind !== "prose") return undefined;
  // Text between backquotes is code.
  if ((beforeCaret.match(/`/g)?.length ?? 0) % 2 === 1) return undefined;
  const bare = text.replace(/`[^`\n]*`/g, (quoted) => "x".repeat(quoted.length));
  const [line = ""] = bare.split("\n");
  if (looksLikeCode(beforeCaret + line) && !looksLikeCode(beforeCaret)) return 0;
  const found = codeSign.exec(bare);
  if (found === null || codeSign.test([...above, beforeCaret, ...below].join("\n"))) return undefined;
  return found.index;
}

function isWhole(kept: string, isFirstLine: boolean): boolean {
  if (!isFirstLine) return kept.trim() !== "";
  if (!/[\p{L}\p{N}_]{2}/u.test(kept) || !/[\p{L}\p{N}_)\]"']$/u.test(kept)) return false;
  const count = (signs: RegExp): number => kept.match(signs)?.length ?? 0;
  return count(/[([{]/g) === count(/[)\]}]/g);
}
