// Own folder: a document in memory; a failing server's output is judged.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";
import { LspClient } from "../support/lspClient";
import { usingClients } from "../support/lspSession";

const use = usingClients();
/** Replaces the user's text: an error's message may quote the text that caused it. */
const canary = ["canary", "in", "an", "error"].join("-");
const code = "export function add(a: number, b: number) {\n  return ";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nanotype-crash-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Starts a built server prepared by `failure` (a script). */
function startBroken(args: readonly string[], failure: string, environment: NodeJS.ProcessEnv = {}) {
  const preload = join(folder, "fail.cjs");
  writeFileSync(preload, failure);
  const child = spawn(process.execPath, ["--require", preload, ...args], {
    env: {
      ...process.env,
      NANOTYPE_SETTINGS: join(folder, "settings.json"),
      NANOTYPE_CACHE: join(folder, "cache"),
      ...environment,
    },
  });
  const said = { text: "" };
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data: Buffer) => (said.text += data.toString()));
  return { child, said };
}

const servers: [string, string[]][] = [
  ["the server", ["dist/server.js", "--stdio"]],
  ["the command line", ["dist/nanotype.js", "serve", "--stdio"]],
];

describe.each(servers)("%s keeps completing and says nothing of the user's text", (_name, args) => {
  test.each([
    ["an exception in a timer", `setInterval(() => { throw new TypeError("${canary}"); }, 20);`, /\(TypeError at/],
    [
      "a promise without an owner",
      `setInterval(() => { Promise.reject(new SyntaxError("${canary}")); }, 20);`,
      /\(SyntaxError at/,
    ],
    [
      "a rejection that isn't an error",
      `setInterval(() => { Promise.reject("${canary}"); }, 20);`,
      /\(UnhandledPromiseRejection /,
    ],
    [
      "a watcher that fails",
      `const fs = require("node:fs"); fs.watch = () => { const w = new (require("node:events"))(); w.close = () => {};
       setInterval(() => w.emit("error", new RangeError("${canary}")), 20).unref(); return w; };`,
      /^/,
    ],
  ])("after %s", async (_what, failure, expected) => {
    const { child, said } = startBroken(args, failure);
    const client = use(
      new LspClient(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin), child),
    );
    await client.start();
    await client.ready();
    client.open("file:///work/a.ts", code);
    const items = await client.complete("file:///work/a.ts", code.length, { isInvoked: true });
    expect(items.length).toBeGreaterThan(0);
    await expect.poll(() => said.text).toMatch(expected);
    // A loop of failures must not flood the log.
    expect(said.text.match(/completions continue/g)?.length ?? 0).toBeLessThan(20);
    expect(said.text).not.toContain(canary);
  });
});

test.each(servers)("%s ends when it cannot even start, without text of the user's", async (_name, args) => {
  const { child, said } = startBroken(
    args,
    `require("node:os").homedir = () => { throw new TypeError("${canary}"); };`,
    {
      NANOTYPE_SETTINGS: "",
      XDG_CONFIG_HOME: undefined,
    },
  );
  expect(await new Promise((resolve) => child.on("close", resolve))).toBe(1);
  expect(said.text).toMatch(/TypeError at/);
  expect(said.text).not.toContain(canary);
});
