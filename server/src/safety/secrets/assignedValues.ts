import type { Span } from "../promptText";
import { calledValues, comparedValues, filledValues, insertedValues } from "./calledValues";
import { directValues } from "./directValues";
import { isElementName, pairedValues, taggedValues } from "./fieldValues";
import { spacedValues } from "./spacedValues";
import { beforeChars, lengthAt, type AssignedValue } from "./valueText";

/** The signs that close a name: `"password"]`, `password)`, `**password**`, `password[32]`, `password!`. Near miss: `password[i + 1]`. */
const nameEnd = /(?:\\?["'`])?(?:\[\w{0,8}\])?\]?\)?\}?(?:\*\*|__|\*|_)?[!?]?/y;

/** Lists the values that the name at `name` may be given, in all forms of languages, files and command lines. */
export function* assignedValues(text: string, name: Span): Iterable<AssignedValue> {
  const lineStart = text.lastIndexOf("\n", name.start - 1) + 1;
  const before = text.slice(Math.max(lineStart, name.start - beforeChars), name.start);
  const end = name.end + lengthAt(nameEnd, text, name.end);
  if (isElementName(before)) {
    yield* taggedValues(text, name, before);
    return;
  }
  const given = [...directValues(text, name, end, before)];
  if (given.length > 0) {
    yield* given;
    return;
  }
  yield* calledValues(text, name);
  yield* taggedValues(text, name, before);
  yield* pairedValues(text, name, before);
  yield* comparedValues(name, before);
  yield* filledValues(text, name);
  yield* spacedValues(text, name, end, before);
  yield* insertedValues(text, name, before);
}
