import { isForeignCode } from "./foreignForms";
import { lex } from "./lexer";

/** Ends of a text that needs an operand, an argument, a name or a block after it: an opener, an operator, a comma, some keywords. */
const openEnd =
  /(?:[{[(,=+\-*/%&|^<>?:.!~\\]|\b(?:and|or|not|in|is|if|else|return|await|new|from|import|typeof|instanceof))\s*$/;

/** Lines that begin a block, which is empty for the trial. */
const blockHead =
  /^\s*\}?\s*(?:\w+\s+)*(?:if|for|foreach|while|switch|match|select|catch|class|struct|enum|interface|impl|trait|namespace|else)\b/;

/** Operands that complete a text by its end, the likeliest first; the first row that matches. */
const operands: readonly (readonly [RegExp, readonly string[]])[] = [
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

/** Finds out how the line of an insertion could be closed. */
export function closingTexts(beforeCaret: string, inserted: string, languageId: string): ClosingTexts {
  const line = beforeCaret + inserted;
  const { open } = lex(line, { languageId, visit: () => false });
  const closers = [...open].reverse().reduce((all, { closer }) => all + closer, "");
  const endsOpen = openEnd.test(inserted) && open.at(-1)?.form === undefined;
  const lastLine = line.slice(line.lastIndexOf("\n") + 1);
  if (isForeignCode(languageId)) {
    // In a language that the embedded model wasn't trained on it ends with the signs of others.
    const ends = [closers, `${closers};`, ...(blockHead.test(lastLine) ? [`${closers} {}`] : [])];
    return { endsOpen, ends: new Set(ends) };
  }
  const fitting = endsOpen ? (operands.find(([end]) => end.test(line))?.[1] ?? []) : [""];
  const blocks = languageId === "python" ? ["", ":"] : /^\s*import\b/.test(lastLine) ? ["", ' from "x"'] : ["", " {}"];
  return { endsOpen, ends: new Set(blocks.flatMap((block) => fitting.map((operand) => operand + closers + block))) };
}
