import type { Closer } from "../../../code/brackets";
import { type Frame, lex } from "../../../code/lexer";
import { closedAfter, openBefore } from "../../../code/openAtCaret";
import type { CaretPlace } from "../../../code/caret";
import type { CaretScope } from "../../../code/caretScope";
import { indentationUnit } from "./indentationUnit";

/** The rules' view of the caret's neighbourhood; the costly parts are computed on first use. */
export interface Surroundings {
  readonly languageId: string;
  readonly place: CaretPlace;
  /** The scope of the caret's line; `undefined` if unknown. */
  readonly scope: CaretScope | undefined;
  readonly lines: "one" | "block";
  /** True if a model or the memory on this machine wrote the text. */
  readonly isLocal: boolean;
  /** True if the user didn't request the text. */
  readonly isAutomatic: boolean;
  /** The whole reply, before any rule. */
  readonly reply: string;
  /** True if the reply ended at its limit, perhaps inside a word. */
  readonly isCutOff: boolean;
  /** The caret's line up to the caret. */
  readonly beforeCaret: string;
  /** The caret's line from the caret on. */
  readonly rest: string;
  /** Lines above the caret's, top first, within the window. */
  readonly above: readonly string[];
  /** Non-blank lines below the caret's, within the window. */
  readonly below: readonly string[];
  /** Returns one level of indentation: as given by the editor, else the document's habit, else undefined. */
  unit(): string | undefined;
  /** True if the editor itself named the unit. */
  readonly isUnitGiven: boolean;
  /** Reports whether the document itself contains `token`, anywhere near the caret. */
  contains(token: string): boolean;
  /** Returns the brackets and quotes still open at the caret, outermost first. */
  open(): readonly Frame[];
  /** Returns the same, or `undefined` if brackets prove nothing: in prose, and in a literal that the lexer does not see. */
  brackets(): readonly Frame[] | undefined;
  /** True if the text before the window is unknown, so that more may be open than `open()` says. */
  readonly isPrefixCut: boolean;
  /** True if more follows than the window holds. */
  readonly isSuffixCut: boolean;
  /**
   * Returns the first brackets and quotes that the text after the first `from` characters after the caret closes without having
   * opened them; see `openAtCaret.ts`.
   */
  closedAfter(params: { isStringClosed: boolean; from: number }): readonly Closer[];
}

/** Distance from the caret that rules can see, in UTF-16 units. A screenful or five; scanning it takes about 0.2 ms. */
const windowLength = 12_000;
/** Number of lines below that are compared with a completion's. */
const belowCount = 60;

/** Describes the neighbourhood of the caret. */
export function surroundings(input: {
  readonly prefix: string;
  readonly suffix: string;
  readonly languageId: string;
  readonly place: CaretPlace;
  readonly lines: "one" | "block";
  readonly indentation?: string;
  readonly scope?: CaretScope | undefined;
  readonly isLocal?: boolean;
  readonly isAutomatic?: boolean;
  readonly text?: string;
  readonly isCutOff?: boolean;
}): Surroundings {
  const { prefix, suffix, languageId, place, lines } = input;
  const isPrefixCut = prefix.length > windowLength;
  const before = isPrefixCut ? fromLineStart(prefix.slice(-windowLength)) : prefix;
  const after = suffix.slice(0, windowLength);
  const above = before.split("\n");
  const beforeCaret = above.pop() ?? "";
  const [rest = "", ...linesBelow] = after.split("\n");
  const below = linesBelow.filter((line) => line.trim() !== "").slice(0, belowCount);
  let open: readonly Frame[] | undefined;
  const closers = new Map<string, readonly Closer[]>();
  let unit: { readonly blanks: string | undefined } | undefined;
  const openBrackets = (): readonly Frame[] => (open ??= openBefore(before, { languageId, place, isPrefixCut }));
  return {
    languageId,
    place,
    scope: input.scope,
    lines,
    isLocal: input.isLocal ?? false,
    isAutomatic: input.isAutomatic ?? false,
    reply: input.text ?? "",
    isCutOff: input.isCutOff ?? false,
    beforeCaret,
    rest,
    above,
    below,
    unit: () => (unit ??= { blanks: input.indentation ?? indentationUnit([...above, ...linesBelow]) }).blanks,
    isUnitGiven: input.indentation !== undefined,
    isPrefixCut,
    contains: (token) => before.includes(token) || after.includes(token),
    open: openBrackets,
    brackets: () =>
      place === "code" || (place === "string" && openBrackets().some(({ form }) => form)) ? openBrackets() : undefined,
    isSuffixCut: suffix.length > windowLength,
    closedAfter({ isStringClosed, from }) {
      const key = `${isStringClosed} ${from}`;
      const known = closers.get(key);
      if (known) return known;
      const caretLineStart = above.reduce((length, line) => length + line.length + 1, 0);
      const taken = after.slice(0, from);
      const params = { languageId, caretLineStart, isStringClosed };
      // Brackets opened in the replaced part are closed further down.
      const behind = /[({[]/.test(taken)
        ? closedAfter(after.slice(from), { ...params, open: leftOpen(taken, languageId, openBrackets()) }).map(
            (closer) => ({ ...closer, at: closer.at + from }),
          )
        : closedAfter(after, { ...params, open: openBrackets() }).filter(({ at }) => at >= from);
      closers.set(key, behind);
      return behind;
    },
  };
}

/** Returns the part of `open` that a text does not close. */
function leftOpen(text: string, languageId: string, open: readonly Frame[]): readonly Frame[] {
  return lex(text, { languageId, outer: open, visit: () => false }).outer;
}

function fromLineStart(text: string): string {
  const end = text.indexOf("\n");
  return end < 0 ? text : text.slice(end + 1);
}
