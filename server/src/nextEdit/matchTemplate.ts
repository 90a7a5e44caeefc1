import { tokenKinds } from "../code/tokenChunk";
import type { TokenTable } from "../code/tokenTable";
import type { OldPart, Template } from "./template";
import { isName, isVariable, type TokenRange } from "./tokenChange";

/** A place where the old form of a template is found. */
export interface Match extends TokenRange {
  readonly table: TokenTable;
  /** Sources of what fills the holes here. */
  readonly holes: readonly string[];
}

/** Most places that are tried in a document. // guess: more are a rename, which is one of a name with fewer */
const maxHits = 400;

/** Most tokens that fill a hole. // guess */
const maxHoleTokens = 60;

/** Distance in tokens at which a neighbour of an insertion is looked for. Source: bench/nextedit, 2026-12. */
const anchorReach = 6;

/** Distance within which it may be a keyword, or anywhere. // guess */
const nearReach = 3;

/** Most places that are tried of a word farther away. // guess: one that is everywhere says little */
const maxFarHits = 60;

/** Items of a list by which its twins are found, those next to the insertion. // guess */
const maxItems = 12;

/** Items that a twin of a list shares with it at least. // guess: one name may be in any list */
const leastShared = 2;

/** Finds the places where a template's old form is, by its rarest token, or by its neighbours if it has none of its own. */
export function matchesOf(template: Template, table: TokenTable): Match[] {
  const found = new Map<number, Match>();
  const anchor = rarestToken(template, table);
  if (anchor === "none") return [];
  const starts = anchor === undefined ? neighbourStarts(template, table) : undefined;
  if (starts !== undefined) {
    for (const start of starts) {
      const match = matchForward(template, table, start, 0);
      if (match !== undefined) found.set(start, { table, start, ...match });
    }
  } else if (anchor !== undefined)
    for (const hit of anchor.hits) {
      const before = matchBackward(template, table, hit, anchor.part);
      const after = before && matchForward(template, table, hit, anchor.part);
      if (before && after)
        found.set(before.start, {
          table,
          start: before.start,
          end: after.end,
          holes: [...before.holes, ...after.holes],
        });
    }
  return [...found.values()].sort((a, b) => a.start - b.start);
}

/** Returns the index of the token that opens the group around a gap; -1 at the top. */
export function groupAround(table: TokenTable, gap: number): number {
  if (gap >= table.count) return -1;
  const isClosing = table.kinds[gap] === tokenKinds.close || table.kinds[gap] === tokenKinds.closeString;
  return isClosing ? table.partners[gap] : table.openers[gap];
}

function rarestToken(
  { old }: Template,
  table: TokenTable,
): { readonly part: number; readonly hits: readonly number[] } | "none" | undefined {
  let best: { part: number; hits: readonly number[] } | undefined;
  for (const [part, each] of old.entries()) {
    if (each.kind !== "token") continue;
    const hits = table.find(each.text, maxHits).filter((hit) => table.kinds[hit] === each.tokenKind);
    if (hits.length === 0) return "none";
    if (best === undefined || hits.length < best.hits.length) best = { part, hits };
  }
  return best;
}

/** Matches the parts from `from` on, at a token. */
function matchForward(
  { old, change }: Template,
  table: TokenTable,
  start: number,
  from: number,
): { readonly end: number; readonly holes: string[] } | undefined {
  const holes: string[] = [];
  let at = start;
  for (let part = from; part < old.length; part++) {
    const each = old[part];
    if (each.kind === "token") {
      if (table.word(at) !== each.text) return undefined;
      at++;
      continue;
    }
    const next = old.at(part + 1);
    const stop = next === undefined ? change.before.word(change.old.end) : next.kind === "token" ? next.text : "";
    const end = holeEnd(table, at, stop) ?? (next === undefined ? chainEnd(table, at) : undefined);
    if (end === undefined) return undefined;
    holes.push(table.text.slice(table.starts[at], table.ends[end - 1]));
    at = end;
  }
  return at > table.count ? undefined : { end: at, holes };
}

