import { leadingBlanks } from "../code/indent";
import { languageOf } from "../code/languages";
import { lfText } from "../base/lineEnds";
import { indentationUnit } from "./postprocess/lib/indentationUnit";
import { restOfCaretLine, startOfLine } from "../model/prompt/prefixSuffix";
import type { Ask } from "./ask";
import type { InlineRequest } from "./inlineCompletion";

/** Lines above the caret whose indentation is looked at. // guess */
const maxLines = 100;

/** Returns the request that an editor makes once the user has pressed Enter at the end of a line of code; `undefined` elsewhere. */
export function afterEnter({ request, prefix, suffix, place, isInvoked }: Ask): InlineRequest | undefined {
  const line = startOfLine(prefix);
  const isAtEnd = restOfCaretLine(suffix).trim() === "" && line.trim() !== "";
  if (!isAtEnd || isInvoked || place !== "code" || request.selectedCompletion !== undefined) return undefined;
  const { document, offset } = request;
  const deeper = opensBlock(line, document.languageId)
    ? (indentationUnit(prefix.split("\n").slice(-maxLines)) ?? "    ")
    : "";
  const text = lfText(`\n${leadingBlanks(line)}${deeper}`);
  return { ...request, selectedCompletion: { start: offset, text } };
}

/** Reports whether an editor indents the line below this one further. */
function opensBlock(line: string, languageId: string): boolean {
  return /[{([]\s*$/.test(line) || (languageOf(languageId).blockStyle === "indent" && /:\s*$/.test(line));
}
