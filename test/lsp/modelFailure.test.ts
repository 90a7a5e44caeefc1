import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { usingClients } from "../support/lspSession";
import { childrenOf, eventually } from "../support/processes";
import { inMemoryClient, stdioClient } from "../support/lspServers";

const use = usingClients();
const uri = "file:///work/counter.js";
/** The memory alone knows how the last line goes on. */
const code = "counter.increment(amount);\nother();\ncounter.incr";
const scratch = mkdtempSync(join(tmpdir(), "nanotype-test-"));
afterAll(() => rmSync(scratch, { recursive: true }));

/** A copy of the embedded model, damaged by `damage`. */
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
  "says so when the model folder is %s, and the memory alone goes on",
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

test("comes back on its own when the model process is killed in mid-request", async () => {
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

test("serves on when the model process is killed while idle", async () => {
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
