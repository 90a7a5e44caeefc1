import { isClosingRest } from "../../../code/closingRest";
import { closesBlock, continuesBlock, onlyClosesBlock, opensBlock } from "../lib/blockLines";
import { indentWidth } from "../../../code/indent";
import type { Rule } from "../lib/rule";
import type { Surroundings } from "../lib/surroundings";

/** Cuts the lines that the document already has right below the caret, however they are indented. */
export const duplicatedLines: Rule = {
  name: "duplicatedLines",
  why: "The lines below the caret would be there twice.",
  example: {
    languageId: "typescript",
    before: "start();\n",
    reply: "wait(job);\nreport(job);\nstop(job);",
    rest: "\nreport(job);\nstop(job);\n",
    result: "wait(job);",
  },
  apply(text, around) {
    const { below, beforeCaret, rest } = around;
    if (below.length === 0 || !isClosingRest(rest)) return text;
    const lines = text.split("\n");
    if (isClosedAlready(lines, around)) return { drop: "The block is closed already." };
    const isOwn = (index: number): boolean => index > 0 || beforeCaret.trim() === "";
    const cut = lines.findIndex(
      (line, index) =>
        line.trim() !== "" && isOwn(index) && (isNextLine(lines, index, around) || isTail(lines, index, around)),
    );
    if (cut < 0) return text;
    const kept = lines.slice(0, cut).join("\n").trimEnd();
    return kept.trim() === "" ? { drop: "The suggestion repeated the lines that follow the caret." } : kept;
  },
};

/** Reports whether a whole line of the completion is the one below the caret: a telling line, or a closing one in the same column. */
export function isNextLine(lines: readonly string[], index: number, around: Surroundings): boolean {
  const line = lines.at(index) ?? "";
  const next = around.below.at(0);
  if (next === undefined) return false;
  if (isTelling(line) && bare(line) === bare(next)) return !isDeeper(lines, index, around);
  const isInColumn = indentAt(lines, index, around) === indentWidth(next);
  const areClosing =
    isInColumn && around.rest.trim() === "" && isClosingLine(line, around) && isClosingLine(next, around);
  return areClosing && bare(next).startsWith(bare(line));
}

/** Reports whether a text of a closing word alone would close a block that the next line closes, or is in the middle of a line that opened none. */
function isClosedAlready(lines: readonly string[], { below, beforeCaret, languageId }: Surroundings): boolean {
  const content = lines.filter((line) => line.trim() !== "");
  const [first = ""] = content;
  if (content.length !== 1 || !/^\s*[a-z]/i.test(first) || !onlyClosesBlock(first, languageId)) return false;
  if (beforeCaret.trim() !== "") return !opensBlock(beforeCaret, languageId);
  const next = below.at(0) ?? "";
  const depth = indentWidth(beforeCaret + (lines[0] ?? ""));
  const isClosing = closesBlock(next, languageId) || continuesBlock(next, languageId);
  return isClosing && indentWidth(next) < depth;
}

/** Reports whether the text, from a line to its end, repeats the lines below. Its last line may be cut off where the model stopped. */
function isTail(lines: readonly string[], from: number, around: Surroundings): boolean {
  const { below } = around;
  if (!bare(below.at(0) ?? "").startsWith(bare(lines.at(from) ?? ""))) return false;
  const content = lines.slice(from, from + 2 * below.length + 2).filter((line) => line.trim() !== "");
  const last = content.at(-1) ?? "";
  if (content.length > below.length || (content.length < 2 && !isTelling(last))) return false;
  if (isDeeper(lines, from, around)) return false;
  return content.every((line, i) => {
    const other = bare(below.at(i) ?? "");
    const isCutOff = i === content.length - 1 && isTelling(line) && other.startsWith(bare(line));
    return bare(line) === other || isCutOff;
  });
}

/** Reports whether a line is deeper than the text's beginning, and in another column than the line below: it belongs to a block of the text's own. */
function isDeeper(lines: readonly string[], index: number, around: Surroundings): boolean {
  const { below, beforeCaret } = around;
  const indent = indentAt(lines, index, around);
  const start = lines.findIndex((line, i) => line.trim() !== "" || (i === 0 && beforeCaret.trim() !== ""));
  return indent > indentAt(lines, start, around) && indent !== indentWidth(below.at(0) ?? "");
}

function indentAt(lines: readonly string[], index: number, { beforeCaret }: Surroundings): number {
  return indentWidth((index === 0 ? beforeCaret : "") + (lines.at(index) ?? ""));
}

/** Removes from a line everything that may differ between two ways to write the same: blanks, the kind of quotes, the mark at its end. */
function bare(line: string): string {
  return line
    .replace(/\s+/g, "")
    .replace(/['`]/g, '"')
    .replace(/[;,]+$/, "");
}

/** Reports whether a line is distinctive: words or a ruler, not just a bracket or a keyword. */
function isTelling(line: string): boolean {
  return (line.match(/[\p{L}\p{N}_]/gu)?.length ?? 0) >= 6 || /([-=*#~])\1{7}/.test(line);
}

/** Reports whether a line only closes: brackets, a keyword, a tag, a comment or a long string. */
function isClosingLine(line: string, { languageId }: Surroundings): boolean {
  return /^\s*(?:\*\/|"""|''')\s*$/.test(line) || onlyClosesBlock(line, languageId);
}