/** Returns the end of an expression: before `stop`, a separator, or the bracket that closes the group. */
function holeEnd(table: TokenTable, start: number, stop: string): number | undefined {
  let at = start;
  while (at < table.count && at - start < maxHoleTokens) {
    const kind = table.kinds[at];
    if (at > start && table.word(at) === stop) return at;
    if (kind === tokenKinds.close || kind === tokenKinds.mark || kind === tokenKinds.closeString) break;
    if (kind === tokenKinds.comment) return undefined;
    const partner = table.partners[at];
    const opens = kind === tokenKinds.open || kind === tokenKinds.openString;
    if (opens && partner < 0) return undefined;
    at = opens ? partner + 1 : at + 1;
  }
  return at > start && table.word(at) === stop ? at : undefined;
}

/** Matches the parts before `until`, ending before a token. */
function matchBackward(
  { old, change }: Template,
  table: TokenTable,
  hit: number,
  until: number,
): { readonly start: number; readonly holes: string[] } | undefined {
  const holes: string[] = [];
  let at = hit;
  for (let part = until - 1; part >= 0; part--) {
    const each = old[part];
    if (each.kind === "token") {
      if (table.word(at - 1) !== each.text) return undefined;
      at--;
      continue;
    }
    const stop = stopBefore(old, part) ?? change.before.word(change.old.start - 1);
    const start = holeStart(table, at, stop) ?? (part === 0 ? chainStart(table, at) : undefined);
    if (start === undefined) return undefined;
    holes.unshift(table.text.slice(table.starts[start], table.ends[at - 1]));
    at = start;
  }
  return { start: at, holes };
}

function stopBefore(old: readonly OldPart[], part: number): string | undefined {
  const before = part === 0 ? undefined : old.at(part - 1);
  return before?.kind === "token" ? before.text : before === undefined ? undefined : "";
}

function holeStart(table: TokenTable, end: number, stop: string): number | undefined {
  let at = end;
  while (at > 0 && end - at < maxHoleTokens) {
    const kind = table.kinds[at - 1];
    if (at < end && table.word(at - 1) === stop) return at;
    if (kind === tokenKinds.open || kind === tokenKinds.mark || kind === tokenKinds.openString) break;
    if (kind === tokenKinds.comment) return undefined;
    const partner = table.partners[at - 1];
    const closes = kind === tokenKinds.close || kind === tokenKinds.closeString;
    if (closes && partner < 0) return undefined;
    at = closes ? partner : at - 1;
  }
  return at < end && table.word(at - 1) === stop ? at : undefined;
}

/** Returns the start of the names, members and calls that end before a token, such as `a.b(c)`; `undefined` if none do. */
function chainStart(table: TokenTable, end: number): number | undefined {
  for (let at = end; at > 0 && end - at < maxHoleTokens;) {
    const isGroup = table.kinds[at - 1] === tokenKinds.close || table.kinds[at - 1] === tokenKinds.closeString;
    const start = isGroup ? table.partners[at - 1] : at - 1;
    if (start < 0 || (!isGroup && !isPrimary(table.word(start)))) return undefined;
    const isCalled = isGroup && table.gapBefore(start) === "" && isCallable(table, start - 1);
    if (!isCalled && !isLink(table.word(start - 1))) return start;
    at = isCalled ? start : start - 1;
  }
  return undefined;
}

/** Returns the end of the names, members and calls that begin with a token; `undefined` if none do. */
function chainEnd(table: TokenTable, start: number): number | undefined {
  for (let at = start; at < table.count && at - start < maxHoleTokens;) {
    const isGroup = table.kinds[at] === tokenKinds.open || table.kinds[at] === tokenKinds.openString;
    const end = isGroup ? table.partners[at] + 1 : at + 1;
    if (end === 0 || (!isGroup && !isPrimary(table.word(at)))) return undefined;
    const isCall = table.kinds[end] === tokenKinds.open && table.gapBefore(end) === "";
    if (!isCall && !isLink(table.word(end))) return end;
    at = isCall ? end : end + 1;
  }
  return undefined;
}

function isCallable(table: TokenTable, index: number): boolean {
  return isPrimary(table.word(index)) || table.kinds[index] === tokenKinds.close;
}

function isPrimary(word: string): boolean {
  return isVariable(word) || word === "super";
}

function isLink(word: string): boolean {
  return /^(?:\.|\?\.|::|->)$/.test(word);
}

