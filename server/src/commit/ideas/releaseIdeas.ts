import type { Idea } from "../wording/idea";
import { listed } from "../wording/naming";
import type { PhraseValues } from "../wording/phrases";
import type { PhraseName } from "../wording/phrases/english";
import type { ChangeSummary, FileChange } from "../change/changeSummary";

/** Lists ideas about a change that raises the version. */
export function releaseIdeas({ version }: ChangeSummary, about: readonly FileChange[]): Idea[] {
  if (version === undefined) return [];
  const isAll = about.every(
    ({ kind, addedCount, deletedCount }) =>
      kind === "manifest" || kind === "changelog" || kind === "docs" || addedCount + deletedCount <= 4,
  );
  const paths = about.map(({ path }) => path);
  return [
    { type: "release", saying: { phrase: "release", values: { x: version.to } }, paths, score: isAll ? 12 : 1.5 },
  ];
}

/** Lists ideas about the dependencies that a change touches. */
export function dependencyIdeas({ dependencies, isDependenciesOnly, files }: ChangeSummary): Idea[] {
  const first = dependencies.at(0);
  const more = dependencies.slice(1);
  const paths = files.map(({ path }) => path);
  if (files.every(({ kind }) => kind === "lock"))
    return [{ type: "deps", saying: { phrase: files.length === 1 ? "lock" : "locks", values: {} }, paths, score: 11 }];
  if (first === undefined) return [];
  const score = isDependenciesOnly ? 11 : 0.6;
  const idea = (phrase: PhraseName, values: PhraseValues, less = 0): Idea => ({
    type: "deps",
    saying: { phrase, values },
    paths,
    score: score - less,
  });
  const generic = idea("dependencies", {}, 0.4);
  const isOneVersion = more.every(({ from, to }) => from === first.from && to === first.to);
  if (more.length > 0 && !(isOneVersion && more.length < 3)) {
    const kinds = new Set(
      dependencies.map(({ from, to }) => (from === undefined ? "add" : to === undefined ? "remove" : "update")),
    );
    const kind = [...kinds].at(0);
    if (kinds.size === 1 && kind !== undefined && dependencies.length <= 3)
      return [idea(kind, { x: listed(dependencies.map(({ name }) => name)) }), generic];
    return [{ ...generic, score }];
  }
  const x = listed(dependencies.map(({ name }) => name));
  if (first.from === undefined) return [idea("add", { x }), generic];
  if (first.to === undefined) return [idea("remove", { x }), generic];
  return [idea("bump", { x, a: first.from, b: first.to }), idea("bumpTo", { x, b: first.to }, 0.2), generic];
}
