// Own settings: models that are damaged, missing or too large; one document in memory.
import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { patiently } from "../support/patiently";
import { usingClients } from "../support/lspSession";
import { childrenOf, eventually, gone } from "../support/processes";
import { inMemoryClient, stdioClient } from "../support/lspServers";

const use = usingClients();
const uri = "file:///work/counter.js";
/** Only the memory knows the continuation of the last line. */
const code = "counter.increment(amount);\nother();\ncounter.incr";
const scratch = mkdtempSync(join(tmpdir(), "nanotype-test-"));
afterAll(() => rmSync(scratch, { recursive: true }));

/** Copies the embedded model, damaged by `damage`. */
function damagedModel(name: string, damage: (folder: string) => void): string {
  const folder = join(scratch, name);
  cpSync("server/models/nanotype-6m", folder, { recursive: true });
  damage(folder);
  return folder;
}

const failures: [name: string, folder: () => string, message: RegExp][] = [
  ["missing", () => join(scratch, "nowhere"), /There is no model folder at/],
  [
    "truncated",
    () =>
      damagedModel("truncated", (folder) => {
        truncateSync(join(folder, "onnx/model_quantized.onnx"), 100_000);
        truncateSync(join(folder, "onnx/model_q4.onnx"), 100_000);
      }),
    /model_quantized\.onnx cannot be loaded; it may be incomplete/,
  ],
  [
    "with a broken tokenizer",
    () => damagedModel("broken-tokenizer", (folder) => writeFileSync(join(folder, "tokenizer.json"), "{")),
    /The tokenizer in .* cannot be read/,
  ],
  [
    "with the tokenizer of another model",
    () =>
      damagedModel("other-tokenizer", (folder) => {
        const path = join(folder, "tokenizer.json");
        const tokenizer = JSON.parse(readFileSync(path, "utf8")) as { model: { vocab: Record<string, number> } };
        const { vocab } = tokenizer.model;
        for (let id = Object.keys(vocab).length; id < 20_000; id++) vocab[`other${id}`] = id;
        writeFileSync(path, JSON.stringify(tokenizer));
      }),
    /vocabular|tokenizer/i,
  ],
];

test.each(failures)(
  "says so when the model folder is %s, and the memory alone completes",
  async (_name, folder, message) => {
    const client = use(inMemoryClient());
    await client.start({ initializationOptions: { settings: { "local.model": folder() } } });
    const status = await client.status(({ state }) => state === "stopped");
    expect(status).toMatchObject({ health: "warning", backend: "local" });
    expect(status.message).toMatch(message);
    client.open(uri, code, "javascript");
    const [item] = await eventually(async () => {
      const items = await client.complete(uri, code.length);
      return items.length > 0 ? items : undefined;
    });
    expect(item.insertText).toBe("ement(amount);");
  },
);

test("says so when the model needs more memory than it may use", async () => {
  const client = use(inMemoryClient());
  await client.start({ initializationOptions: { settings: { "local.memoryLimitMb": 32 } } });
  const status = await client.status(({ state }) => state === "stopped");
  expect(status).toMatchObject({ health: "warning" });
  expect(status.message).toMatch(/The model needs \d+ MB and may use \d+ MB/);
});

test("recovers by itself when the model process is killed during a request", async () => {
  const client = use(stdioClient());
  await client.start();
  client.open(uri, "function total(prices) {\n  let sum = 0;\n  ", "javascript");
  await client.ready();
  const answer = client.complete(uri, { line: 2, character: 2 }, { isInvoked: true });
  await client.status(({ state }) => state === "busy");
  const [child] = childrenOf(client.process!.pid!);
  process.kill(child, "SIGKILL");
  expect((await answer).at(0)?.insertText).toMatch(/\w/);
  const [item] = await eventually(async () => {
    const items = await client.complete(uri, { line: 2, character: 2 }, { isInvoked: true });
    return items.length > 0 ? items : undefined;
  });
  expect(item.insertText).toMatch(/\w/);
  const [next] = childrenOf(client.process!.pid!);
  expect(next).not.toBe(child);
  await client.status(({ state, health }) => state === "ready" && health === "ok");
});

