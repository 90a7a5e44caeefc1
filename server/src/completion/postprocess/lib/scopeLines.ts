import { languageOf } from "../../../code/languages";
import { closesBlock, continuesBlock, opensBlock, reopensBlock } from "./blockLines";
import { indentWidth } from "../../../code/indent";
import type { Surroundings } from "./surroundings";

/** Role of a line in a completion: part of it, its last, or the first beyond it. */
export type LineVerdict = "keep" | "last" | "stop";

/** Judges a completion's lines one after the other, each once and complete, by indentation. The first is the rest of the caret's line. */
export function createScope(
  around: Pick<Surroundings, "beforeCaret" | "languageId" | "place" | "open">,
  bounds: { until: "statementEnd" | "blockEnd"; blockEndIndent?: number },
): (line: string) => LineVerdict {
  const { beforeCaret, languageId, place } = around;
  const string = place === "text" ? undefined : around.open().at(-1)?.form;
  if (string?.isMultiline && !string.interpolation?.open.startsWith("$")) {
    return (line) => (line.includes(string.close) ? "last" : "keep");
  }
  if (place !== "code" && place !== "string") return () => "keep";

  const { directive } = languageOf(languageId);
  const isOwnLine = beforeCaret.trim() === "";
  const caretIndent = indentWidth(beforeCaret);
  const isBody = !isOwnLine && opensBlock(beforeCaret, languageId);
  /** Lines as deep as this, or deeper, belong to the completion; `undefined` until its first line is seen. */
  let base: number | undefined = isOwnLine ? undefined : caretIndent;
  /** Inside a statement, a line as deep as the statement itself is already the next one. */
  let isStatement = !isOwnLine && bounds.until === "statementEnd" && endsAtLineEnds(languageId);
  let index = -1;
  let contentCount = 0;

  return (line) => {
    index++;
    if (line.trim() === "") {
      if (index === 0 && !isOwnLine && !isBody) isStatement = false;
      return "keep";
    }
    contentCount++;
    // A block's opening brace may have its own line.
    const isOpeningBrace = !isOwnLine && line.trim() === "{" && index > 0 && contentCount <= 2;
    if (isOpeningBrace) isStatement = bounds.until === "statementEnd";
    // A preprocessor's line belongs to no block.
    if (index > 0 && !isStatement && directive !== undefined && line.trimStart().startsWith(directive)) return "keep";
    const indent = index === 0 ? caretIndent + (isOwnLine ? indentWidth(line) : 0) : indentWidth(line);
    const isClosing = closesBlock(line, languageId);
    if (base === undefined) {
      base = indent;
      return isClosing && !reopensBlock(line, languageId) ? "last" : "keep";
    }
    if (index === 0) return "keep";
    const isPastBlock = bounds.blockEndIndent !== undefined && indent <= bounds.blockEndIndent;
    if (indent > base && !isPastBlock) return "keep";
    const next = isClosing || continuesBlock(line, languageId);
    if (indent === base && !isPastBlock) {
      if (next && (isStatement || (isClosing && contentCount === 1)))
        return reopensBlock(line, languageId) ? "keep" : "last";
      return !isStatement || isOpeningBrace ? "keep" : "stop";
    }
    if (isStatement || !next) return "stop";
    return reopensBlock(line, languageId) ? "keep" : "last";
  };
}

/** Reports whether a statement is over with its line unless it leaves something open. In SQL and markup, adjacent lines belong together. */
function endsAtLineEnds(languageId: string): boolean {
  const { blockStyle, id } = languageOf(languageId);
  return blockStyle !== "none" && blockStyle !== "tags" && id !== "sql";
}
