import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { BackendError, type BackendErrorKind } from "../../../../server/src/model/errors";
import { Circuit } from "../../../../server/src/model/routing/circuit";
import { ManualClock } from "../../../support/manualClock";

let clock: ManualClock;
let circuit: Circuit;
let probes: number[];
let isDead: boolean;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
  clock = new ManualClock();
  probes = [];
  isDead = true;
  circuit = new Circuit({
    clock,
    onChange: () => undefined,
    probe: () => {
      probes.push(clock.nowMs());
      return isDead ? Promise.reject(new BackendError("unreachable", "Still gone.")) : Promise.resolve();
    },
  });
});
afterEach(() => void vi.useRealTimers());

async function advance(durationMs: number): Promise<void> {
  for (let leftMs = durationMs; leftMs > 0; leftMs -= 100) {
    vi.setSystemTime(Date.now() + Math.min(100, leftMs));
    await clock.advance(Math.min(100, leftMs));
  }
}

async function fail(kind: BackendErrorKind, options: { retryAfterMs?: number } = {}): Promise<void> {
  circuit.report({ kind: "failed", error: new BackendError(kind, "It failed.", options) });
  await new Promise(setImmediate);
}

test("probes that an endpoint asked to wait for don't come together", async () => {
  isDead = false;
  await fail("server", { retryAfterMs: 8_000 });
  const waits = new Set<number>();
  for (let editor = 0; editor < 5; editor++) {
    circuit = new Circuit({ clock, onChange: () => undefined, probe: () => Promise.resolve() });
    await fail("server", { retryAfterMs: 8_000 });
    const { status } = circuit;
    if (status.kind === "open") waits.add(Math.round(status.retryAtMs - clock.nowMs()));
  }
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(8_000);
  expect(waits.size).toBeGreaterThan(3);
});

test("one failure keeps requests away, and a probe lets them back", async () => {
  await fail("unreachable");
  expect(circuit.admits()).toBe(false);
  expect(circuit.status).toMatchObject({ kind: "open", error: { kind: "unreachable" } });
  isDead = false;
  await advance(5_000);
  expect(circuit.admits()).toBe(true);
  expect(circuit.status).toEqual({ kind: "closed" });
});

test("a dead endpoint in use is probed every few seconds, and no two clients are in step", async () => {
  await fail("unreachable");
  for (let second = 0; second < 120; second++) {
    circuit.admits();
    await advance(1_000);
  }
  const gaps = probes.map((atMs, index) => atMs - (probes[index - 1] ?? 0));
  expect(gaps.length).toBeLessThan(60);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(5_200);
  expect(gaps.at(-1)).toBeGreaterThan(2_000);
  expect(new Set(gaps.slice(0, 4).map((gapMs) => gapMs % 1_000)).size).toBeGreaterThan(1);
});

test("a wrong key is not tried again for a minute", async () => {
  isDead = false;
  await fail("unauthorized");
  await advance(59_000);
  expect(probes).toEqual([]);
  circuit.admits();
  await advance(17_000);
  expect(probes).toHaveLength(1);
});

test("retry-after is obeyed", async () => {
  isDead = false;
  await fail("server", { retryAfterMs: 30_000 });
  await advance(29_000);
  expect(probes).toEqual([]);
  circuit.admits();
  await advance(9_000);
  expect(probes).toHaveLength(1);
});

test("an endpoint's own word counts before the delays that have grown", async () => {
  await fail("unreachable");
  await advance(20_000);
  isDead = false;
  circuit.admits();
  await advance(5_000);
  await fail("server", { retryAfterMs: 1_000 });
  await advance(1_400);
  expect(circuit.status.kind).toBe("closed");
});

test("a rate limit or a filter's refusal says nothing of health", async () => {
  await fail("rateLimited");
  await fail("contentFiltered");
  expect(circuit.admits()).toBe(true);
});

test("an unused endpoint is not probed until it is used", async () => {
  await fail("unreachable");
  await advance(120_000);
  const before = probes.length;
  await advance(1_200_000);
  expect(probes).toHaveLength(before);
  isDead = false;
  circuit.admits();
  await advance(100);
  expect(probes).toHaveLength(before + 1);
  expect(circuit.admits()).toBe(true);
});

test("nothing is probed after the end", async () => {
  await fail("unreachable");
  circuit.dispose();
  await advance(120_000);
  expect(probes).toEqual([]);
});
