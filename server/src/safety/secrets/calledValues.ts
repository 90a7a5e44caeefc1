import type { Span } from "../promptText";
import { literalAt } from "./literal";
import { lengthAt, type AssignedValue } from "./valueText";

/** Yields values of calls: `setPassword("value")`, `.password(user, "value")`. */
export function* calledValues(text: string, name: Span): Iterable<AssignedValue> {
  const body = lengthAt(returning, text, name.end);
  const returned = body > 0 ? literalAt(text, name.end + body) : undefined;
  if (returned !== undefined) yield { ...returned, form: "literal", isSure: true };
  const open = lengthAt(
    /(?:<\w{0,20}>)?[ \t]{0,2}(?:\([ \t\n]{0,20}(?:(?:Some|new[ ]\w{1,30}|String::from)\()?|\{(?=\w{0,2}["']))/y,
    text,
    name.end,
  );
  if (open === 0) return;
  const first = name.end + open;
  const skipped = lengthAt(/(?:[\w.$@]{1,40}|"[\w@.-]{1,40}"|'[\w@.-]{1,40}'),[ \t]{0,3}/y, text, first);
  const literal = (skipped > 0 ? literalAt(text, first + skipped) : undefined) ?? literalAt(text, first);
  if (literal === undefined) return;
  const identifier = text.slice(name.start, name.end);
  const isSetter =
    /^(?:[\w.]*\.)?(?:set|with|use|add|update|change|assign|put)_?(?=[A-Z_]|pass|pw)/i.test(identifier) ||
    /\.(?!pass$)/.test(identifier) ||
    !/[a-z]/.test(identifier);
  yield { ...literal, form: "literal", isSure: isSetter };
}

/** The body of a function that gives its value: `() { return `, `() => `. Near miss: `() { log(`. */
const returning = /\(\)[\w: ?]{0,30}(?:\{\s{0,40}return[ \t]{1,3}|=>?[ \t]{0,3}|\{[ \t]{0,3})(?=["'`])/y;

/** A literal compared with the name after it: `assertEquals("value", user.password)`, `"value".equals(password)`. Near miss: `("value", password`. */
const comparedBefore =
  /(?:\b(?:assert|expect|equal|is_?equal)\w{0,20}(?:\.\w{1,20})?\(\s{0,20}(?:"([^"\n]{4,100})"|'([^'\n]{4,100})'),\s{0,20}|(?:"([^"\n]{4,100})"|'([^'\n]{4,100})')(?:[ \t]?[=!]==?[ \t]?|\.equals(?:IgnoreCase)?\())$/di;

/** Reads the literal that a name is compared with. */
export function* comparedValues(name: Span, before: string): Iterable<AssignedValue> {
  const group = comparedBefore.exec(before)?.indices?.slice(1).find(Boolean);
  const base = name.start - before.length;
  if (group !== undefined) yield { start: base + group[0], end: base + group[1], form: "literal", isSure: true };
}

/**
 * Text that types into a field found by its name: `"password"]').type(`, `"Password"), `, `"Password", with: `, or states its value:
 * `password).toBe(`. Near miss: `"password").focus(`.
 */
const typing =
  /["'`]?\]?["'`]?\){0,2}(?:(?:\.(?:first|clear)(?:\(\))?)?\.(?:type|fill|send_?keys|set_?value|val|set|input_?text|press_?sequentially)\(|\)?\.(?:to_?be|to_?equal|to_?eq|is_?equal_?to|equals?)\(|(?:\),|,[ \t]?with:)[ \t]?)(?=["'`])/iy;

/** Reads the literal that is typed into the field of a name. */
export function* filledValues(text: string, name: Span): Iterable<AssignedValue> {
  const length = lengthAt(typing, text, name.end);
  const literal = length > 0 ? literalAt(text, name.end + length) : undefined;
  if (literal !== undefined) yield { ...literal, form: "literal", isSure: true };
}

/** Yields values by their column: `INSERT INTO users (name, password) VALUES ('ann', 'value')`. */
export function* insertedValues(text: string, name: Span, before: string): Iterable<AssignedValue> {
  const open = lengthAt(rowOfValues, text, name.end);
  const columns = /\(([^()]{0,200})$/.exec(before)?.[1];
  if (open === 0 || columns === undefined) return;
  let at = name.end + open;
  for (let left = columns.split(",").length - 1; left > 0; left--) {
    const literal = literalAt(text, at);
    const from = literal?.after ?? at;
    at = from + lengthAt(/[^,()'"]{0,60}(?:\([^()]{0,60}\))?,\s{0,20}/y, text, from);
    if (at === from) return;
  }
  const literal = literalAt(text, at);
  if (literal !== undefined) yield { ...literal, form: "literal", isSure: true };
}
/** Text from a column to the values of a row: `, age) VALUES (`. Near miss: `) SELECT `. */
const rowOfValues = /["'`]?(?:,[^()]{0,200})?\)\s{0,20}values?\s{0,20}\(\s{0,20}/iy;
