import type { Clock } from "../../base/clock";
import { GitError } from "./git";
import type { Turns } from "../../base/turns";

/** Longest that work on a draft may hold the event loop, in ms: completions continue beside it, and a cancellation must get through within 50. */
const sliceMs = 10;

/** Makes the turns of one draft. */
export function createTurns({ clock, signal }: { clock: Clock; signal: AbortSignal }): Turns {
  let startMs = clock.nowMs();
  const isDue = (): boolean => clock.nowMs() - startMs >= sliceMs;
  return {
    isDue,
    async pause() {
      if (isDue()) {
        await new Promise((resolve) => void setImmediate(resolve));
        startMs = clock.nowMs();
      }
      if (signal.aborted) throw new GitError("aborted", "Cancelled.");
    },
  };
}
