import { isClosingRest } from "../code/closingRest";
import type { CaretPlace } from "../code/caret";
import { restOfCaretLine, startOfLine } from "../model/prompt/prefixSuffix";

/** Kinds of answer that a request needs. */
export type Trigger =
  | { readonly kind: "skip"; readonly reason: string }
  /** Worth an answer only if one is there already: what was offered, or what the last generation went on to. */
  | { readonly kind: "known"; readonly reason: string }
  | { readonly kind: "ask"; readonly lines: "one" | "block"; readonly reason: string };

/** Removes from the rest of a line the mark that ends the caret's comment: editors insert it by themselves. */
function withoutCommentEnd(rest: string, place: CaretPlace): string {
  return place === "blockComment" || place === "docComment" ? rest.replace(/[ \t]*\*\/[ \t]*$/, "") : rest;
}

/** Decides from the text around the caret whether to complete, and how much. Looks at the caret's line only. */
export function decideTrigger(params: {
  prefix: string;
  suffix: string;
  place: CaretPlace;
  isInvoked: boolean;
}): Trigger {
  const { prefix, suffix, place, isInvoked } = params;
  const before = startOfLine(prefix);
  const rest = withoutCommentEnd(restOfCaretLine(suffix), place);
  if (isInvoked) {
    const wantsBlock = isClosingRest(rest) && (place === "code" || place === "text");
    return { kind: "ask", lines: wantsBlock ? "block" : "one", reason: "asked for explicitly" };
  }
  if (/^[\p{L}\p{N}_$]/u.test(rest)) return { kind: "skip", reason: "The caret is inside a word." };
  if (!isClosingRest(rest) || rest.includes("*/"))
    return { kind: "skip", reason: "Text follows the caret on its line." };
  if (place === "code" && /[;{}]\s*$/.test(before)) return { kind: "known", reason: "The line is already complete." };
  if (place === "text" && /^\s*(?:[-*+>]|\d+[.)]|#{1,6}|[-*+] \[[ xX]?\]?)?\s*$/.test(before))
    return { kind: "known", reason: "Nanotype does not start new lines in prose." };
  return { kind: "ask", lines: "one", reason: before.trim() === "" ? "new line" : "rest of the line" };
}
