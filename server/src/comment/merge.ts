import type { Declaration, Parameter } from "../code/declarations/declaration";
import type { DocLine } from "./docText";
import { kindOrder, type DocEntry, type DocForm, type DocItem } from "./forms/docForm";

/** Differences between a doc comment and its declaration. */
export interface DocPlan {
  readonly renames: readonly { readonly entry: DocEntry; readonly to: string }[];
  /** Entries of removed parameters. */
  readonly removals: readonly DocEntry[];
  /** Items without an entry. */
  readonly additions: readonly DocItem[];
}

/** Compares a doc comment's entries with its declaration's items. */
export function planDoc(entries: readonly DocEntry[], items: readonly DocItem[], declaration: Declaration): DocPlan {
  const { stale, missing } = compareNames(entries, declaration);
  const renames: { entry: DocEntry; to: string }[] = [];
  const removals: DocEntry[] = [];
  const tops = entries.filter(isTopParameter);
  const renamed = new Set<string>();
  for (const entry of stale) {
    const sameIndex = declaration.parameters.at(tops.indexOf(entry));
    const to =
      missing.find((parameter) => parameter === sameIndex) ??
      (stale.length === 1 && missing.length === 1 ? missing[0] : undefined);
    if (to === undefined || renamed.has(to.name)) removals.push(entry);
    else {
      renamed.add(to.name);
      renames.push({ entry, to: to.name });
    }
  }
  const isThere = (item: DocItem): boolean => {
    switch (item.kind) {
      case "param": {
        const root = item.name.split(".")[0] ?? "";
        const isMissing = missing.some(({ name }) => name === root) && !renamed.has(root);
        return item.name === root ? !isMissing : !isMissing || entries.some(({ name }) => name === item.name);
      }
      case "typeParam":
        return entries.some(({ kind, name }) => kind === "typeParam" && name === item.name);
      case "throws":
        return entries.some(({ kind, name }) => kind === "throws" && lastWord(name) === lastWord(item.name));
      case "returns":
      case "yields":
        return entries.some(({ kind }) => kind === item.kind);
    }
  };
  return { renames, removals, additions: items.filter((item) => !isThere(item)) };
}

/** Finds documented names that the declaration lacks, and parameters that are not documented. */
function compareNames(
  entries: readonly DocEntry[],
  { parameters, kind, isAccessor = false }: Pick<Declaration, "parameters" | "kind" | "isAccessor">,
): { stale: readonly DocEntry[]; missing: readonly Parameter[] } {
  const tops = entries.filter(isTopParameter);
  let missing = parameters.filter(({ name }) => !tops.some((entry) => entry.name === name));
  let stale = tops.filter(({ name }) => !parameters.some((parameter) => parameter.name === name));
  // A destructured parameter has no name, and a rest parameter may be documented under its elements' names.
  for (const parameter of parameters.filter(({ properties, rest }) => properties !== undefined || rest !== "")) {
    if (!missing.includes(parameter) || stale.length === 0) continue;
    missing = missing.filter((each) => each !== parameter);
    stale = parameter.rest === "" ? stale.slice(1) : [];
  }
  if (parameters.some(({ rest }) => rest === "**")) stale = [];
  // A class may document more than its fields, and an accessor the value that it receives.
  return { stale: kind === "function" && !isAccessor ? stale : [], missing };
}

function isTopParameter({ kind, name }: DocEntry): boolean {
  return kind === "param" && name !== "" && !/[.[]/.test(name);
}

function lastWord(name: string): string {
  return name.split(/\.|::/).at(-1) ?? "";
}

/** Applies a plan to a comment's lines. Text written by a person stays unchanged. */
export function applyPlan(
  lines: readonly DocLine[],
  params: { plan: DocPlan; entries: readonly DocEntry[]; form: DocForm; order: readonly Parameter[] },
): DocLine[] {
  const { plan, entries, form, order } = params;
  const changed: (DocLine | undefined)[] = lines.map((line, index) =>
    plan.renames.filter(({ entry }) => entry.from === index).reduce(renameIn, line),
  );
  for (const { from, to, headingLine } of plan.removals) {
    for (let index = from; index < to; index++) changed[index] = undefined;
    const isLastOfSection =
      headingLine !== undefined &&
      entries.every((entry) => entry.headingLine !== headingLine || plan.removals.includes(entry));
    if (!isLastOfSection || plan.additions.some(({ kind }) => kind === "param")) continue;
    for (
      let index = headingLine > 0 && lines[headingLine - 1]?.content.trim() === "" ? headingLine - 1 : headingLine;
      index < from;
      index++
    )
      changed[index] = undefined;
  }
  const rank = (kind: DocEntry["kind"], name: string): number => {
    const kindRank = kind === "other" ? kindOrder.length : kindOrder.indexOf(kind);
    const index = kind === "param" ? order.findIndex((parameter) => parameter.name === name.split(".")[0]) : 0;
    return kindRank * 1_000 + index;
  };
  const renamedTo = new Map(plan.renames.map(({ entry, to }) => [entry, to]));
  const kept = entries
    .filter((entry) => !plan.removals.includes(entry))
    .map((entry) => ({ ...entry, name: renamedTo.get(entry) ?? entry.name }));
  /** New lines, by the line that they precede. */
  const added = new Map<number, string[]>();
  const seen = new Set(kept.map(({ kind }) => kind));
  const emptied = plan.removals.find(({ kind }) => !seen.has(kind));
  if (emptied) seen.add(emptied.kind);
  for (const item of plan.additions) {
    const rendered = form.render(item);
    if (rendered === undefined) continue;
    const own = rank(item.kind, item.name);
    const before = kept.findLast((entry) => rank(entry.kind, entry.name) <= own);
    const after = kept.find((entry) => rank(entry.kind, entry.name) > own);
    const heading = seen.has(item.kind) ? [] : form.heading(item.kind, kept.length === 0 && added.size === 0);
    seen.add(item.kind);
    const isNewSection = heading.length > 0 && after?.headingLine !== undefined;
    const refilled = emptied?.kind === item.kind ? emptied.from : undefined;
    const at =
      before?.to ??
      refilled ??
      (after === undefined ? endOfContent(lines) : ((isNewSection ? after.headingLine : after.from) ?? lines.length));
    // A section before another one keeps the blank line between them.
    const block =
      before === undefined && isNewSection ? [...heading.slice(1), ...rendered, ""] : [...heading, ...rendered];
    added.set(at, [...(added.get(at) ?? []), ...block]);
  }
  const result: DocLine[] = [];
  for (let index = 0; index <= lines.length; index++) {
    for (const content of added.get(index) ?? []) result.push({ content });
    const line = changed[index];
    if (line !== undefined) result.push(line);
  }
  return result;
}

function endOfContent(lines: readonly DocLine[]): number {
  return lines.findLastIndex(({ content }) => content.trim() !== "") + 1;
}

function renameIn(line: DocLine, { entry, to }: DocPlan["renames"][number]): DocLine {
  const rename = (text: string, column: number): string =>
    text.slice(0, column) + to + text.slice(column + entry.name.length);
  const { content, raw } = line;
  const renamed = { ...line, content: rename(content, entry.nameColumn) };
  return raw === undefined ? renamed : { ...renamed, raw: rename(raw, raw.indexOf(content) + entry.nameColumn) };
}
