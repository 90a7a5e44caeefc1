/** Numbers of consecutive characters, from `first` on. */
export interface IdRun {
  readonly first: number;
  readonly length: number;
}

/** Returns the numbers of the characters from `start` to `end` of a text. */
export function sliceRuns(runs: readonly IdRun[], start: number, end: number): IdRun[] {
  const slice: IdRun[] = [];
  let at = 0;
  for (const { first, length } of runs) {
    if (at >= end) break;
    const [from, to] = [Math.max(start, at), Math.min(end, at + length)];
    if (to > from) slice.push({ first: first + from - at, length: to - from });
    at += length;
  }
  return slice;
}

/** Replaces the characters from `start` to `end` of a text. Runs that continue each other are joined, so that typing makes no new one at each key. */
export function spliceRuns(runs: readonly IdRun[], start: number, end: number, inserted: IdRun): IdRun[] {
  const joined: IdRun[] = [];
  for (const run of [...sliceRuns(runs, 0, start), inserted, ...sliceRuns(runs, end, Infinity)]) {
    const last = joined.at(-1);
    if (last !== undefined && last.first + last.length === run.first)
      joined[joined.length - 1] = { first: last.first, length: last.length + run.length };
    else if (run.length > 0) joined.push(run);
  }
  return joined;
}

/** Lists the numbers of runs. */
export function idsIn(runs: readonly IdRun[]): number[] {
  return runs.flatMap(({ first, length }) => Array.from({ length }, (_, index) => first + index));
}
