import { closesBlock } from "./blockLines";
import { indentWidth } from "./indentationUnit";
import type { Rule } from "./rule";
import { isClosingOnly, type Surroundings } from "./surroundings";

/** Cuts the lines that the document already has right below the caret, however they are indented. */
export const duplicatedLines: Rule = {
  name: "duplicatedLines",
  apply(text, around) {
    const { below, beforeCaret, rest } = around;
    if (below.length === 0 || !isClosingOnly(rest)) return text;
    const lines = text.split("\n");
    const isOwn = (index: number): boolean => index > 0 || beforeCaret.trim() === "";
    const cut = lines.findIndex(
      (line, index) => line.trim() !== "" && isOwn(index) && repeatsBelow(lines.slice(index), index, around),
    );
    if (cut < 0) return text;
    const kept = lines.slice(0, cut).join("\n").trimEnd();
    return kept.trim() === "" ? { drop: "It repeated the lines that follow the caret." } : kept;
  },
};

/** Whether `lines` start to say what stands below: a telling line, a closing line in the same column, or all of it to the end. */
export function repeatsBelow(lines: readonly string[], index: number, around: Surroundings): boolean {
  const { below, beforeCaret, rest } = around;
  const [line = ""] = lines;
  const [next = ""] = below;
  if (sameLine(line, next) && isTelling(line)) return true;
  const indent = indentWidth(index === 0 ? beforeCaret + line : line);
  if (isClosingLine(line) && isClosingLine(next) && rest.trim() === "" && indent === indentWidth(next)) {
    if (bare(next).startsWith(bare(line))) return true;
  }
  const content = lines.filter((each) => each.trim() !== "");
  if (content.length < 2 && !isTelling(line)) return false;
  return content.every((each, i) => {
    const other = below.at(i);
    if (other === undefined) return false;
    // The last line may be cut off where the model stopped.
    const isCutOff = i === content.length - 1 && isTelling(each) && bare(other).startsWith(bare(each));
    return sameLine(each, other) || isCutOff;
  });
}

function sameLine(a: string, b: string): boolean {
  return bare(a) === bare(b);
}

/** A line without what may differ between two ways to write the same: blanks, the kind of quotes, the mark at its end. */
function bare(line: string): string {
  return line
    .replace(/\s+/g, "")
    .replace(/['`]/g, '"')
    .replace(/[;,]+$/, "");
}

/** Whether a line says enough to be recognised: words or a ruler, not just a bracket or a keyword. */
function isTelling(line: string): boolean {
  return (line.match(/[\p{L}\p{N}_]/gu)?.length ?? 0) >= 6 || /([-=*#~])\1{7}/.test(line);
}

/** Whether a line does nothing but close: brackets, a keyword, a tag, a comment or a long string. */
function isClosingLine(line: string): boolean {
  if (/^\s*(?:\*\/|"""|''')\s*$/.test(line)) return true;
  return closesBlock(line) && !/[\p{L}\p{N}]/u.test(line.replace(/\b(?:end|fi|done|esac|endif)\b|<\/[\w.]+>/g, ""));
}
