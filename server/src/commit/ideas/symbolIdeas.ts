import { bodyIdeas } from "./bodyIdeas";
import { typeOf, type ChangeType } from "../style/changeType";
import type { Idea } from "../wording/idea";
import { code, fileName, listed } from "../wording/naming";
import type { ChangeSummary } from "../change/changeSummary";
import type { SymbolChange } from "../symbols/symbolChanges";
import { maxNames, nameOf, namesOf } from "../wording/symbolNames";
import type { PhraseName } from "../wording/phrases/english";

/** Most names in an idea; a change with more is better described by its files. // guess */
const tooMany = 8;
/** Lists ideas about the names that a change touches: outside tests, the public and the large first. */
export function symbolIdeas(summary: ChangeSummary): Idea[] {
  const kindOf = new Map(summary.files.map(({ path, kind }) => [path, kind]));
  const symbols = summary.symbols.filter(({ path }) => kindOf.get(path) === "source");
  if (symbols.length === 0) return [];
  const lineCount = Math.max(
    1,
    symbols.reduce((sum, change) => sum + change.lineCount, 0),
  );
  const rank = (change: SymbolChange): number =>
    change.lineCount / lineCount + (change.symbol.isPublic ? 0.5 : 0) + (change.symbol.container === "" ? 0.1 : 0);
  const of = (kind: SymbolChange["kind"]): SymbolChange[] =>
    symbols.filter((change) => change.kind === kind).sort((a, b) => rank(b) - rank(a));
  const shareOf = (changes: readonly SymbolChange[]): number =>
    changes.reduce((sum, change) => sum + change.lineCount, 0) / lineCount;
  const type = typeOf(summary.files);
  const idea = (
    phrase: PhraseName,
    changes: readonly SymbolChange[],
    params: { base: number; type: ChangeType; values?: { x: string; y?: string } },
  ): Idea => ({
    type: params.type,
    saying: { phrase, values: params.values ?? { x: namesOf(changes) } },
    paths: [...new Set(changes.map(({ path }) => path))],
    // A list that leaves out most of its names is less informative than their folder.
    score:
      params.base +
      2 * shareOf(changes) -
      (params.values === undefined && new Set(changes.map(({ symbol }) => symbol.name)).size > tooMany ? 3 : 0),
  });
  const ideas: Idea[] = [];

  const added = of("added");
  const isField = ({ symbol }: SymbolChange): boolean =>
    symbol.kind === "field" || (symbol.kind === "constant" && symbol.container !== "");
  const addedPublic = added.filter((change) => change.symbol.isPublic && !isField(change));
  const addedPrivate = added.filter((change) => !change.symbol.isPublic && !isField(change));
  if (addedPublic.length > 0) ideas.push(idea("add", mainOnes(addedPublic), { base: 1.9, type: "feat" }));
  if (addedPrivate.length > 0)
    ideas.push(idea("add", mainOnes(addedPrivate), { base: 0.2, type: type === "fix" ? "fix" : "refactor" }));
  const fields = added.filter((change) => isField(change) && change.symbol.isPublic);
  const field = fields.at(0);
  if (field !== undefined) {
    const together = fields.filter(
      ({ symbol, path }) => symbol.container === field.symbol.container && path === field.path,
    );
    const values = {
      x: listed(together.slice(0, maxNames).map(({ symbol }) => code(symbol.name))),
      y: code(field.symbol.container),
    };
    if (together.length <= maxNames) ideas.push(idea("addTo", together, { base: 1.4, type: "feat", values }));
  }
  for (const change of of("signature").slice(0, 2)) {
    if (change.kind !== "signature") continue;
    const { addedParameters, removedParameters, symbol } = change;
    const x = code(nameOf(symbol));
    const base = symbol.isPublic ? 1.5 : 0.6;
    if (addedParameters.length > 0 && removedParameters.length === 0 && addedParameters.length <= maxNames)
      ideas.push(
        idea("parameter", [change], {
          base,
          type: symbol.isPublic ? "feat" : type,
          values: { x, y: listed(addedParameters.map(code)) },
        }),
      );
    else if (removedParameters.length > 0 && addedParameters.length === 0 && removedParameters.length <= maxNames)
      ideas.push(
        idea("noParameter", [change], {
          base,
          type: "refactor",
          values: { x, y: listed(removedParameters.map(code)) },
        }),
      );
    else ideas.push(idea("signature", [change], { base: base - 0.6, type }));
  }
  for (const change of of("renamed").slice(0, 1))
    if (change.kind === "renamed")
      ideas.push(
        idea("rename", [change], {
          base: change.symbol.isPublic ? 1.7 : 1,
          type: "refactor",
          values: { x: code(change.oldName), y: code(change.symbol.name) },
        }),
      );
  const moved = of("moved");
  const move = moved.at(0);
  if (move !== undefined) {
    const together = moved.filter(({ path }) => path === move.path);
    ideas.push(
      idea("move", together, {
        base: 1.2,
        type: "refactor",
        values: { x: namesOf(together), y: code(fileName(move.path)) },
      }),
    );
  }
  const removed = of("removed");
  const removedPublic = removed.filter(({ symbol }) => symbol.isPublic);
  if (removedPublic.length > 0)
    ideas.push(
      idea("remove", mainOnes(removedPublic), { base: removed.length === symbols.length ? 2 : 0.9, type: "refactor" }),
    );
  else if (removed.length > 0)
    ideas.push(
      idea("remove", mainOnes(removed), { base: removed.length === symbols.length ? 1.5 : 0, type: "refactor" }),
    );
  const inner = [...of("changed"), ...of("signature")].sort((a, b) => rank(b) - rank(a));
  // Of a class and its method, the method is more informative.
  const containers = new Set(inner.map(({ path, symbol }) => `${path}\0${symbol.container}`));
  const isContainer = ({ path, symbol }: SymbolChange): boolean => containers.has(`${path}\0${symbol.name}`);
  const changed = inner.filter((change) => !isContainer(change));
  if (changed.length > 0) ideas.push(idea("update", mainOnes(changed), { base: 0.7, type }));
  return [
    ...ideas,
    ...bodyIdeas(
      summary,
      symbols.filter((change) => change.kind !== "changed" || !isContainer(change)),
    ),
  ];
}

/** Selects the few names that a message can contain: among many, those that have most of the lines. */
function mainOnes(changes: readonly SymbolChange[]): readonly SymbolChange[] {
  const top = changes.filter(({ symbol }) => symbol.container === "");
  const outer = top.length > 0 && changes.length > maxNames ? top : changes;
  const total = outer.reduce((sum, { lineCount }) => sum + lineCount, 0);
  const main = outer.filter(({ lineCount }) => lineCount * 4 >= total);
  return main.length > 0 ? main : outer;
}