test("keeps serving when the model process is killed while idle", async () => {
  const client = use(stdioClient());
  await client.start();
  await client.ready();
  process.kill(childrenOf(client.process!.pid!)[0], "SIGKILL");
  await client.status(({ state }) => state === "stopped");
  client.open(uri, "function total(prices) {\n  let sum = 0;\n  ", "javascript");
  const [item] = await eventually(async () => {
    const items = await client.complete(uri, { line: 2, character: 2 }, { isInvoked: true });
    return items.length > 0 ? items : undefined;
  });
  expect(item.insertText).toMatch(/\w/);
});

/** A line that the memory knows, and one that it does not. */
const known = "counter.increment(amount);\nother();\n";

test(
  "replaces a model process that hangs while the user types, says so, and answers an explicit request within 3 s",
  { timeout: 120_000 },
  async () => {
    const client = use(stdioClient());
    await client.start();
    client.open(uri, known, "javascript");
    await client.ready();
    const [child] = childrenOf(client.process!.pid!);
    const typed = { offset: known.length, isOver: false };
    const type = async (): Promise<void> => {
      for (let key = 0; !typed.isOver; key++) {
        const abort = new AbortController();
        await client.change(uri, typed.offset, typed.offset, "abcdefgh ".charAt(key % 9));
        typed.offset++;
        // As in an editor: the next key cancels the last request.
        const answer = client.complete(uri, typed.offset, { signal: abort.signal }).catch(() => []);
        await new Promise((resolve) => setTimeout(resolve, 150));
        abort.abort();
        await answer;
      }
    };
    const typing = type();
    onTestFinished(() => void (typed.isOver = true));
    await client.complete(uri, typed.offset, { isInvoked: true });
    process.kill(child, "SIGSTOP");
    const stoppedMs = performance.now();
    const another = "file:///work/another.js";
    client.open(another, "counter.incr", "javascript");
    const strange = "file:///work/strange.js";
    client.open(strange, "zzqx", "javascript");
    const [[remembered], nothing] = await Promise.all([
      client.complete(another, 12, { isInvoked: true }),
      client.complete(strange, 4, { isInvoked: true }),
    ]);
    expect(performance.now() - stoppedMs).toBeLessThan(5_000);
    expect(remembered.insertText).toBe("ement(amount);");
    expect(nothing).toEqual([]);
    expect((await client.explain(strange)).summary).toContain("The model is not answering; it is being restarted.");
    await client.status(({ message }) => message.includes("The model is not answering; it is being restarted."));

    await gone(child);
    expect(performance.now() - stoppedMs).toBeGreaterThan(9_000);
    expect(performance.now() - stoppedMs).toBeLessThan(20_000);
    await patiently(() =>
      expect(client.statuses.map(({ message }) => message).join("\n")).toContain("did not respond for 10 s"),
    );
    await client.status(({ state, health }) => (state === "ready" || state === "busy") && health === "ok");
    typed.isOver = true;
    await typing;
    const [next, ...others] = childrenOf(client.process!.pid!);
    expect(next).not.toBe(child);
    expect(others).toEqual([]);
    expect(() => process.kill(child, "SIGCONT")).toThrow("ESRCH");
    client.open("file:///work/total.js", "function total(prices) {\n  let sum = 0;\n  ", "javascript");
    const [item] = await client.complete("file:///work/total.js", { line: 2, character: 2 }, { isInvoked: true });
    expect(item.insertText).toMatch(/\w/);
  },
);

test("clears its report on a model process that resumes after some seconds", { timeout: 60_000 }, async () => {
  const client = use(stdioClient());
  await client.start();
  client.open(uri, known, "javascript");
  await client.ready();
  const [child] = childrenOf(client.process!.pid!);
  process.kill(child, "SIGSTOP");
  await client.complete(uri, known.length, { isInvoked: true });
  await client.status(({ message }) => message.includes("is not answering"));
  process.kill(child, "SIGCONT");
  await client.status(({ message }) => !message.includes("is not answering"));
  expect(childrenOf(client.process!.pid!)).toEqual([child]);
});
