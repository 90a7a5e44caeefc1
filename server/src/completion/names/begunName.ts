import { familyOf } from "../../code/languageFamily";
import type { Enclosing } from "../../code/block";
import { longWords } from "../../code/longWords";
import type { Ask } from "../ask";

/** A name that is begun at the caret, as a suggestion ends it, where the document has others that begin the same way. */
export interface BegunName {
  readonly typed: string;
  /** The name of the suggestion. Nothing else in the document has it. */
  readonly said: string;
  /** Names of the document that begin with `typed`. */
  readonly real: ReadonlySet<string>;
}

/** Least typed characters of a name that others are looked for with. // guess: fewer begin too many names */
const minTyped = 3;

/** Characters before and after the caret in which names are looked for. // guess: they cost about a millisecond, for a request by key */
const nearChars = 100_000;

/** Most characters before the caret, on its line, that are looked at for the begun name and the word before it: searches for their starts take the square of this. // guess: no name is as long */
const maxReach = 200;

/** Words that come before a name in an expression. Before any other word, or after one, a name may be new. */
const beforeExpression =
  /^(?:and|assert|await|case|delete|elif|else|except|extends|if|implements|in|instanceof|is|match|new|not|of|or|print|raise|return|satisfies|switch|throw|typeof|until|void|when|while|yield)$/;

/** A declared name's rest: a type, a parameter list with a body. Met: `: number`, `(a) {`. Missed: `::new`, `(a);`. */
const declares = /^\s*(?::(?!:)|\([^()]*\)\s*(?::[^;{]*)?\{)/;

/** A value for a name. Met: ` = 1`, ` := 1`. Missed: ` == 1`, ` => 1`. */
const assigns = /^\s*:?=(?![=>])/;

/**
 * Finds the name that a suggestion makes of the one that is begun at the caret, if the document doesn't know it but knows others that begin like it.
 * Names after dots have receivers, which `realNames` knows; names that may be declared here are new by right.
 */
export function begunName(ask: Ask, text: string, around: () => Enclosing | undefined): BegunName | undefined {
  if (ask.place !== "code") return undefined;
  const before = ask.prefix.slice(-nearChars);
  const after = ask.suffix.slice(0, nearChars);
  const reach = before.slice(Math.max(before.lastIndexOf("\n") + 1, before.length - maxReach));
  const typed = /[\p{L}_$][\p{L}\p{N}_$]*$/u.exec(reach)?.[0] ?? "";
  const rest = /^[\p{L}\p{N}_$]*/u.exec(text)?.[0] ?? "";
  if (typed.length < minTyped || typed.length === maxReach || rest === "" || /^[\p{L}\p{N}_$]/u.test(after))
    return undefined;
  const line = reach.slice(0, reach.length - typed.length);
  const word = /([\p{L}_$][\p{L}\p{N}_$]*)\s+$/u.exec(line)?.[1];
  if (/[.#@:'"`\\-]$/.test(line) || (word !== undefined && !beforeExpression.test(word))) return undefined;
  const follows = text.slice(rest.length);
  if (declares.test(follows)) return undefined;
  // In a script a value is given to a name that exists, but for properties of a class and defaults.
  const isStatement = familyOf(ask.region.languageId) === "script" && line.trim() === "";
  if (assigns.test(follows) && (!isStatement || around()?.kind === "type")) return undefined;
  const said = typed + rest;
  const others = `${before.slice(0, before.length - typed.length)} ${after}`;
  const names = new Set(others.match(longWords));
  if (names.has(said)) return undefined;
  const real = new Set([...names].filter((name) => name.startsWith(typed) && name !== typed));
  return real.size === 0 ? undefined : { typed, said, real };
}
