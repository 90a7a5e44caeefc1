import { piecesOf, type Piece } from "../../../code/pieces";
import { joinRest } from "../lib/joinRest";
import type { Rule } from "../lib/rule";

/** Ends an automatic offer before a bracket that it leaves open, if the rest of the line closes one further out. */
export const openBracket: Rule = {
  name: "openBracket",
  why: "After Tab, the closing bracket at the caret would close the wrong one.",
  example: {
    languageId: "typescript",
    before: "save(path, ",
    reply: "{ name",
    rest: ")\n",
    result: null,
    isAutomatic: true,
  },
  apply(text, around) {
    const outer = around.brackets();
    if (!around.isAutomatic || outer === undefined) return text;
    const joint = joinRest(text, around);
    const { rest, languageId } = around;
    if ("drop" in joint || !/[)\]}"'`]/.test(rest.slice(joint.replaceSuffixLength))) return text;
    const open: Piece[] = [];
    for (const piece of piecesOf(text, { languageId, outer })) {
      if (piece.kind === "open" && piece.frame?.kind !== "angle" && piece.frame?.kind !== "tag") open.push(piece);
      if (piece.kind !== "close" || piece.isCloser) continue;
      const partner = open.findLastIndex(({ frame }) => frame === piece.frame);
      if (partner >= 0) open.length = partner;
    }
    const first = open.at(0);
    if (first === undefined) return text;
    const kept = text.slice(0, first.start).trimEnd();
    return kept === "" ? { drop: "The suggestion would leave a bracket open." } : kept;
  },
};
