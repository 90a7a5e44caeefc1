import { isClosingRest } from "../code/closingRest";
import type { CaretPlace } from "../code/caret";
import type { Language } from "../code/language";
import { languageOf } from "../code/languages";
import { restOfCaretLine, startOfLine } from "../model/prompt/prefixSuffix";

/** Kinds of answer that a request needs. */
export type Trigger =
  | { readonly kind: "skip"; readonly reason: string }
  /** Worth an answer only if one is there already: what was offered, or what the last generation went on to. */
  | { readonly kind: "known"; readonly reason: string }
  | { readonly kind: "ask"; readonly lines: "one" | "block"; readonly reason: string };

/** Decides from the text around the caret whether to complete, and how much. Looks at the caret's line only. */
export function decideTrigger(params: {
  prefix: string;
  suffix: string;
  place: CaretPlace;
  isInvoked: boolean;
  region: { readonly languageId: string };
}): Trigger {
  const { prefix, suffix, place, isInvoked } = params;
  const language = languageOf(params.region.languageId);
  const before = startOfLine(prefix);
  const rest = withoutCommentEnd(restOfCaretLine(suffix), place, language);
  if (isInvoked) {
    const wantsBlock = isClosingRest(rest) && (place === "code" || place === "text");
    return { kind: "ask", lines: wantsBlock ? "block" : "one", reason: "asked for explicitly" };
  }
  if (/^[\p{L}\p{N}_$]/u.test(rest)) return { kind: "skip", reason: "The caret is inside a word." };
  if (!isClosingRest(rest) || rest.includes("*/"))
    return { kind: "skip", reason: "Text follows the caret on its line." };
  if (place === "code" && isComplete(before, language))
    return { kind: "known", reason: "The line is already complete." };
  if (place === "text" && /^\s*(?:[-*+>]|\d+[.)]|#{1,6}|[-*+] \[[ xX]?\]?)?\s*$/.test(before))
    return { kind: "known", reason: "Nanotype does not start new lines in prose." };
  return { kind: "ask", lines: "one", reason: before.trim() === "" ? "new line" : "rest of the line" };
}

/** Removes from the rest of a line the mark that ends the caret's comment: editors insert it by themselves. */
function withoutCommentEnd(rest: string, place: CaretPlace, { blockComments }: Language): string {
  if (place !== "blockComment" && place !== "docComment") return rest;
  const close = blockComments.find((form) => rest.trimEnd().endsWith(form.close))?.close;
  return close === undefined ? rest : rest.trimEnd().slice(0, -close.length).trimEnd();
}

/** Reports whether a line of code needs nothing more: it ends a statement, or opens or closes a block. */
function isComplete(line: string, { blockStyle, id }: Language): boolean {
  // In a template a brace ends a value.
  if (blockStyle === "tags") return false;
  // A shell's `;` may end a condition, and its brace a value: `if a; then echo ${b}`.
  if (id === "shellscript") return /;;\s*$|(?:^|[\s)])\{\s*$|^\s*\}\s*$/.test(line);
  if (!/[;{}]\s*$/.test(line)) return false;
  // `for (int i = 0;`
  const isInHead = /^\s*for\s*\(/.test(line) && count(line, "(") > count(line, ")");
  return !(isInHead && /;\s*$/.test(line));
}

function count(text: string, sign: string): number {
  return text.split(sign).length - 1;
}
