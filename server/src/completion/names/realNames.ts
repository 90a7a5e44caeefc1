import { familyOf } from "../../code/languageFamily";
import { importUses } from "../../code/names/importUses";
import { memberUses, type MemberUse } from "../../code/names/memberUses";
import type { Ask } from "../ask";
import { isWorthShowing, withOtherText, type Insertion } from "../cutCandidate";
import type { Names } from "./names";

/** Private names of JavaScript. */
const privateName = /#[\p{L}_$][\p{L}\p{N}_$]*/gu;

/** A place where a candidate named a member that doesn't exist. */
export interface Gap<T> {
  readonly candidate: T;
  /** The candidate's text before the name. */
  readonly kept: string;
  /** The name's beginning, where the document has it already. */
  readonly typed: string;
  readonly real: ReadonlySet<string>;
}

/** Candidates without names that can't exist, and the places where none of the real ones was sure. */
interface RealNames<T> {
  readonly candidates: readonly T[];
  readonly gaps: readonly Gap<T>[];
}

/**
 * Keeps of each candidate what names no member that can't exist: it ends before the first such name, or with the only real one that begins like it.
 * Candidates that are kept whole come first. Only a receiver whose members are all known decides.
 */
export function realNames<T extends Insertion>(
  ask: Ask,
  candidates: readonly T[],
  names: Names | undefined,
): RealNames<T> {
  const { document } = ask.request;
  const { region } = ask;
  const isKnown = names !== undefined && ask.place === "code" && region.languageId === document.languageId;
  if (!isKnown) return { candidates, gaps: [] };
  const before = ask.prefix.slice(ask.prefix.lastIndexOf("\n") + 1);
  const known = names.at(ask);
  const namesAfter = (use: MemberUse): ReadonlySet<string> | undefined => {
    if (use.receiver.length > 0) return known(use.receiver);
    return use.dot < before.length ? known([before.slice(0, use.dot)]) : undefined;
  };
  const takenFrom = (receiver: readonly string[], said: string, start: number): ReadonlySet<string> | undefined =>
    isOwn(said, receiver, Math.max(0, start)) ? undefined : known(receiver);
  const isScript = familyOf(document.languageId) === "script";
  // A class declares its private names itself, whatever it inherits.
  let inDocument: ReadonlySet<string> | undefined;
  const privateNames = (): ReadonlySet<string> =>
    (inDocument ??= new Set([ask.prefix, ask.suffix].flatMap((text) => text.match(privateName) ?? [])));
  const whole: T[] = [];
  const cut: T[] = [];
  const gaps: Gap<T>[] = [];
  for (const candidate of candidates) {
    const wrong = firstWrong(candidate.text);
    if (wrong === undefined) {
      whole.push(candidate);
      continue;
    }
    const { start, end, real } = wrong;
    const kept = candidate.text.slice(0, Math.max(0, start));
    const typed = ask.prefix.slice(ask.prefix.length + Math.min(0, start));
    const rest = likelyRest(typed, typed + candidate.text.slice(kept.length, end), real);
    const taken = ask.suffix.slice(0, candidate.replaceSuffixLength);
    if (rest === undefined) gaps.push({ candidate, kept, typed, real });
    if (rest !== undefined || isWorthShowing(kept)) cut.push(withOtherText(candidate, kept + (rest ?? ""), taken));
    ask.trace.note("names", "The suggestion named a member that doesn't exist.");
  }
  return { candidates: [...whole, ...cut], gaps };

  /** Finds the first name in a text that can't exist; offsets count from the caret. */
  function firstWrong(said: string): { start: number; end: number; real: ReadonlySet<string> } | undefined {
    const line = before + said;
    for (const use of memberUses(line, document.languageId)) {
      // Python looks such names up everywhere.
      if (/^__\w+__$/.test(line.slice(use.start, use.end))) continue;
      const isNew = use.end > before.length && !(use.end === line.length && /^[\w$]/.test(ask.suffix));
      // An assignment to a member declares it, unless it is private; in TypeScript authors declare a member of their own class afterwards.
      const isTyped = document.languageId.startsWith("typescript");
      const isPrivate = line[use.start] === "#";
      const isMade = use.isAssigned && !isPrivate && (!isTyped || use.receiver[0] === "this");
      const real =
        isNew && !isMade && !isOwn(line, use.receiver, use.dot - (use.receiver[0]?.length ?? 0))
          ? (namesAfter(use) ?? (isPrivate && isScript ? privateNames() : undefined))
          : undefined;
      if (real !== undefined && !real.has(line.slice(use.start, use.end)))
        return { start: use.start - before.length, end: use.end - before.length, real };
    }
    for (const { source, name, start, end } of isScript ? importUses(ask.prefix, said, ask.suffix) : []) {
      const real = "module" in source ? names?.exportsOf(ask, source.module) : takenFrom(source.receiver, said, start);
      if (real !== undefined && !real.has(name)) return { start, end, real };
    }
    return undefined;
  }
}

/** Least share of the suggested name, and least length, that a real name begins with to replace it. // guess */
const leastShared = { share: 2 / 3, length: 3 };

/** Returns the rest of the only real name that shares the longest beginning with a suggested one; `undefined` if several do. */
function likelyRest(typed: string, suggested: string, names: ReadonlySet<string>): string | undefined {
  const least = Math.max(leastShared.share * suggested.length, leastShared.length, typed.length);
  for (let length = suggested.length; length >= least; length--) {
    const alike = [...names].filter((name) => name.startsWith(suggested.slice(0, length)));
    if (alike.length > 0) return alike.length === 1 ? alike[0].slice(typed.length) || undefined : undefined;
  }
  return undefined;
}

/** Code that gives `this` another object. */
const newThis =
  /\b(?:function|class)\b|\n\s*(?:async\s+)?(?!(?:if|for|while|switch|catch|with)\b)[\w$]+\s*\([^()]*\)\s*\{/;

/** Reports whether a text declares a member's receiver by itself before `end`, or may do so: it names it without a dot. */
function isOwn(text: string, receiver: readonly string[], end: number): boolean {
  if (receiver.length === 0) return false;
  const [root] = receiver;
  const before = text.slice(0, end);
  if (root === "this") return newThis.test(before);
  const word = root.replaceAll("$", "\\$");
  return new RegExp(String.raw`(?<![\w$.])${word}(?![\w$]|\??\.)`).test(before);
}
