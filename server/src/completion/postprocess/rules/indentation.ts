import { opensBlock } from "../lib/blockLines";
import { indentWidth, leadingBlanks } from "../../../code/indent";
import type { Rule } from "../lib/rule";
import type { Surroundings } from "../lib/surroundings";

/** Fits the text's leading blanks to the typed ones, and its indentation to the document's tabs or spaces. */
export const indentation: Rule = {
  name: "indentation",
  why: "The caret's blanks are typed already, and a document has one kind of indentation.",
  example: {
    languageId: "typescript",
    before: "class Cart {\n\ttotal() {\n\t\treturn 1;\n\t}\n\t",
    reply: "count() {\n    return 2;\n  }",
    rest: "\n}\n",
    result: "count() {\n\t\treturn 2;\n\t}",
  },
  apply(text, around) {
    if (around.place === "text") return /[ \t]$/.test(around.beforeCaret) ? text.replace(/^[ \t]+/, "") : text;
    return withDocumentUnit(withFittingStart(text, around), around);
  },
};

function withFittingStart(text: string, around: Surroundings): string {
  const { beforeCaret } = around;
  if (beforeCaret.trim() !== "") {
    // A text that opens with a line end keeps it; blanks before it are trailing ones.
    return /[ \t]$/.test(beforeCaret) ? text.replace(/^[ \t]+(?=\S)/, "") : text;
  }
  if (beforeCaret === "") return text;
  // On a line of blanks the text belongs right here.
  const answer = text.replace(/^(?:[ \t]*\n)+/, "");
  const blanks = leadingBlanks(answer);
  const expected = expectedIndentation(around);
  if (beforeCaret === expected || expected === undefined) return answer.slice(blanks.length);
  const isWithin = expected.startsWith(beforeCaret) && beforeCaret.length + blanks.length <= expected.length;
  if (isWithin) return answer;
  if (blanks === expected && expected.startsWith(beforeCaret)) return answer.slice(beforeCaret.length);
  return answer.slice(blanks.length);
}

/** Returns the expected start of the caret's line, judging by the line above. */
function expectedIndentation(around: Surroundings): string | undefined {
  const { above, languageId } = around;
  const previous = above.findLast((line) => line.trim() !== "");
  if (previous === undefined) return undefined;
  return leadingBlanks(previous) + (opensBlock(previous, languageId) ? (around.unit() ?? "") : "");
}

function withDocumentUnit(text: string, around: Surroundings): string {
  const { beforeCaret, above, isUnitGiven } = around;
  if (!text.includes("\n") && !/^[ \t]/.test(text)) return text;
  const unit = around.unit();
  if (unit === undefined) return text;
  const lines = text.split("\n");
  const isOwnLine = (index: number): boolean => index > 0 || beforeCaret === "";
  const indents = lines.flatMap((line, index) => (isOwnLine(index) && line.trim() ? [leadingBlanks(line)] : []));
  const step = indents
    .filter((blanks) => blanks !== "")
    .map(indentWidth)
    .reduce(greatestCommonDivisor, 0);
  if (step === 0) return text;
  const usesTabs = indents.some((blanks) => blanks.includes("\t"));
  const usesSpaces = indents.some((blanks) => blanks.includes(" "));
  const isOtherKind = unit === "\t" ? usesSpaces && !usesTabs : usesTabs && !usesSpaces;
  // A narrower step than the editor's is wrong only if the document has no such step itself.
  const isOtherWidth =
    isUnitGiven &&
    unit !== "\t" &&
    !usesTabs &&
    step < unit.length &&
    step >= 2 &&
    beforeCaret === "" &&
    above.every((line) => indentWidth(line) % unit.length === 0);
  if (!isOtherKind && !isOtherWidth) return text;
  const stepWidth = usesTabs ? indentWidth("\t") : isOtherKind ? Math.min(step, 8) : step;
  return lines
    .map((line, index) => {
      if (!isOwnLine(index)) return line;
      const width = indentWidth(line);
      const odd = width % stepWidth;
      return unit.repeat((width - odd) / stepWidth) + " ".repeat(odd) + line.slice(leadingBlanks(line).length);
    })
    .join("\n");
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
