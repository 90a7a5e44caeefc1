import type { Closer } from "../../../code/brackets";
import { type Frame, lex } from "../../../code/lexer";
import { closedAfter, openBefore } from "../../../code/openAtCaret";
import type { CaretPlace } from "../../../code/caret";
import { indentationUnit } from "./indentationUnit";

/** What the rules know about the caret's neighbourhood; the costly parts are computed when first asked for. */
export interface Surroundings {
  readonly languageId: string;
  readonly place: CaretPlace;
  readonly lines: "one" | "block";
  /** Whether a model or the memory on this machine says it. */
  readonly isLocal: boolean;
  /** The caret's line up to the caret. */
  readonly beforeCaret: string;
  /** The caret's line from the caret on. */
  readonly rest: string;
  /** Lines above the caret's, top first, within the window. */
  readonly above: readonly string[];
  /** Non-blank lines below the caret's, within the window. */
  readonly below: readonly string[];
  /** One level of indentation: as given by the editor, else the document's habit, else undefined. */
  unit(): string | undefined;
  /** Whether the editor itself named the unit. */
  readonly isUnitGiven: boolean;
  /** Whether the document says `token` itself, anywhere near the caret. */
  contains(token: string): boolean;
  /** Brackets and quotes still open at the caret, outermost first. */
  open(): readonly Frame[];
  /** The same, or `undefined` where brackets prove nothing: in prose, and in a literal that the lexer does not see. */
  brackets(): readonly Frame[] | undefined;
  /** Whether the text before the window is unknown, so that more may be open than `open()` says. */
  readonly isPrefixCut: boolean;
  /** Whether more follows than the window holds. */
  readonly isSuffixCut: boolean;
  /**
   * The first brackets and quotes that the text behind the first `from` characters after the caret closes without having
   * opened them; see `openAtCaret.ts`.
   */
  closedAfter(params: { isStringClosed: boolean; from: number }): readonly Closer[];
}

/** How far rules look from the caret, in UTF-16 units. A screenful or five; scanning it takes about 0.2 ms. */
const windowLength = 12_000;
/** Lines below that are compared with a completion's. */
const belowCount = 60;

/** Describes the neighbourhood of the caret. */
export function surroundings(input: {
  readonly prefix: string;
  readonly suffix: string;
  readonly languageId: string;
  readonly place: CaretPlace;
  readonly lines: "one" | "block";
  readonly indentation?: string;
  readonly isLocal?: boolean;
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
    lines,
    isLocal: input.isLocal ?? false,
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
      // What the part that is taken opens is closed further down.
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

/** What of `open` a text does not close. */
function leftOpen(text: string, languageId: string, open: readonly Frame[]): readonly Frame[] {
  return lex(text, { languageId, outer: open, visit: () => false }).outer;
}

function fromLineStart(text: string): string {
  const end = text.indexOf("\n");
  return end < 0 ? text : text.slice(end + 1);
}
