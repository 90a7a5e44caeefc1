import { beforeEach, expect, test } from "vitest";
import type { Priority } from "../../../../server/src/model/backend";
import { Pacing } from "../../../../server/src/model/routing/pacing";
import { ManualClock } from "../../../support/manualClock";

let clock: ManualClock;
let pacing: Pacing;
let chance: number;

beforeEach(() => {
  clock = new ManualClock();
  chance = 0;
  pacing = new Pacing(clock, () => chance);
});

function acquire(
  priority: Priority = "command",
  tokenCount = 100,
  signal = new AbortController().signal,
): Promise<boolean> {
  return pacing.acquire({ tokenCount, priority, signal });
}

function tell(headers: Readonly<Record<string, string>>): void {
  pacing.noteHeaders(new Headers(headers));
}

/** Returns a promise's state without time passing. */
async function stateOf(turn: Promise<boolean>): Promise<boolean | "waiting"> {
  return Promise.race([turn, new Promise<"waiting">((resolve) => setImmediate(() => resolve("waiting")))]);
}

test("without limits nothing waits", async () => expect(await acquire()).toBe(true));

test("a refusal keeps everything away for as long as it asks", async () => {
  pacing.noteRefusal(2_000);
  const turn = acquire();
  expect(await stateOf(turn)).toBe("waiting");
  await clock.advance(2_000);
  expect(await turn).toBe(true);
});

test("a keystroke does not wait long: it is better served elsewhere", async () => {
  pacing.noteRefusal(2_000);
  expect(await acquire("keystroke")).toBe(false);
});

test("refusals that name no time make pauses longer, until a request gets through", async () => {
  pacing.noteRefusal(undefined);
  expect(pacing.delayMs(1)).toBe(2_000);
  await clock.advance(2_000);
  pacing.noteRefusal(undefined);
  expect(pacing.delayMs(1)).toBe(4_000);
  await clock.advance(4_000);
  pacing.noteSuccess();
  pacing.noteRefusal(undefined);
  expect(pacing.delayMs(1)).toBe(2_000);
});

test("the last request of a window is sent, the next one waits for the new window", async () => {
  tell({ "x-ratelimit-remaining-requests": "1", "x-ratelimit-reset-requests": "1s" });
  expect(await acquire()).toBe(true);
  const next = acquire();
  expect(await stateOf(next)).toBe("waiting");
  await clock.advance(1_000);
  tell({ "x-ratelimit-remaining-requests": "10" });
  expect(await next).toBe(true);
});

test("tokens are estimated before sending", async () => {
  tell({ "x-ratelimit-remaining-tokens": "500", "x-ratelimit-reset-tokens": "1m30s" });
  expect(await acquire("command", 400)).toBe(true);
  expect(pacing.delayMs(200)).toBe(90_000);
  expect(pacing.delayMs(100)).toBe(0);
});

test("the endpoint's own hint counts before what its other headers let us guess", async () => {
  tell({ "x-ratelimit-remaining-tokens": "0" });
  pacing.noteRefusal(1_000);
  expect(pacing.delayMs(500)).toBe(1_000);
  await clock.advance(1_000);
  expect(await acquire("keystroke", 500)).toBe(true);
});

test("a refusal that names no wait is kept to the limit's own end", () => {
  tell({ "x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "7s" });
  pacing.noteRefusal(undefined);
  expect(pacing.delayMs(1)).toBe(7_000);
});

test.each([
  ["9999999999999s", 3_600_000],
  ["-5", 60_000],
  ["soon", 60_000],
  [String(Math.floor(Date.now() / 1_000) + 30), 30_000],
  [String(Date.now() + 30_000), 30_000],
  [new Date(Date.now() + 30_000).toISOString(), 30_000],
  ["2001-01-01T00:00:00Z", 0],
])("a limit that starts afresh at %s has an end", (reset, expectedMs) => {
  tell({ "x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": reset });
  expect(Math.abs(pacing.delayMs(1) - expectedMs)).toBeLessThan(3_000);
});

test.each([0, 1, 1e12])("a wait of %d ms is bounded", (retryAfterMs) => {
  pacing.noteRefusal(retryAfterMs);
  expect(pacing.delayMs(1)).toBeGreaterThanOrEqual(500);
  expect(pacing.delayMs(1)).toBeLessThanOrEqual(3_600_000);
});

test("an aborted request gives its place up", async () => {
  pacing.noteRefusal(2_000);
  const abort = new AbortController();
  const turn = acquire("command", 1, abort.signal);
  abort.abort();
  expect(await turn).toBe(false);
});

test("the queue is bounded, and the least important makes room", async () => {
  pacing.noteRefusal(2_000);
  const background = acquire("background");
  const commands = Array.from({ length: 8 }, () => acquire("command"));
  expect(await background).toBe(false);
  expect(await acquire("background")).toBe(false);
  await clock.advance(2_000);
  expect(await Promise.all(commands)).toEqual(Array<boolean>(8).fill(true));
});

test("pauses are lengthened by chance, and never shortened", async () => {
  chance = 1;
  pacing.noteRefusal(2_000);
  expect(pacing.delayMs(1)).toBe(2_500);
  await clock.advance(2_500);
  tell({ "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "60s" });
  expect(pacing.delayMs(1)).toBe(70_000);
});

test("the last tenth of a limit is for requests by key", async () => {
  tell({
    ...{ "x-ratelimit-limit-requests": "100", "x-ratelimit-remaining-requests": "11" },
    "x-ratelimit-reset-requests": "30s",
  });
  expect(await acquire("keystroke")).toBe(true);
  expect(await acquire("keystroke")).toBe(false);
  for (let left = 10; left > 0; left--) expect(await acquire("command")).toBe(true);
  expect(await acquire("command")).toBe(false);
});

test("of LiteLLM's limits for the key, the user and the team the scarcest counts", async () => {
  tell({
    ...{ "x-ratelimit-team-limit-requests": "900", "x-ratelimit-team-remaining-requests": "800" },
    ...{ "x-ratelimit-api_key-limit-requests": "1", "x-ratelimit-api_key-remaining-requests": "1" },
    ...{ "x-ratelimit-remaining-requests": "500", "x-ratelimit-reset-requests": "7s" },
    "x-ratelimit-model_per_key-remaining-tokens": "100",
  });
  expect(await acquire("command", 80)).toBe(true);
  expect(pacing.delayMs(10)).toBe(7_000);
});