/** Finds where an insertion's neighbours are: words beside it, and the group around it. */
function neighbourStarts({ change }: Template, table: TokenTable): ReadonlySet<number> {
  const { before, old } = change;
  const starts = new Set<number>();
  const words = (from: number, step: 1 | -1): string[] =>
    Array.from({ length: anchorReach }, (_, index) => before.word(from + step * index));
  const fits = (site: string, here: string): boolean => site === here || (isVariable(site) && isVariable(here));
  const left = words(old.start - 1, -1);
  const right = words(old.end, 1);
  for (const [distance, word] of left.entries()) {
    if (!isAnchor(word, distance)) continue;
    for (const hit of table.find(word, distance < nearReach ? maxHits : maxFarHits)) {
      const start = hit + distance + 1;
      if (left.slice(0, distance).every((each, index) => fits(each, table.word(start - 1 - index)))) starts.add(start);
    }
  }
  if (old.start === old.end)
    for (const [distance, word] of right.entries()) {
      if (!isAnchor(word, distance)) continue;
      for (const hit of table.find(word, distance < nearReach ? maxHits : maxFarHits)) {
        const start = hit - distance;
        if (right.slice(0, distance).every((each, index) => fits(each, table.word(start + index)))) starts.add(start);
      }
    }
  for (const start of groupStarts(change, table)) starts.add(start);
  for (const start of twinListStarts(change, table)) starts.add(start);
  return starts;
}

/** Reports whether like places are looked for by a word beside an insertion; far from it a keyword says too little. */
function isAnchor(word: string, distance: number): boolean {
  return distance < nearReach ? /^[\p{L}_$]/u.test(word) : isName(word);
}

/** Finds the same end in lists that share items with the list around an insertion. */
function* twinListStarts({ before, old }: Template["change"], table: TokenTable): Iterable<number> {
  const group = groupAround(before, old.start);
  const isFirst = old.start === group + 1;
  const isLast = group >= 0 && before.partners[group] === old.end;
  if (old.start !== old.end || group < 0 || (!isFirst && !isLast)) return;
  const items = new Set<string>();
  const step = isFirst ? 1 : -1;
  for (let at = isFirst ? old.start : old.start - 1; at > group && at < before.partners[group]; at += step)
    if (before.openers[at] === group && isVariable(before.word(at)) && items.add(before.word(at)).size >= maxItems)
      break;
  const shared = new Map<number, number>();
  for (const item of items)
    for (const opener of new Set(table.find(item, maxHits).map((hit) => table.openers[hit])))
      shared.set(opener, (shared.get(opener) ?? 0) + 1);
  for (const [opener, count] of shared)
    if (opener >= 0 && table.partners[opener] >= 0 && count >= leastShared)
      yield isFirst ? opener + 1 : table.partners[opener];
}

/** Finds the same place in groups behind the same word: the first, the last, or after as many separators. */
function* groupStarts({ before, old }: Template["change"], table: TokenTable): Iterable<number> {
  const group = groupAround(before, old.start);
  const head = before.word(group - 1);
  if (group < 0 || !/^[\p{L}_$]/u.test(head)) return;
  const opening = before.word(group);
  const isLast = before.partners[group] === old.end;
  const skipped = separators(before, group, old.start);
  for (const hit of table.find(head, maxHits)) {
    const opener = hit + 1;
    if (table.word(opener) !== opening || table.partners[opener] < 0) continue;
    if (isLast && old.start === old.end) yield table.partners[opener];
    else if (old.start === group + 1) yield opener + 1;
    else {
      // New text that begins with a comma comes before the comma behind its place.
      const isBeforeComma = before.word(old.start) === ",";
      const comma = separatorAt(table, opener, isBeforeComma ? skipped + 1 : skipped);
      if (comma !== undefined) yield isBeforeComma ? comma : comma + 1;
    }
  }
}

function separators(table: TokenTable, group: number, end: number): number {
  let count = 0;
  for (let at = group + 1; at < end; at++) if (table.openers[at] === group && table.word(at) === ",") count++;
  return count;
}

/** Returns the index of a group's comma by its number, from 1. */
function separatorAt(table: TokenTable, group: number, number: number): number | undefined {
  let left = number;
  for (let at = group + 1; at < table.partners[group]; at++)
    if (table.openers[at] === group && table.word(at) === "," && --left === 0) return at;
  return undefined;
}
