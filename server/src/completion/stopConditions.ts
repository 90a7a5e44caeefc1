import { isClosingRest } from "../code/closingRest";
import type { CaretPlace } from "../code/caret";
import { isNextLine } from "./postprocess/rules/duplicatedLines";
import { lineLoopStart, loopInLine, rulersOf } from "./postprocess/lib/loops";
import { createScope } from "./postprocess/lib/scopeLines";
import { opensProseBlock } from "./postprocess/rules/proseBlocks";
import { sentenceEnd } from "./postprocess/rules/sentence";
import { startsLineComment } from "./postprocess/lib/startsLineComment";
import { surroundings } from "./postprocess/lib/surroundings";

/** Verdict on a generation; `length` is the part of the text so far that is worth keeping, in UTF-16 units. */
export type StopVerdict =
  { readonly kind: "continue" } | { readonly kind: "stop"; readonly length: number; readonly reason: string };

/** Most text that is ever generated, in UTF-16 units: about 1,000 tokens. */
const maxChars = 4_000; // guess

/** Characters by which a line grows between two looks for a loop in it. */
const loopStride = 48;

/**
 * Makes the judge of one generation. It is called with the whole text so far as chunks arrive, and reads each line once.
 * The text may continue after the line or statement that will be shown: the lines after it answer the request after
 * acceptance, so only the block's end stops it. Post-processing cuts the shown text.
 */
export function createStopCondition(params: {
  prefix: string;
  suffix: string;
  languageId: string;
  place: CaretPlace;
  lines: "one" | "block";
  /** Lines with content to generate, the caret's included. */
  maxLines: number;
  /** Indentation in columns of the line that ends the enclosing block; at it or left of it the block is over. */
  blockEndIndent?: number;
}): (textSoFar: string) => StopVerdict {
  const around = surroundings(params);
  const scope = createScope(around, { until: "blockEnd", blockEndIndent: params.blockEndIndent });
  const isOneLine = params.lines === "one" || !isClosingRest(around.rest);
  const isRuler = rulersOf({ ...params, before: around.beforeCaret });
  const isProse = params.place !== "code" && params.place !== "string";
  const finished: string[] = [];
  let contentCount = 0;
  let lineStart = 0;
  let nextLoopCheck = loopStride;

  const lineEnded = (line: string): StopVerdict => {
    const index = finished.length;
    const before: (reason: string) => StopVerdict = (reason) => stop(Math.max(0, lineStart - 1), reason);
    const after: (reason: string) => StopVerdict = (reason) => stop(lineStart + line.length, reason);
    if (params.place === "lineComment" && index > 0 && !startsLineComment(line, params.languageId))
      return before("the comment ended");
    if (params.place === "text" && index > 0 && opensProseBlock(line, finished)) return before("the paragraph ended");
    const verdict = scope(line);
    if (verdict === "stop") return before("the block ended");
    const isOwn = index > 0 || around.beforeCaret.trim() === "";
    if (isOwn && line.trim() !== "" && isNextLine([...finished, line], index, around))
      return before("the text became the suffix");
    finished.push(line);
    if (line.trim() !== "") contentCount++;
    if (verdict === "last") return after("the block ended");
    const loop = lineLoopStart(finished);
    if (loop !== undefined) return stop(finished.slice(0, loop).join("\n").trimEnd().length, "it repeated itself");
    if (contentCount >= 1 && isOneLine) return after("the line ended");
    return contentCount >= params.maxLines ? after("enough lines") : { kind: "continue" };
  };

  return (textSoFar) => {
    for (let end = textSoFar.indexOf("\n", lineStart); end >= 0; end = textSoFar.indexOf("\n", lineStart)) {
      const verdict = lineEnded(textSoFar.slice(lineStart, end));
      if (verdict.kind === "stop") return verdict;
      lineStart = end + 1;
      nextLoopCheck = lineStart + loopStride;
    }
    if (textSoFar.length >= nextLoopCheck) {
      nextLoopCheck = textSoFar.length + loopStride;
      const loop = loopInLine(textSoFar.slice(lineStart), isRuler);
      if (loop !== undefined) return stop(lineStart + loop.start, "it repeated itself");
    }
    if (isProse && isOneLine) {
      const sentence = sentenceEnd(textSoFar, around.beforeCaret);
      if (sentence !== undefined) return stop(sentence, "the sentence ended");
    }
    return textSoFar.length >= maxChars ? stop(maxChars, "long enough") : { kind: "continue" };
  };
}

/**
 * Returns the length of the first line once it is certain, that is once a line end follows it; else `undefined`.
 * Blank lines in front belong to it: after a complete line the answer starts with a line end.
 */
export function firstLineLength(textSoFar: string): number | undefined {
  const content = textSoFar.search(/\S/);
  if (content < 0) return undefined;
  const end = textSoFar.indexOf("\n", content);
  return end < 0 ? undefined : end;
}

/** Reports whether a text takes the caret's line for complete: nothing of it is on that line. */
export function beginsWithLineEnd(text: string): boolean {
  return /^[ \t]*\n/.test(text);
}

function stop(length: number, reason: string): StopVerdict {
  return { kind: "stop", length, reason };
}
