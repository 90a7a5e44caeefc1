import type { CaretPlace } from "../../code/caret";
import type { CaretScope } from "../../code/caretScope";
import { commitBoxLine } from "./rules/commitBoxLine";
import { closingTag } from "./rules/closingTag";
import { commentOnly } from "./rules/commentOnly";
import { commentedCode } from "./rules/commentedCode";
import { controlCharacters } from "./rules/controlCharacters";
import { declaredAgain } from "./rules/declaredAgain";
import { duplicatedLines } from "./rules/duplicatedLines";
import { fences } from "./rules/fences";
import { foreignText } from "./rules/foreignText";
import { indentation } from "./rules/indentation";
import { joinRest } from "./lib/joinRest";
import { lineCount } from "./rules/lineCount";
import { lowValue } from "./rules/lowValue";
import { openBracket } from "./rules/openBracket";
import { ownIndentation } from "./rules/ownIndentation";
import { otherLanguage } from "./rules/otherLanguage";
import { ownObject } from "./rules/ownObject";
import { promptEcho } from "./rules/promptEcho";
import { proseBlocks } from "./rules/proseBlocks";
import { realParameters } from "./rules/realParameters";
import { repeatedPrefix } from "./rules/repeatedPrefix";
import { repetition } from "./rules/repetition";
import { restOfLine } from "./rules/restOfLine";
import type { Rule } from "./lib/rule";
import { sameBranches } from "./rules/sameBranches";
import { scope } from "./rules/scope";
import { sentence } from "./rules/sentence";
import { specialTokens } from "./rules/specialTokens";
import { surroundings } from "./lib/surroundings";
import { talk } from "./rules/talk";
import { trailingBlanks } from "./rules/trailingBlanks";
import { wholeWord } from "./rules/wholeWord";

/** A candidate's text and its place. Lengths and offsets count UTF-16 units. */
export interface PostprocessInput {
  readonly text: string;
  /** The whole document before the caret; like the text after it with `\n` alone at line ends. */
  readonly prefix: string;
  /** The whole document after the caret. */
  readonly suffix: string;
  readonly languageId: string;
  readonly place: CaretPlace;
  /** The scope of the caret's line, if it is known. */
  readonly scope?: CaretScope | undefined;
  /** Requested length: the caret's line, or more. */
  readonly lines: "one" | "block";
  /** One level of indentation as the editor would type it; without it the document's own habit counts. */
  readonly indentation?: string;
  /** True if a model or the memory on this machine wrote it; endpoints' models know more languages. */
  readonly isLocal?: boolean;
  /** True if the user didn't request it: only text worth a glance is offered. */
  readonly isAutomatic?: boolean;
  /** True if the text ended at its limit, perhaps inside a word. */
  readonly isCutOff?: boolean;
}

/** The text to offer, or the reason to offer none. `reason` is a sentence for people and holds no document text. */
export type PostprocessOutput =
  | { readonly kind: "keep"; readonly text: string; readonly replaceSuffixLength: number }
  | { readonly kind: "drop"; readonly rule: string; readonly reason: string };

/** The rules in the order they run: text the model leaked, then shape, then text that the document already has, then the rest. */
export const rules: readonly Rule[] = [
  controlCharacters,
  specialTokens,
  promptEcho,
  fences,
  talk,
  repeatedPrefix,
  indentation,
  ownIndentation,
  commentOnly,
  commentedCode,
  realParameters,
  otherLanguage,
  proseBlocks,
  sentence,
  scope,
  lineCount,
  repetition,
  sameBranches,
  duplicatedLines,
  declaredAgain,
  closingTag,
  ownObject,
  restOfLine,
  foreignText,
  commitBoxLine,
  wholeWord,
  openBracket,
  trailingBlanks,
  lowValue,
];

/** Most passes: a rule's cut can give an earlier rule new work, but the cases never needed more. */
const maxPassCount = 6;

/**
 * Makes a candidate fit to be offered, or gives the reason against it.
 * Invariant: the replaced text after the caret is on the caret's line and occurs in order within the new text,
 * so that editors can draw the rest as ghost text; running it on its own output changes nothing.
 * `using` leaves rules out, for the test that holds that each is needed.
 */
export function postprocess(input: PostprocessInput, using: readonly Rule[] = rules): PostprocessOutput {
  const around = surroundings(input);
  let text = input.text.replace(/\r\n?/g, "\n");
  for (let pass = 0; pass < maxPassCount; pass++) {
    const before = text;
    for (const rule of using) {
      const result = rule.apply(text, around);
      if (typeof result !== "string") return { kind: "drop", rule: rule.name, reason: result.drop };
      text = result;
    }
    if (text === before) break;
  }
  const joint = joinRest(text, around);
  const replaceSuffixLength = "drop" in joint || joint.text !== text ? 0 : joint.replaceSuffixLength;
  return { kind: "keep", text, replaceSuffixLength };
}
