import type { Span } from "../promptText";
import { literalAt } from "./literal";

/** Length of the text before a name that is read, in UTF-16 units. */
export const beforeChars = 160;

/** A value that is given to a name. */
export interface AssignedValue extends Span {
  /** `literal`: in quotes. `line`: bare, the rest of its line. `word`: bare, one word of a line. */
  readonly form: "literal" | "line" | "word";
  /** True if the place surely gives the name this value; otherwise the value itself must look like a secret. */
  readonly isSure: boolean;
}

/** Returns the literal that begins at an offset, or the rest of its line. */
export function literalOrLine(text: string, at: number): AssignedValue {
  const literal = literalAt(text, at);
  return literal === undefined ? line(text, at) : { ...literal, form: "literal", isSure: true };
}

/** Reads the rest of a line, without a comment, an end mark and a backslash after it. */
export function line(text: string, start: number): AssignedValue {
  const rest = /^[^\n\r]{0,400}/.exec(text.slice(start, start + 401))?.[0] ?? "";
  const kept = rest.replace(/[ \t]+(?:#|\/\/|--|;|\/\*)(?:[ \t].*)?$/, "").replace(/[ \t]*\\?[ \t]*$/, "");
  // A key longer than the part of a line that is read is followed to its end.
  const tail = kept.length === 400 ? lengthAt(/[\w+/=.~%-]{1,4000}/y, text, start + 400) : 0;
  return { start, end: start + kept.length + tail, form: "line", isSure: true };
}

/** A word without quotes: `a&b`. Near miss: the text after `a&&b`, and in a query, `a&user=b`. */
const bareWord = /(?:[^\s"'`<>;&]|&(?!amp;|[&\s]|\w{1,40}=)){1,200}/y;

/** Reads one word of a line. */
export function word(text: string, start: number, isSure: boolean): AssignedValue {
  const length = lengthAt(bareWord, text, start);
  const kept = text.slice(start, start + length).replace(/[,)\]}:]+$/, "");
  return { start, end: start + kept.length, form: "word", isSure };
}

/** Returns how many characters a sticky expression takes at `offset`: 0 if it doesn't match. */
export function lengthAt(pattern: RegExp, text: string, offset: number): number {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0].length ?? 0;
}
