import type { Declaration } from "./declarations";

/** What happened to a declared name. */
export type SymbolChange =
  | {
      readonly kind: "added" | "removed" | "changed";
      readonly symbol: Declaration;
      readonly path: string;
      readonly lineCount: number;
    }
  | {
      readonly kind: "signature";
      readonly symbol: Declaration;
      readonly path: string;
      readonly lineCount: number;
      readonly addedParameters: readonly string[];
      readonly removedParameters: readonly string[];
    }
  | {
      readonly kind: "renamed";
      readonly symbol: Declaration;
      readonly path: string;
      readonly lineCount: number;
      readonly oldName: string;
    }
  | {
      readonly kind: "moved";
      readonly symbol: Declaration;
      readonly path: string;
      readonly lineCount: number;
      readonly oldPath: string;
    };

/** What a file declared and declares. */
export interface DeclaredFile {
  readonly path: string;
  readonly old: readonly Declaration[];
  readonly new: readonly Declaration[];
  /** Numbers of the changed lines, from 1. */
  readonly removedLines: readonly number[];
  readonly addedLines: readonly number[];
}

/** Two declarations are one that was renamed when they share this much of their words. // guess */
const renameSimilarity = 0.75;

/**
 * Tells what happened to the names of several files. A name counts as renamed or moved only if its code says so; what stands inside
 * a class that is itself new or gone is not told of.
 */
export function compareSymbols(files: readonly DeclaredFile[]): SymbolChange[] {
  const changes = files.flatMap(compareFile);
  const withMoves = joinMoves(changes);
  const byName = new Map<string, SymbolChange[]>();
  for (const change of withMoves) {
    const key = `${change.path}\0${change.symbol.name}`;
    byName.set(key, [...(byName.get(key) ?? []), change]);
  }
  const holdersOf = ({ path, symbol }: SymbolChange): SymbolChange[] =>
    byName.get(`${path}\0${symbol.container}`) ?? [];
  return withMoves.filter((change) => !isInsideAnother(change, holdersOf(change)));
}

function compareFile(file: DeclaredFile): SymbolChange[] {
  const { path } = file;
  const before = new Map(file.old.map((symbol) => [keyOf(symbol), symbol]));
  const after = new Map(file.new.map((symbol) => [keyOf(symbol), symbol]));
  const removed = [...before].flatMap(([key, symbol]) => (after.has(key) ? [] : [symbol]));
  const added = [...after].flatMap(([key, symbol]) => (before.has(key) ? [] : [symbol]));
  const changes: SymbolChange[] = [];

  const renamedTo = new Set<Declaration>();
  for (const old of removed) {
    const twin = added.find((candidate) => !renamedTo.has(candidate) && isRenamed(old, candidate));
    if (twin === undefined) {
      changes.push({ kind: "removed", symbol: old, path, lineCount: countWithin(file.removedLines, old) });
      continue;
    }
    renamedTo.add(twin);
    changes.push({
      kind: "renamed",
      symbol: twin,
      path,
      lineCount: countWithin(file.addedLines, twin),
      oldName: old.name,
    });
  }
  for (const symbol of added)
    if (!renamedTo.has(symbol))
      changes.push({ kind: "added", symbol, path, lineCount: countWithin(file.addedLines, symbol) });
  for (const [key, symbol] of after) {
    const old = before.get(key);
    if (old === undefined || old.code === symbol.code) continue;
    const lineCount = countWithin(file.addedLines, symbol) + countWithin(file.removedLines, old);
    if (old.signature === symbol.signature || symbol.kind !== "function") {
      changes.push({ kind: "changed", symbol, path, lineCount });
      continue;
    }
    const addedParameters = symbol.parameters.filter((name) => !old.parameters.includes(name));
    const removedParameters = old.parameters.filter((name) => !symbol.parameters.includes(name));
    changes.push({ kind: "signature", symbol, path, lineCount, addedParameters, removedParameters });
  }
  return changes;
}

/** What went from one file and came in another with the same name and code has moved. */
function joinMoves(changes: readonly SymbolChange[]): SymbolChange[] {
  const gone = changes.filter(({ kind }) => kind === "removed");
  const joined = new Set<SymbolChange>();
  const result = changes.map((change): SymbolChange => {
    if (change.kind !== "added") return change;
    const { symbol, path, lineCount } = change;
    const origin = gone.find(
      (other) =>
        !joined.has(other) &&
        other.path !== path &&
        other.symbol.name === symbol.name &&
        similarity(other.symbol.code, symbol.code) >= renameSimilarity,
    );
    if (origin === undefined) return change;
    joined.add(origin);
    return { kind: "moved", symbol, path, lineCount, oldPath: origin.path };
  });
  return result.filter((change) => !joined.has(change));
}

function isInsideAnother(change: SymbolChange, all: readonly SymbolChange[]): boolean {
  const { symbol, path, kind } = change;
  if (symbol.container === "") return false;
  return (
    all.some(
      (other) =>
        other !== change &&
        other.path === path &&
        other.symbol.name === symbol.container &&
        // A changed class only says that something in it changed; that something says more.
        (other.kind === kind || other.kind === "moved" || other.kind === "renamed") &&
        other.kind !== "changed",
    ) ||
    (symbol.kind === "field" &&
      kind === "changed" &&
      all.some(
        (other) =>
          other !== change && other.path === path && other.symbol.name === symbol.container && other.kind === "changed",
      ))
  );
}

function isRenamed(old: Declaration, now: Declaration): boolean {
  if (old.kind !== now.kind || old.container !== now.container || old.kind === "field") return false;
  // Short code resembles other short code by chance.
  if (old.code.length < 40) return false;
  return similarity(withoutName(old), withoutName(now)) >= renameSimilarity;
}

function withoutName({ code, name }: Declaration): string {
  return code.split(name).join("");
}

/** Shared words over all words of two texts, with their counts (weighted Jaccard index). */
function similarity(a: string, b: string): number {
  if (a === b) return 1;
  const counts = new Map<string, number>();
  const wordsA = a.match(/\w+/g) ?? [];
  const wordsB = b.match(/\w+/g) ?? [];
  for (const word of wordsA) counts.set(word, (counts.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of wordsB) {
    const left = counts.get(word) ?? 0;
    if (left > 0) {
      counts.set(word, left - 1);
      shared++;
    }
  }
  const all = wordsA.length + wordsB.length - shared;
  return all === 0 ? 0 : shared / all;
}

function keyOf({ container, name, kind }: Declaration): string {
  // A class and an interface may share a name; two overloads may not be told apart.
  return `${container}.${name}.${kind === "function" ? "f" : kind === "interface" || kind === "type" ? "t" : "v"}`;
}

function countWithin(lines: readonly number[], { startLine, endLine }: Declaration): number {
  return lines.filter((line) => line >= startLine && line <= endLine).length;
}
