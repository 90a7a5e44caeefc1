import { isForeignCode } from "./foreignForms";
import { type Frame, lex } from "./lexer";

/** Ends of a text that needs an operand, an argument, a name or a block after it: an opener, an operator, a comma, some keywords. */
const openEnd =
  /(?:[{[(,=+\-*/%&|^<>?:.!~\\]|\b(?:and|or|not|in|is|if|else|return|await|new|from|import|typeof|instanceof))\s*$/;

/** Lines that begin a block, which is empty for the trial. */
const blockHead =
  /^\s*\}?\s*(?:\w+\s+)*(?:if|for|foreach|while|switch|match|select|catch|class|struct|enum|interface|impl|trait|namespace|else)\b/;

/** Operands that complete a text by its end, the likeliest first; the first row that matches. */
const operandsByEnd: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\bfrom\s*$/, [' "x"', " x import x"]],
  [/\bimport\s*$/, [" x", ' "x"']],
  [/\bfor\s*\($/, [";;"]],
  [/[([{,]\s*$/, ["", " x"]],
  [/\?\s*$/, [" x : x", ": x"]],
  [/\\$/, ["\n x"]],
  [/$/, [" x"]],
];

/** A line up to the caret with an insertion, which may have more lines, as it could be closed. */
export interface ClosingTexts {
  /** True if it ends in an opener, an operator or a comma, and not within a literal. */
  readonly endsOpen: boolean;
  /** Texts that could follow and close it, the likeliest first. */
  readonly ends: ReadonlySet<string>;
}

/** Finds out how the line of an insertion could be closed. `isOuterClosed`: the document closes the brackets that are open before the caret. */
export function closingTexts(
  beforeCaret: string,
  inserted: string,
  params: { languageId: string; isOuterClosed: boolean },
): ClosingTexts {
  const { languageId, isOuterClosed } = params;
  const line = beforeCaret + inserted;
  const { open } = lex(line, { languageId, visit: () => false });
  const own = closersOf(open.filter(({ start }) => start >= beforeCaret.length));
  const closings = isOuterClosed ? [own] : [closersOf(open), own];
  const endsOpen = openEnd.test(inserted) && open.at(-1)?.form === undefined;
  const lastLine = line.slice(line.lastIndexOf("\n") + 1);
  const [operands, blocks] = isForeignCode(languageId)
    ? // In a language that the embedded model wasn't trained on it ends with the signs of others.
      [[""], ["", ";", ...(blockHead.test(lastLine) ? [" {}"] : [])]]
    : [endsOpen ? operandsOf(line) : [""], blocksOf(lastLine, languageId)];
  const ends = closings.flatMap((closers) =>
    blocks.flatMap((block) => operands.map((operand) => operand + closers + block)),
  );
  return { endsOpen, ends: new Set(ends) };
}

/** Returns the text that closes these brackets, the innermost first. */
export function closersOf(open: readonly Frame[]): string {
  return open.reduceRight((all, { closer }) => all + closer, "");
}

function operandsOf(line: string): readonly string[] {
  return operandsByEnd.find(([end]) => end.test(line))?.[1] ?? [];
}

/** Returns what may follow a line's closed brackets to complete it. */
function blocksOf(lastLine: string, languageId: string): readonly string[] {
  if (languageId === "python") return ["", ":"];
  return /^\s*import\b/.test(lastLine) ? ["", ' from "x"'] : ["", " {}"];
}
