import { systemClock, type Clock } from "./clock";

/**
 * Makes a clock on which less time passes than really does, so that budgets of a few milliseconds don't depend on how busy the machine is, and
 * work without an end still ends. Timers run as usual.
 */
export function slowClock(factor: number): Clock {
  return { nowMs: () => systemClock.nowMs() / factor, after: (delayMs, action) => systemClock.after(delayMs, action) };
}
