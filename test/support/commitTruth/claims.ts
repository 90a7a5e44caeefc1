import type { KnownEdit } from "./knownEdits";

/** What a subject says of an edit: nothing but where it is, something that is so, or something that isn't. */
export type Verdict = "plain" | "true" | "false";

type Judge = (edit: KnownEdit, words: readonly string[]) => boolean;

const within =
  (pattern: RegExp): Judge =>
  ({ around }) =>
    around.some((type) => pattern.test(type));
const isKind =
  (...kinds: readonly KnownEdit["kind"][]): Judge =>
  ({ kind }) =>
    kinds.includes(kind);
const either =
  (...judges: readonly Judge[]): Judge =>
  (edit, words) =>
    judges.some((judge) => judge(edit, words));
const inCondition = either(
  isKind("condition"),
  within(/^(if|while|unless|elif|conditional|ternary|do)|^for_statement/),
);
const inThrow = within(/throw|raise|panic|macro_invocation/);
/** Whether the named code is what came in. */
const isNew: Judge = ({ to }, [named = ""]) => named !== "" && to.includes(named.split(".").at(-1) ?? "");
const isOld: Judge = ({ from, kind }, [named = ""]) =>
  kind !== "string" && named !== "" && from.includes(named.split(".").at(-1) ?? "");
const never: Judge = () => false;

/** Types that have a value which says that there is none. */
const mayLack = /undefined|null|None|Optional|any|unknown|object|Any|\bT\b/;
const mayBeEmpty = /\b(string|str|list|dict|tuple|set|bytes|Sequence|List|Dict|Iterable)\b/;
const asksForMissing: Judge = ({ asked }) => asked === undefined || mayLack.test(asked.type);
const asksForEmpty: Judge = ({ asked }) =>
  asked === undefined || (mayBeEmpty.test(asked.type) && !mayLack.test(asked.type));

/** What each form of an English subject claims. The first that fits judges. */
const claims: readonly (readonly [RegExp, Judge])[] = [
  [/^(Update|Add|Remove) comments\b|^Document |^Fix typos?\b/, isKind("comment")],
  [/^(Format|Change line endings|Move|Change regular expression|Change types) /, never],
  [/^Rename `(.+)` to `(.+)`/, ({ kind, from, to }, [a, b]) => kind === "name" && from === a && to === b],
  [/^(Add|Remove) .* parameter/, never],
  [/^Change signature of/, isKind("default", "name")],
  [/^(Change default of|Default) .* to `([^`]+)`/, ({ kind, to }, words) => kind === "default" && words.at(-1) === to],
  [
    /^Handle missing/,
    (edit, words) => edit.kind === "condition" && edit.asked !== undefined && asksForMissing(edit, words),
  ],
  [
    /^Handle empty/,
    (edit, words) => edit.kind === "condition" && edit.asked !== undefined && asksForEmpty(edit, words),
  ],
  [/^Handle /, within(/catch|except|rescue/)],
  [/^(Check|Return early|Change condition|Remove check|Add check)/, inCondition],
  [/^(Throw|Raise|Change error message)/, inThrow],
  [
    /^Use `([^`]+)` instead of `([^`]+)`/,
    (edit, [b = "", a = ""]) =>
      edit.kind !== "string" && edit.kind !== "comment" && isNew(edit, [b]) && isOld(edit, [a]),
  ],
  [
    /^(Use|Call|Await) `([^`]+)`/,
    (edit, words) => edit.kind !== "string" && edit.kind !== "comment" && isNew(edit, words.slice(-1)),
  ],
  [/^Stop using `([^`]+)`/, (edit, words) => edit.kind !== "comment" && isOld(edit, words)],
  [
    /^Set `([^`]+)` to `([^`]+)`/,
    ({ kind, to }, [, b = ""]) => (kind === "default" ? b === to : kind === "string" && b.includes(to)),
  ],
  [/^Change text in/, isKind("string")],
  [/^Return `([^`]+)`/, either(within(/^return/), isKind("name"))],
  [
    /^Replace `([^`]+)` with `([^`]+)`/,
    ({ from, to }, [a = "", b = ""]) =>
      a !== b &&
      wordsOf(a).every((word) => from.includes(word) || to.includes(word)) &&
      to.includes(b.replace(/^.*[^\w]/, "")),
  ],
  [/^(Add|Set|Pass) `([^`]+)`/, (edit, words) => edit.kind !== "comment" && isNew(edit, words.slice(-1))],
  [
    /^Remove `([^`]+)`/,
    (edit, words) => edit.kind !== "comment" && (isOld(edit, words) || edit.from.includes(words.at(-1) ?? "\0")),
  ],
  [/^Update /, () => true],
];

/** Judges a subject in plain English form against the edit that it was drafted for. */
export function judge(subject: string, edit: KnownEdit): Verdict {
  const claim = claims.find(([form]) => form.test(subject));
  if (claim === undefined) return "false";
  const [form, isSo] = claim;
  if (!isSo(edit, (form.exec(subject) ?? []).slice(1))) return "false";
  return /^Update (?!comments)|^Change signature/.test(subject) ? "plain" : "true";
}

function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}_]+/gu) ?? [];
}
