import type { TokenTable } from "../code/tokenTable";
import { groupAround } from "./matchTemplate";
import type { Template } from "./template";
import { isName, type TokenRange } from "./tokenChange";

/** A parameter that an edit removed from a function's declaration. */
export interface RemovedParameter {
  /** Name of the function. */
  readonly callee: string;
  readonly name: string;
  /** Its number among the arguments of a call, from 0. */
  readonly index: number;
  /** Parameters before the edit, without that of the object itself. */
  readonly count: number;
}

/** Most calls of a function that are looked at in a document. // guess */
const maxCalls = 400;

/** Finds the parameter that an edit removed, if it removed exactly one. `declares` reports whether a token of the old text names a declared function. */
export function removedParameter(
  { change: { before, after, old } }: Template,
  declares: (nameToken: number) => boolean,
): RemovedParameter | undefined {
  const group = groupAround(before, old.start);
  const callee = before.word(group - 1);
  if (group < 1 || before.word(group) !== "(" || old.end > before.partners[group] || !isName(callee)) return undefined;
  if (after.starts[group] !== before.starts[group]) return undefined;
  const [was, is] = [itemsOf(before, group), itemsOf(after, group)];
  if (is.length !== was.length - 1) return undefined;
  const [oldTexts, newTexts] = [was.map((item) => textOf(before, item)), is.map((item) => textOf(after, item))];
  const index = oldTexts.findIndex((text, at) => text !== newTexts.at(at) || at >= newTexts.length);
  if (!oldTexts.toSpliced(index, 1).every((text, at) => text === newTexts[at]) || !declares(group - 1))
    return undefined;
  const hasSelf = /^(?:self|cls|&\s*(?:'\w+ )?(?:mut )?self|mut self)\b/.test(oldTexts[0]);
  if (hasSelf && index === 0) return undefined;
  const shift = Number(hasSelf);
  const name = wordsOf(before, was[index]).find(isName) ?? "";
  return { callee, name, index: index - shift, count: was.length - shift };
}

/** Finds the arguments of calls that a removed parameter leaves without a meaning, each with the comma that goes with it; `call` is the function's name. */
export function orphanedArguments(
  { callee, name, index, count }: RemovedParameter,
  table: TokenTable,
): (TokenRange & { readonly call: number })[] {
  return table.find(callee, maxCalls).flatMap((hit) => {
    const group = hit + 1;
    if (table.word(group) !== "(" || table.partners[group] < 0) return [];
    const items = itemsOf(table, group);
    // A call that spreads a list, or leaves arguments out, may mean others.
    if (items.length !== count || items.some((item) => /^(?:\*|\.\.\.)/.test(textOf(table, item)))) return [];
    const named = items.findIndex((item) => labelOf(table, item) === name);
    const at = named >= 0 ? named : index;
    if (named < 0 && labelOf(table, items[at]) !== undefined) return [];
    const { start, end } = items[at];
    const [previous, next] = [items.at(at - 1), items.at(at + 1)];
    if (next !== undefined) return [{ call: hit, start, end: next.start }];
    return [{ call: hit, start: at > 0 && previous ? previous.end : start, end }];
  });
}

/** Lists the items between the commas of a group. */
function itemsOf(table: TokenTable, group: number): TokenRange[] {
  const end = table.partners[group];
  const items: TokenRange[] = [];
  let start = group + 1;
  for (let at = group + 1; at <= end; at++) {
    const isEnd = at === end || (table.openers[at] === group && table.word(at) === ",");
    if (!isEnd) continue;
    if (at > start) items.push({ start, end: at });
    start = at + 1;
  }
  return items;
}

/** Returns the name of an argument that is passed by name. */
function labelOf(table: TokenTable, { start }: TokenRange): string | undefined {
  return isName(table.word(start)) && /^[=:]$/.test(table.word(start + 1)) ? table.word(start) : undefined;
}

function wordsOf(table: TokenTable, { start, end }: TokenRange): string[] {
  return Array.from({ length: end - start }, (_, index) => table.word(start + index));
}

function textOf(table: TokenTable, item: TokenRange): string {
  return wordsOf(table, item).join(" ");
}
