import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { systemClock } from "../../../server/src/base/clock";
import { inBackground, reportFailure } from "../../../server/src/base/inBackground";

/** Stands for text of the user's. */
const canary = ["canary", "in", "a", "task"].join("-");
let said = "";

beforeEach(() => {
  said = "";
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    said += String(text);
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

const fail = (): never => {
  throw new RangeError(canary);
};

describe("work without a caller to wait for it", () => {
  test.each<[string, Promise<unknown> | (() => unknown)]>([
    ["throws", fail],
    ["rejects", () => Promise.resolve().then(fail)],
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- what a library may do
    ["rejects with no error at all", () => Promise.reject(canary)],
    ["is a thenable that throws", { then: fail } as unknown as Promise<unknown>],
  ])("is reported when it %s, by its name and kind and never by its message", async (what, task) => {
    inBackground(`a task that ${what}`, task);
    await new Promise(setImmediate);
    expect(said).toMatch(/^nanotype: a task that .* failed \((RangeError|string)[^)]*\); completions continue\n$/);
    expect(said).not.toContain(canary);
  });

  test("that succeeds says nothing", async () => {
    inBackground("a task", () => 1);
    inBackground("a task", Promise.resolve(1));
    await new Promise(setImmediate);
    expect(said).toBe("");
  });

  test("that fails at every turn is reported some times, not for ever", () => {
    for (let turn = 0; turn < 1_000; turn++) reportFailure("a failing timer", new Error(canary));
    expect(said.split("\n").length).toBeLessThan(20);
  });
});

test("an exception in a timer costs that turn only", async () => {
  await new Promise<void>((resolve) => {
    systemClock.after(1, fail);
    setTimeout(resolve, 20);
  });
  expect(said).toContain("nanotype: timed work failed (RangeError");
});

test("lint lets no promise of the product go without an owner", () => {
  interface Rules {
    readonly rules: Record<string, unknown>;
  }
  const config = JSON.parse(readFileSync(".oxlintrc.json", "utf8")) as Rules & {
    readonly overrides: readonly (Rules & { readonly files: readonly string[] })[];
  };
  const ofProduct = config.overrides.find(({ files }) => files.includes("server/**/*.ts"));
  expect(ofProduct?.files).toContain("client/**/*.ts");
  expect(ofProduct?.rules["typescript/no-floating-promises"]).toEqual([
    "error",
    { ignoreVoid: false, checkThenables: true },
  ]);
  expect(ofProduct?.rules["nanotype/handlers-have-owners"]).toBe("error");
  expect(config.rules["typescript/no-misused-promises"]).toBe("error");
});
