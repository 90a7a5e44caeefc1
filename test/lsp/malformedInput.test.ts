// Own folder: none. Bytes on standard input are judged; no document is opened.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EchoModel } from "../support/echoModel";
import { usingClients } from "../support/lspSession";
import { inMemoryClient } from "../support/lspServers";

const use = usingClients();
/** Replaces the user's text. */
const canary = ["canary", "in", "the", "input"].join("-");

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "nanotype-input-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function frame(message: object): string {
  const text = JSON.stringify({ jsonrpc: "2.0", ...message });
  return `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
}

const initialize = frame({
  id: 1,
  method: "initialize",
  params: { processId: null, rootUri: null, capabilities: {} },
});
const running = initialize + frame({ method: "initialized", params: {} });
const shutdown = frame({ id: 2, method: "shutdown" });

/** Starts a built server; `isAnswered` resolves when it has answered `initialize`. */
function start(args: readonly string[], preload = "") {
  writeFileSync(join(folder, "preload.cjs"), preload);
  const child = spawn(process.execPath, ["--require", join(folder, "preload.cjs"), ...args], {
    env: { ...process.env, NANOTYPE_SETTINGS: join(folder, "settings.json"), NANOTYPE_CACHE: join(folder, "cache") },
  });
  const said = { stdout: "", stderr: "" };
  child.stdin.on("error", () => undefined);
  child.stderr.on("data", (data: Buffer) => (said.stderr += data.toString()));
  const isAnswered = new Promise<void>((resolve) =>
    child.stdout.on("data", (data: Buffer) => {
      said.stdout += data.toString();
      if (said.stdout.includes('"capabilities"')) resolve();
    }),
  );
  const code = new Promise<number | null>((resolve) => child.on("close", resolve));
  return { child, said, isAnswered, code };
}

const servers: [string, string[]][] = [
  ["the server", ["dist/server.js", "--stdio"]],
  ["the command line", ["dist/nanotype.js", "serve", "--stdio"]],
];

/** Input of a client that doesn't speak LSP; `isAtTheEnd` if only the end of input reveals it. */
const malformed: [name: string, bytes: string | Buffer, params?: { isAtTheEnd: true }][] = [
  ["a length that isn't a number", `Content-Length: abc\r\n\r\n{"text":"${canary}"}`],
  ["a length that only begins with a number", `Content-Length: 12${canary}\r\n\r\n`],
  ["a negative length", "Content-Length: -5\r\n\r\n"],
  ["a length beyond all memory", "Content-Length: 99999999999\r\n\r\n"],
  ["two lengths", "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"],
  ["no length", `Content-Type: application/vscode-jsonrpc; charset=utf-8; x=${canary}\r\n\r\n{}`],
  ["an empty length", "Content-Length: 0\r\n\r\n"],
  ["lines that end in LF alone", `Content-Length: 2\n\n{}`],
  ["JSON without a header", `{"jsonrpc":"2.0","id":1,"method":"${canary}"}\n`],
  ["a line of a shell", `${canary} starts\n`],
  ["bytes that aren't text", Buffer.from([0, 255, 254, 13, 10, 13, 10, 1, 2])],
  ["a header without an end", `X-Header: ${canary.repeat(1_000)}`],
  ["a header of many lines", "X-Header: 1\r\n".repeat(1_000)],
  ["a body that isn't JSON", `Content-Length: ${canary.length}\r\n\r\n${canary}`],
  ["a body that isn't an object", "Content-Length: 2\r\n\r\n42"],
  ["a length that cuts a body", frame({ method: canary }).replace(/\d+/, "9")],
  ["a length that includes the next message", running.replace(/\d+/, (length) => String(Number(length) + 40))],
  ["a body cut by the end", frame({ method: canary }).slice(0, -9), { isAtTheEnd: true }],
  ["a header cut by the end", "Content-Le", { isAtTheEnd: true }],
];

describe.each(servers)("%s says in one sentence that its client isn't one, and ends at once:", (_name, args) => {
  // The command line runs the same code: every fourth case shows that.
  test.each(malformed.filter((_, index) => args.length === 2 || index % 4 === 0))(
    "%s",
    async (_what, bytes, params) => {
      const { child, said, isAnswered, code } = start(args);
      child.stdin.write(running);
      await isAnswered;
      // The input stays open unless its end is the subject.
      if (params?.isAtTheEnd) child.stdin.end(bytes);
      else child.stdin.write(bytes);
      expect(await code).toBe(1);
      expect(said.stderr).toMatch(
        /^nanotype: what the client sends isn't LSP \([^\n)]+\), so the server ends[^\n]*\n$/,
      );
      expect(said.stderr + said.stdout).not.toContain(canary);
    },
  );

  test("as the first thing that comes, too", async () => {
    const { child, said, code } = start(args);
    child.stdin.write("GET / HTTP/1.1\r\n");
    expect(await code).toBe(1);
    expect(said.stderr).toMatch(/^nanotype: [^\n]+\n$/);
  });
});

describe.each(servers)("%s", (_name, args) => {
  test("exits with 0 when the input ends after `shutdown`, else with 1, and prints nothing", async () => {
    for (const [messages, expected] of [
      [running + shutdown, 0],
      [running, 1],
      ["", 1],
    ] as const) {
      const { child, said, code } = start(args);
      child.stdin.end(messages);
      expect([await code, said.stderr]).toEqual([expected, ""]);
    }
  });

  test("reads messages in any pieces, several at once, with headers it doesn't know", async () => {
    const { child, said, isAnswered, code } = start(args);
    const request = Buffer.from(frame({ id: 7, method: "nanotype/stats", params: { name: "日本" } }));
    const odd = running.replace("Content-Length", "X-Other: 1\r\ncontent-type: x/y\r\nCONTENT-LENGTH");
    for (const byte of Buffer.concat([Buffer.from(odd), request])) child.stdin.write(Buffer.from([byte]));
    await isAnswered;
    await expect.poll(() => said.stdout).toContain('"id":7,"result"');
    child.stdin.end(shutdown + frame({ method: "exit" }));
    expect([await code, said.stderr]).toEqual([0, ""]);
  });

  test("sends nothing but messages to standard output, whatever a library prints", async () => {
    const preload = `setInterval(() => { console.log("printed"); console.info("printed"); console.table(["printed"]); }, 20);`;
    const { child, said, isAnswered, code } = start(args, preload);
    child.stdin.write(running);
    await isAnswered;
    await expect.poll(() => said.stderr).toContain("printed");
    child.stdin.end();
    await code;
    expect(said.stdout).not.toContain("printed");
  });

  test("quotes nothing of an invalid message", async () => {
    const { child, said, isAnswered, code } = start(args);
    child.stdin.write(running + frame({ hello: canary }) + frame({ method: "nanotype/accepted", params: null }));
    await isAnswered;
    await expect.poll(() => said.stdout).toMatch(/could not be handled; completions continue/);
    await expect.poll(() => said.stdout).toMatch(/could not be handled \(nanotype\/accepted\)/);
    child.stdin.end();
    await code;
    expect(said.stdout + said.stderr).not.toContain(canary);
  });
});

test("an error's own words, which may quote the user's text, appear in no answer and no log", async () => {
  class BrokenModel extends EchoModel {
    override usage(): never {
      throw new SyntaxError(`Unexpected token in ${canary}`);
    }
  }
  const client = use(inMemoryClient({ createModel: () => new BrokenModel(() => "") }));
  await client.start({ configuration: {} });
  await client.ready();
  const error = await client.stats().catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: -32603, message: expect.stringMatching(/SyntaxError at \S+; ?|completions/) });
  expect(String(error)).not.toContain(canary);
  expect(client.logLines.join("\n")).not.toContain(canary);
});
