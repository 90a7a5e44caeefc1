import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { TokenCommand } from "../../../../server/src/model/cloud/tokenCommand";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nanotype-token-"));
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

/** A real program that prints `text`, with `RUNS` replaced by how often it has run. */
function commandThatPrints(text: string, exitCode = 0): { command: TokenCommand; runCount: () => number } {
  const counter = join(folder, "runs");
  const script = join(folder, "print token.cjs");
  writeFileSync(counter, "");
  writeFileSync(
    script,
    `const fs = require("node:fs");
    fs.appendFileSync(${JSON.stringify(counter)}, "x");
    const runs = fs.readFileSync(${JSON.stringify(counter)}, "utf8").length;
    process.stdout.write(process.argv[2].replaceAll("RUNS", String(runs)));
    process.exitCode = ${exitCode};`,
  );
  const command = new TokenCommand({ endpointName: "team", argv: [process.execPath, script, text] });
  return { command, runCount: () => readFileSync(counter, "utf8").length };
}

const jwt = (endsAtMs: number): string =>
  ["{}", JSON.stringify({ exp: Math.floor(endsAtMs / 1_000) }), "signature"]
    .map((part) => Buffer.from(part).toString("base64url"))
    .join(".");

/** Asks now, again after `laterMs`, and a third time; `expected` are the three tokens' runs. */
async function check(text: string, laterMs: number, expected: number[]): Promise<void> {
  const { command } = commandThatPrints(text);
  const runs: number[] = [];
  for (const waitMs of [0, laterMs, 0]) {
    vi.setSystemTime(Date.now() + waitMs);
    runs.push(Number(/\d+$/.exec(await command.token())?.[0]));
  }
  expect(runs).toEqual(expected);
}

const hourMs = 3_600_000;

describe("a token is asked for once", () => {
  test("until the end that its JSON names in seconds since 1970", () => {
    const answer = JSON.stringify({ accessToken: "token-RUNS", expires_on: Math.floor((Date.now() + hourMs) / 1_000) });
    return check(answer, hourMs / 2, [1, 1, 1]);
  });
  test("until the end that its JSON names in seconds from now", () =>
    check('{"access_token": "token-RUNS", "expires_in": 3600}', 2 * hourMs, [1, 2, 2]));
  test("for minutes where nothing tells its end", () => check("a-token-RUNS\n", 6 * 60_000, [1, 2, 2]));
  test("by two requests at once", async () => {
    const { command, runCount } = commandThatPrints("a-token-RUNS");
    expect(await Promise.all([command.token(), command.token()])).toEqual(["a-token-1", "a-token-1"]);
    expect(runCount()).toBe(1);
  });
  test("until the endpoint refuses it", async () => {
    const { command } = commandThatPrints("a-token-RUNS");
    expect(await command.token()).toBe("a-token-1");
    command.forget();
    expect(await command.token()).toBe("a-token-2");
  });
  test("until the end that a JWT names", async () => {
    const { command, runCount } = commandThatPrints(jwt(Date.now() + hourMs));
    await command.token();
    vi.setSystemTime(Date.now() + hourMs / 2);
    await command.token();
    expect(runCount()).toBe(1);
    vi.setSystemTime(Date.now() + hourMs);
    await command.token();
    expect(runCount()).toBe(2);
  });
});

test("a token near its end is sent while the next one is fetched", async () => {
  const { command, runCount } = commandThatPrints('{"token": "token-RUNS", "expires_in": 3600}');
  await command.token();
  vi.setSystemTime(Date.now() + hourMs - 30_000);
  expect(await command.token()).toBe("token-1");
  await vi.waitFor(async () => expect(await command.token()).toBe("token-2"), { timeout: 10_000 });
  expect(runCount()).toBe(2);
});

describe("a command that gives no token is reported without its output:", () => {
  test.each([
    ["an exit code", "secret-looking", 3, /failed \(3\)/],
    ["an empty line", "\n", 0, /printed no token/],
    ["several lines", "one-line-here\nother-line", 0, /printed no token/],
    ["JSON without one", '{"error": "secret-looking"}', 0, /printed no token/],
    ["broken JSON", "{secret-looking", 0, /printed no token/],
  ])("%s", async (_name, text, exitCode, message) => {
    const { command } = commandThatPrints(text, exitCode);
    const failure: unknown = await command.token().catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: "unauthorized", message: expect.stringMatching(message) as string });
    expect(String(failure)).not.toContain("secret-looking");
  });
  test("a program that does not exist", async () => {
    const command = new TokenCommand({ endpointName: "team", argv: [join(folder, "absent")] });
    await expect(command.token()).rejects.toMatchObject({ message: expect.stringContaining("ENOENT") as string });
  });
});
