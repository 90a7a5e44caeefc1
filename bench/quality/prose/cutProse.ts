import { createRandom } from "../../../server/src/base/random";
import { findClone, type Pin } from "../repositories";
import type { ProseCase } from "./proseCase";
import { proseOf } from "./proseSources";
import pins from "./repositories.json";

/** Repositories whose prose is typed, for tuning and for the final figures. */
export const prosePins: { readonly dev: readonly Pin[]; readonly test: readonly Pin[] } = pins;

/** Lines of one group that a repository gives at most before others have had their turn. */
const perTurn = 1;

/** Cuts `count` lines of prose out of pinned repositories: as many of each kind and natural language; within these the repositories take turns. */
export function cutProse(params: {
  pins: readonly Pin[];
  clonesFolder: string;
  count: number;
  seed: string;
}): ProseCase[] {
  const { pins, clonesFolder, count, seed } = params;
  /** By group, the lines of each repository. */
  const groups = new Map<string, Map<string, ProseCase[]>>();
  for (const pin of pins) {
    const gitDir = findClone(clonesFolder, pin);
    if (gitDir === undefined) throw new Error(`${pin.repository} at ${pin.commit} is not among the clones.`);
    for (const one of proseOf(pin, gitDir, createRandom(`${seed} ${pin.repository}`))) {
      const group = groupOf(one);
      const sources = groups.get(group) ?? new Map<string, ProseCase[]>();
      groups.set(group, sources);
      const own = sources.get(pin.repository) ?? [];
      sources.set(pin.repository, own);
      if (own.length < count) own.push(one);
    }
  }
  const names = [...groups.keys()].sort();
  return names.flatMap((name, index) => {
    const share = Math.floor((count * (index + 1)) / names.length) - Math.floor((count * index) / names.length);
    return inTurns([...(groups.get(name)?.values() ?? [])], share);
  });
}

/** Names a case's group in the report: its kind, or the language of a translation. */
export function groupOf({ proseKind, tongue }: Pick<ProseCase, "proseKind" | "tongue">): string {
  return tongue === "en" ? proseKind : tongue;
}

function inTurns<T>(queues: readonly (readonly T[])[], count: number): T[] {
  const drawn: T[] = [];
  for (let at = 0; drawn.length < count && queues.some((queue) => at < queue.length); at += perTurn)
    for (const queue of queues) if (drawn.length < count) drawn.push(...queue.slice(at, at + perTurn));
  return drawn;
}
