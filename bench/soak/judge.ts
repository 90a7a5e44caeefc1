import type { Soak } from "./soak";

/** One line of the table. */
export interface Row {
  readonly name: string;
  readonly value: string;
  readonly bound: string;
  readonly isMet: boolean;
}

/** Longest time to answer a key's request, in ms; longer if other work competes for the cores. */
const answeredMs = 5_000;

/**
 * Longest time to answer the user's own request, in ms. It waits 2.5 s for an endpoint, and then computes its
 * suggestions.
 */
const invokedMs = 5_000;

/** Longest time of a draft, in ms. */
const draftedMs = 30_000;

/** Allowed growth of mean memory from the middle third to the last third. A short run is still filling its caches. */
const growth = { long: { factor: 1.1, mb: 15 }, short: { factor: 1.25, mb: 60 }, longMinutes: 10 };

/** Judges every observation against its bound. */
export function judge(seen: Soak): readonly Row[] {
  const { counts, recoveries } = seen;
  const none = (name: string, found: readonly unknown[] | number): Row => {
    const count = typeof found === "number" ? found : found.length;
    const shown = typeof found === "number" ? "" : found.slice(0, 3).map(String).join("; ");
    return { name, value: `${count}${shown === "" ? "" : `: ${shown}`}`, bound: "0", isMet: count === 0 };
  };
  const some = (name: string, count: number): Row => ({ name, value: `${count}`, bound: "> 0", isMet: count > 0 });
  const within = (name: string, ms: number, boundMs: number): Row => ({
    ...{ name, value: `${ms.toFixed(0)} ms`, bound: `≤ ${boundMs.toFixed(0)} ms`, isMet: ms <= boundMs },
  });
  const stderrLines = seen.stderr.split("\n").filter((line) => line.trim() !== "");
  return [
    some("keys typed", counts.keyCount),
    some("documents typed", counts.documentCount),
    some("places compared with the server's text", counts.comparedCount),
    none("places where the server's text differs", counts.differences),
    some("requests", counts.requestCount),
    some("requests answered with a suggestion", counts.offeredCount),
    none("requests that failed", counts.failedCount),
    within("slowest answer to a key's request", counts.slowestMs, answeredMs * seen.overload),
    within(
      `slowest answer to the user's own request (${counts.slowestInvokedDuring})`,
      counts.slowestInvokedMs,
      invokedMs * seen.overload,
    ),
    some("commit messages drafted", seen.draftMs.length),
    none("drafts that were empty", seen.emptyDraftCount),
    within("slowest draft", Math.max(0, ...seen.draftMs), draftedMs),
    ...recoveries.map(({ fault, recoveredMs, boundMs }) =>
      recoveredMs === undefined
        ? { name: `${fault}: works again`, value: "never", bound: `≤ ${boundMs} ms`, isMet: false }
        : within(`${fault}: works again after`, recoveredMs, boundMs),
    ),
    ...(["server", "model"] as const).map((process) => flat(seen, process)),
    none("lines on standard error", stderrLines),
    none("temporary files left", seen.leftOvers),
    { name: "model processes", value: `${seen.modelProcessCount}`, bound: "1", isMet: seen.modelProcessCount === 1 },
    { name: "server runs", value: seen.wasRunning ? "yes" : "no", bound: "yes", isMet: seen.wasRunning },
  ];
}

/** Prints the rows as a table; reports whether all meet their bounds. */
export function printRows(rows: readonly Row[]): boolean {
  const nameWidth = Math.max(...rows.map(({ name }) => name.length));
  for (const { name, value, bound, isMet } of rows)
    console.log(`${isMet ? "ok    " : "FAILED"}  ${name.padEnd(nameWidth)}  ${value}  (${bound})`);
  return rows.every(({ isMet }) => isMet);
}

function flat({ memoryMb, minutes }: Soak, process: "server" | "model"): Row {
  // The memory figure is missing at the moment when the model process is replaced.
  const values = memoryMb.map((sample) => sample[process]).filter((mb) => mb > 0);
  const third = Math.floor(values.length / 3);
  const [middle, last] = [mean(values.slice(third, 2 * third)), mean(values.slice(-third))];
  const { factor, mb } = minutes >= growth.longMinutes ? growth.long : growth.short;
  const boundMb = middle * factor + mb;
  const name = `memory of the ${process === "server" ? "server" : "model process"}, last third against the middle one`;
  const value = `${last.toFixed(0)} MB after ${middle.toFixed(0)} MB`;
  return { name, value, bound: `≤ ${boundMb.toFixed(0)} MB`, isMet: third > 0 && last <= boundMb };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
