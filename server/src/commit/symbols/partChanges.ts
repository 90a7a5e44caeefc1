import type { CodePart, PartKind } from "../../code/codeParts";

/** Two versions of a declaration beside each other. */
export interface PartChanges {
  readonly now: readonly CodePart[];
  /** Parts that are now more frequent than before, and less frequent. */
  readonly added: readonly CodePart[];
  readonly removed: readonly CodePart[];
  /** Returns names of some kinds that it had in no place before. */
  readonly fresh: (...kinds: PartKind[]) => string[];
  /** Returns names of some kinds that it now has in none of these kinds. */
  readonly lost: (...kinds: PartKind[]) => string[];
  /** Returns those of the lost names that occur nowhere any more. */
  readonly gone: (...kinds: PartKind[]) => string[];
}

/** Compares two versions of a declaration; the order of its parts does not matter. */
export function compareParts(before: readonly CodePart[], now: readonly CodePart[]): PartChanges {
  const [added, removed] = [without(now, before), without(before, now)];
  const lost = (...kinds: PartKind[]): string[] => newNames(removed, now, kinds);
  return {
    now,
    added,
    removed,
    fresh: (...kinds) => newNames(added, before, kinds),
    lost,
    gone: (...kinds) => lost(...kinds).filter((name) => !isNamedIn(now, name)),
  };
}

/** Returns the parts of some kinds. */
export function ofKind(parts: readonly CodePart[], ...kinds: readonly PartKind[]): CodePart[] {
  return parts.filter(({ kind }) => kinds.includes(kind));
}

/** Returns the last name of a chain such as `a.b.c`. */
export function lastOf(chain: string): string {
  return chain.slice(chain.lastIndexOf(".") + 1);
}

function newNames(parts: readonly CodePart[], others: readonly CodePart[], kinds: readonly PartKind[]): string[] {
  const known = new Set(ofKind(others, ...kinds).map(({ name }) => name));
  const names = ofKind(parts, ...kinds).map(({ name }) => name);
  return [...new Set(names.filter((name) => name !== "" && !known.has(name)))];
}

function isNamedIn(parts: readonly CodePart[], chain: string): boolean {
  const last = lastOf(chain);
  return parts.some(({ name }) => name !== "" && lastOf(name) === last);
}

function without(parts: readonly CodePart[], others: readonly CodePart[]): CodePart[] {
  const left = new Map<string, number>();
  for (const part of others) left.set(keyOf(part), (left.get(keyOf(part)) ?? 0) + 1);
  return parts.filter((part) => {
    const count = left.get(keyOf(part)) ?? 0;
    if (count > 0) left.set(keyOf(part), count - 1);
    return count === 0;
  });
}

function keyOf({ kind, name, text, within }: CodePart): string {
  // The contents of a call or a statement are parts of their own.
  return /^(call|throw|function|loop)$/.test(kind)
    ? `${kind}\0${name}`
    : `${kind}\0${name}\0${text}\0${kind === "name" ? "" : within}`;
}
