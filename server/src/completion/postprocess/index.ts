import type { CaretPlace } from "../../code/caret";
import { commentOnly } from "./commentOnly";
import { commentedCode } from "./commentedCode";
import { controlCharacters } from "./controlCharacters";
import { duplicatedLines } from "./duplicatedLines";
import { fences } from "./fences";
import { foreignText } from "./foreignText";
import { indentation } from "./indentation";
import { joinRest } from "./joinRest";
import { lineCount } from "./lineCount";
import { lowValue } from "./lowValue";
import { ownIndentation } from "./ownIndentation";
import { otherLanguage } from "./otherLanguage";
import { promptEcho } from "./promptEcho";
import { proseBlocks } from "./proseBlocks";
import { realParameters } from "./realParameters";
import { repeatedPrefix } from "./repeatedPrefix";
import { repetition } from "./repetition";
import { restOfLine } from "./restOfLine";
import type { Rule } from "./rule";
import { sameBranches } from "./sameBranches";
import { scope } from "./scope";
import { sentence } from "./sentence";
import { specialTokens } from "./specialTokens";
import { surroundings } from "./surroundings";
import { talk } from "./talk";
import { trailingBlanks } from "./trailingBlanks";

/** A candidate's text and where it would go. Lengths and offsets count UTF-16 units. */
export interface PostprocessInput {
  readonly text: string;
  /** The whole document before the caret; like the text after it with `\n` alone at line ends. */
  readonly prefix: string;
  /** The whole document after the caret. */
  readonly suffix: string;
  readonly languageId: string;
  readonly place: CaretPlace;
  /** Whether more than the caret's line was asked for. */
  readonly lines: "one" | "block";
  /** One level of indentation as the editor would type it; without it the document's own habit counts. */
  readonly indentation?: string;
  /** Whether a model or the memory on this machine says it; endpoints' models know more languages. */
  readonly isLocal?: boolean;
}

/** What may be offered, or why nothing may. `reason` is a sentence for people and holds no document text. */
export type PostprocessOutput =
  | { readonly kind: "keep"; readonly text: string; readonly replaceSuffixLength: number }
  | { readonly kind: "drop"; readonly rule: string; readonly reason: string };

/** The rules in the order they run: what the model leaked, then shape, then what the document already says, then what is left. */
const rules: readonly Rule[] = [
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
  restOfLine,
  foreignText,
  trailingBlanks,
  lowValue,
];

/** A rule's cut can give an earlier rule new work; more passes than this were never needed on the cases. */
const maxPassCount = 6;

/**
 * Makes a candidate fit to be offered, or says why not.
 * Invariant: the text after the caret that is replaced lies on the caret's line and occurs in order within the new text,
 * so that editors can draw the rest as ghost text; running it on its own output changes nothing.
 */
export function postprocess(input: PostprocessInput): PostprocessOutput {
  const around = surroundings(input);
  let text = input.text.replace(/\r\n?/g, "\n");
  for (let pass = 0; pass < maxPassCount; pass++) {
    const before = text;
    for (const rule of rules) {
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
