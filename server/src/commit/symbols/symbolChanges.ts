import { firstIndex } from "../../base/firstIndex";
import { parameterNames, type DeclaredSymbol } from "../../code/declarations/declaredSymbol";
import { createLikeness, type Likeness } from "./likeness";
import type { Turns } from "../../base/turns";

/** A change of a declared name. */
export type SymbolChange =
  | {
      readonly kind: "added" | "removed";
      readonly symbol: DeclaredSymbol;
      readonly path: string;
      readonly lineCount: number;
    }
  | {
      readonly kind: "changed";
      readonly symbol: DeclaredSymbol;
      readonly path: string;
      readonly lineCount: number;
      readonly before: DeclaredSymbol;
    }
  | {
      readonly kind: "signature";
      readonly symbol: DeclaredSymbol;
      readonly path: string;
      readonly lineCount: number;
      readonly before: DeclaredSymbol;
      readonly addedParameters: readonly string[];
      readonly removedParameters: readonly string[];
    }
  | {
      readonly kind: "renamed";
      readonly symbol: DeclaredSymbol;
      readonly path: string;
      readonly lineCount: number;
      readonly oldName: string;
    }
  | {
      readonly kind: "moved";
      readonly symbol: DeclaredSymbol;
      readonly path: string;
      readonly lineCount: number;
      readonly oldPath: string;
    };

/** The old and new declarations of a file. */
export interface DeclaredFile {
  readonly path: string;
  readonly old: readonly DeclaredSymbol[];
  readonly new: readonly DeclaredSymbol[];
  /** Numbers of the changed lines, from 1. */
  readonly removedLines: readonly number[];
  readonly addedLines: readonly number[];
}

/** Share of common words from which two declarations count as one that was renamed. // guess */
const renameSimilarity = 0.75;
/** Most different words that are compared in search of renames and moves; beyond, names count as added and removed. // guess */
const maxComparedWords = 1_000_000;

/**
 * Compares the names of several files. A name counts as renamed or moved only if its code shows it; names inside
 * a new or removed class are not reported. @throws GitError `aborted` if the work was cancelled
 */
export async function compareSymbols(files: readonly DeclaredFile[], turns: Turns): Promise<SymbolChange[]> {
  const likeness = createLikeness(maxComparedWords);
  const changes: SymbolChange[] = [];
  for (const file of files) changes.push(...(await compareFile(file, { likeness, turns })));
  const withMoves = await joinMoves(changes, { likeness, turns });
  const byName = new Map<string, SymbolChange[]>();
  for (const change of withMoves) {
    const key = `${change.path}\0${change.symbol.name}`;
    const named = byName.get(key);
    if (named === undefined) byName.set(key, [change]);
    else named.push(change);
  }
  const holdersOf = ({ path, symbol }: SymbolChange): SymbolChange[] =>
    byName.get(`${path}\0${symbol.container}`) ?? [];
  return withMoves.filter((change) => !isInsideAnother(change, holdersOf(change)));
}

/** Parts that comparing needs besides the declarations. */
interface Comparing {
  readonly likeness: Likeness;
  readonly turns: Turns;
}

async function compareFile(file: DeclaredFile, { likeness, turns }: Comparing): Promise<SymbolChange[]> {
  const { path } = file;
  const before = new Map(file.old.map((symbol) => [keyOf(symbol), symbol]));
  const after = new Map(file.new.map((symbol) => [keyOf(symbol), symbol]));
  const removed = [...before].flatMap(([key, symbol]) => (after.has(key) ? [] : [symbol]));
  const added = new Set([...after].flatMap(([key, symbol]) => (before.has(key) ? [] : [symbol])));
  const changes: SymbolChange[] = [];

  for (const old of removed) {
    await turns.pause();
    const twin = likeness.isSpent() ? undefined : [...added].find((candidate) => isRenamed(old, candidate, likeness));
    if (twin === undefined) {
      changes.push({ kind: "removed", symbol: old, path, lineCount: countWithin(file.removedLines, old) });
      continue;
    }
    added.delete(twin);
    changes.push({
      kind: "renamed",
      symbol: twin,
      path,
      lineCount: countWithin(file.addedLines, twin),
      oldName: old.name,
    });
  }
  for (const symbol of added)
    changes.push({ kind: "added", symbol, path, lineCount: countWithin(file.addedLines, symbol) });
  for (const [key, symbol] of after) {
    const old = before.get(key);
    if (old === undefined || old.code === symbol.code) continue;
    const lineCount = countWithin(file.addedLines, symbol) + countWithin(file.removedLines, old);
    if (old.signature === symbol.signature || symbol.kind !== "function") {
      changes.push({ kind: "changed", symbol, path, lineCount, before: old });
      continue;
    }
    const [oldNames, names] = [parameterNames(old), parameterNames(symbol)];
    const addedParameters = names.filter((name) => !oldNames.includes(name));
    const removedParameters = oldNames.filter((name) => !names.includes(name));
    changes.push({ kind: "signature", symbol, path, lineCount, before: old, addedParameters, removedParameters });
  }
  await turns.pause();
  return changes;
}

/** Joins a name removed from one file and added to another with the same code into a move. */
async function joinMoves(
  changes: readonly SymbolChange[],
  { likeness, turns }: Comparing,
): Promise<readonly SymbolChange[]> {
  const gone = new Map<string, Set<SymbolChange>>();
  for (const change of changes) {
    if (change.kind !== "removed") continue;
    const { name } = change.symbol;
    const named = gone.get(name);
    if (named === undefined) gone.set(name, new Set([change]));
    else named.add(change);
  }
  const joined = new Set<SymbolChange>();
  const result: SymbolChange[] = [];
  for (const change of changes) {
    const { kind, symbol, path, lineCount } = change;
    const candidates = kind === "added" && !likeness.isSpent() ? gone.get(symbol.name) : undefined;
    if (candidates === undefined) {
      result.push(change);
      continue;
    }
    await turns.pause();
    const origin = [...candidates].find(
      (other) => other.path !== path && likeness.of(other.symbol, symbol) >= renameSimilarity,
    );
    if (origin === undefined) {
      result.push(change);
      continue;
    }
    candidates.delete(origin);
    joined.add(origin);
    result.push({ kind: "moved", symbol, path, lineCount, oldPath: origin.path });
  }
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
        // A changed class only means that something in it changed; that change is more informative.
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

function isRenamed(old: DeclaredSymbol, now: DeclaredSymbol, likeness: Likeness): boolean {
  if (old.kind !== now.kind || old.container !== now.container || old.kind === "field") return false;
  // Short code resembles other short code by chance.
  if (old.code.length < 40) return false;
  return likeness.of(old, now) >= renameSimilarity;
}

function keyOf({ container, name, kind }: DeclaredSymbol): string {
  // A class and an interface may share a name; two overloads may be indistinguishable.
  return `${container}.${name}.${kind === "function" ? "f" : kind === "interface" || kind === "type" ? "t" : "v"}`;
}

/** Counts the ascending line numbers that are in a declaration. */
function countWithin(lines: readonly number[], { startLine, endLine }: DeclaredSymbol): number {
  return firstFrom(lines, endLine + 1) - firstFrom(lines, startLine);
}

/** Returns the index of the first number that is not below `least`. */
function firstFrom(numbers: readonly number[], least: number): number {
  return firstIndex(0, numbers.length, (index) => numbers[index] >= least);
}
