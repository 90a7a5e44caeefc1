import { afterAll, expect, test, vi } from "vitest";
import type { Clock } from "../../../../server/src/base/clock";
import { SecretScanner } from "../../../../server/src/safety/secrets/secretScanner";
import { canaries } from "../../../support/canaries";

const uses = vi.spyOn(RegExp.prototype, "exec");
afterAll(() => uses.mockRestore());

/** The work of each slice in which a newly opened document is looked at, in uses of expressions; each slice's time is up at once. */
function slicesOf(text: string): number[] {
  const slices: number[] = [];
  const waiting: (() => void)[] = [];
  let [timeMs, isFull] = [0, false];
  const clock: Clock = {
    nowMs: () => (timeMs += 1_000),
    after: (_delayMs, action) => {
      waiting.push(action);
      return () => waiting.splice(waiting.indexOf(action), 1);
    },
  };
  const scanner = new SecretScanner(clock, () => (isFull = true));
  scanner.opened({ uri: "file:///a.ts", text });
  for (let next = waiting.shift(); next !== undefined && !isFull; next = waiting.shift()) {
    uses.mockClear();
    next();
    slices.push(uses.mock.calls.length);
  }
  if (!isFull) expect(scanner.excerpt({ uri: "file:///a.ts", text }, 0, text.length).unscanned).toEqual([]);
  scanner.dispose();
  return slices;
}

function repeated(word: string, length: number): string {
  return word.repeat(Math.ceil(length / word.length)).slice(0, length);
}

/** Most uses of expressions between two looks at the clock; some hundred take a tenth of a millisecond. */
const maxUses = 3_500;

test.each([
  ...[
    "password=",
    "://a:b",
    "aws_secret_key = ",
    "token:",
    "TOKEN0",
    "PASS",
    "密码=",
    "é",
    '" + "',
    "'a' 'b' ",
    "a@b.cc:",
  ],
  ...["/+", "?sig=", "curl -u ", "kind: secret data: ", "{{x}} ", "<password>", "Bearer "],
  ...canaries(1).map(({ line }) => line.replaceAll("\n", " ")),
])("a line of 20,000 characters holds the loop for no more than a step: %s", (word) => {
  const slices = slicesOf(`${repeated(word, 19_999)}\n`);
  expect(Math.max(...slices)).toBeLessThan(maxUses);
  // More slices than windows: a window is left off between its steps.
  expect(slices.length).toBeGreaterThan(90);
});

test.each(["-----BEGIN PRIVATE KEY-----\n", "PuTTY-User-Key-File-2: x\n"])(
  "text that opens keys without end holds the loop for no more than one of them: %s",
  (line) => {
    const slices = slicesOf(repeated(line, 600_000));
    expect(Math.max(...slices)).toBeLessThan(maxUses);
    expect(slices.filter((count) => count > 0).length).toBeGreaterThan(30);
  },
);

test("the rules are made ready in pieces, before any document is opened", () => {
  const waiting: (() => void)[] = [];
  let timeMs = 0;
  const clock: Clock = {
    nowMs: () => (timeMs += 1_000),
    after: (_delayMs, action) => {
      waiting.push(action);
      return () => waiting.splice(waiting.indexOf(action), 1);
    },
  };
  const scanner = new SecretScanner(clock);
  let sliceCount = 0;
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift(), sliceCount++) next();
  expect(sliceCount).toBeGreaterThan(60);
  scanner.dispose();
});
