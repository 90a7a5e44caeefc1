import { describeError } from "./log";

/** Number of reports of one kind of failure: a timer that fails at every turn must not fill the disk. // guess */
const maxReports = 10;

/** Number of kinds of failures that are counted; later kinds aren't reported. // guess */
const maxKinds = 200;

const reportCounts = new Map<string, number>();

/**
 * Runs work that no caller waits for. A failure is reported and ends only this work: the part does less,
 * completions continue. `name` describes the work in plain words.
 */
export function inBackground(name: string, task: PromiseLike<unknown> | (() => unknown)): void {
  const fail = (error: unknown): void => reportFailure(name, error);
  try {
    const running = typeof task === "function" ? task() : task;
    // oxlint-disable-next-line nanotype/handlers-have-owners -- the one place that owns promises
    if (isPromiseLike(running)) running.then(undefined, fail);
  } catch (error) {
    fail(error);
  }
}

/** Reports on standard error that something failed for good: its kind and place, never its message, which may hold text of the user's. */
export function reportFailure(name: string, error: unknown): void {
  const line = `${name} failed (${describeError(error)}); completions continue`;
  const count = (reportCounts.get(line) ?? 0) + 1;
  if (count > maxReports || (count === 1 && reportCounts.size >= maxKinds)) return;
  reportCounts.set(line, count);
  if (process.stderr.writable) process.stderr.write(`nanotype: ${line}\n`);
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
