import { readFileSync } from "node:fs";

/** Asks again and again until there is an answer; the test's own time limit ends it. */
export async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Ids of the processes that a process has started and that still run. Linux only. */
export function childrenOf(processId: number): number[] {
  const text = readFileSync(`/proc/${processId}/task/${processId}/children`, "utf8");
  return text.split(" ").filter(Boolean).map(Number);
}

/** Resolves when a process is gone. A zombie that no process waits for counts as gone. */
export async function gone(processId: number): Promise<void> {
  await eventually(() => Promise.resolve(isGone(processId) || undefined));
}

function isGone(processId: number): boolean {
  try {
    return / Z /.test(readFileSync(`/proc/${processId}/stat`, "utf8").replace(/^.*\)/s, ""));
  } catch {
    return true;
  }
}
