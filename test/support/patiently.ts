import { vi } from "vitest";

/** Longest that a busy machine may take for the event that a test waits for, in ms. */
const patienceMs = 20_000;

/** Waits until `check` throws nothing, also on a machine that is busy with other tests. */
export function patiently<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: patienceMs });
}
