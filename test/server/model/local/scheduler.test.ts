import { expect, test } from "vitest";
import type { Priority } from "../../../../server/src/model/backend";
import type { Job } from "../../../../server/src/model/local/scheduler";
import { Scheduler } from "../../../../server/src/model/local/scheduler";

/**
 * Runs a script of `name:priority:stepCount`, where `@n` before an entry adds it after `n` steps in all and `!name`
 * cancels. Expects the order of steps, with `name.` at a job's end and `name!` at its cancellation.
 */
async function check(script: string[], expected: string): Promise<void> {
  const scheduler = new Scheduler();
  const trace: string[] = [];
  const waiting = script.map((entry) => {
    const [, after = "0", action = ""] = /^(?:@(\d+) )?(.*)$/.exec(entry) ?? [];
    return { after: Number(after), action };
  });
  const ids = new Map<string, number>();
  let stepCount = 0;
  let openCount = 0;
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const end = (entry: string): void => {
    trace.push(entry);
    if (--openCount === 0 && waiting.length === 0) finish();
  };
  const release = (): void => {
    while (waiting[0] && waiting[0].after <= stepCount) run(waiting.shift()!.action);
  };
  const run = (action: string): void => {
    if (action.startsWith("!")) {
      scheduler.cancel(ids.get(action.slice(1))!);
      return;
    }
    const [name, priority, count] = action.split(":");
    ids.set(name, ids.size + 1);
    openCount++;
    const job: Job = {
      id: ids.get(name)!,
      priority: priority as Priority,
      steps: (async function* () {
        for (let step = 0; step < Number(count); step++) {
          trace.push(name);
          stepCount++;
          release();
          await Promise.resolve();
          yield undefined;
        }
        return { promptTokenCount: 0, reusedTokenCount: 0, generatedTokenCount: 0 };
      })(),
      onStep: () => undefined,
      onDone: (usage) => end(usage ? `${name}.` : `${name}!`),
      onError: () => end(`${name}?`),
    };
    scheduler.add(job);
  };
  release();
  await finished;
  expect(trace.join(" ")).toBe(expected);
}

test("lets a keystroke overtake a command and that background work, which continue afterwards", () =>
  check(["b:background:3", "@1 c:command:2", "@2 k:keystroke:2"], "b c k k k. c c. b b b."));
test("prefers the newest of equals", () => check(["a:keystroke:3", "@1 b:keystroke:2"], "a b b b. a a a."));
test("does not let a command overtake a keystroke", () => check(["k:keystroke:2", "@1 c:command:1"], "k k k. c c."));
test("stops a job between two steps", () => check(["a:keystroke:9", "@2 !a"], "a a a!"));
test("stops a job that has not begun", () => check(["a:keystroke:2", "@1 b:background:2", "@1 !b"], "a b! a a."));
