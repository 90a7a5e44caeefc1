// Own folder: models in folders of the tests' own, pulled from a hub on this machine.
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createFullableDisk } from "../../host/diskFull";
import { checkNanotype, program, runNanotype, type Run } from "../../support/commandLine";
import { embeddedFiles, LoopbackHub } from "../../support/loopbackHub";

const id = "smollm2-135m";
const graph = "onnx/model_q4.onnx";
let hub: LoopbackHub;
let folder: string;
let environment: Record<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "nanotype-models-"));
  hub = await LoopbackHub.start("HuggingFaceTB/SmolLM2-135M-Instruct", embeddedFiles());
  environment = {
    NANOTYPE_MODELS: join(folder, "models"),
    NANOTYPE_SETTINGS: join(folder, "settings.json"),
    HF_ENDPOINT: hub.address,
  };
});
afterAll(async () => {
  await hub.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  hub.requests.splice(0);
  hub.bytesPerS = Infinity;
});

const models = (args: string): Promise<Run> => runNanotype(["models", ...args.split(" ")], { environment });
const check = (args: string, expected: { code: number; out?: string; err?: string }): Promise<void> =>
  checkNanotype(`models ${args}`, expected, { environment });

/** A model as `models list --json` prints it. */
async function listed(): Promise<{ state: string; bytes: number; usedFor: string[] }> {
  const { stdout } = await models("list --json");
  const all = JSON.parse(stdout) as { id: string; state: string; bytes: number; usedFor: string[] }[];
  return all.find((model) => model.id === id) ?? { state: "not listed", bytes: 0, usedFor: [] };
}

test("the list names size, licence and state, and neither it nor a pull without the licence contacts the hub", async () => {
  await Promise.all([
    check("list", { code: 0, out: `${id}         200 MB to download                    Apache-2.0` }),
    check("list", { code: 0, out: "qwen2.5-coder-1.5b   1,580 MB to download " }),
    listed().then((model) => expect(model).toMatchObject({ state: "absent", bytes: 0, usedFor: [] })),
    check(`pull ${id}`, { code: 2, err: "has the licence Apache-2.0: http" }),
    check("pull gpt-9", { code: 2, err: 'There is no model "gpt-9". Known: nanotype-6m, ' }),
    check(`pull ${id} --quantization q9`, { code: 2, err: "It must be one of q8, q4, fp32" }),
    check(`pull ${id} --quantization q8`, { code: 2, err: `${id} has q4 and fp32` }),
    check(`use ${id}`, { code: 1, err: `To get it: nanotype models pull ${id}` }),
  ]);
  expect(hub.requests).toEqual([]);
});

test("in offline mode a pull says so and opens no connection", async () => {
  writeFileSync(join(folder, "settings.json"), '{"mode": "offline"}');
  await check(`pull ${id} --accept-licence`, { code: 1, err: "no connection is opened" });
  rmSync(join(folder, "settings.json"));
  expect(hub.requests).toEqual([]);
});

test("Ctrl+C keeps the part, the list shows it, and the next pull continues there", async () => {
  hub.bytesPerS = 3_000_000;
  const child = spawn(process.execPath, [program, "models", "pull", id, "--accept-licence"], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString("utf8")));
  const part = (): boolean => hub.requestsFor(graph).some(({ at }) => at === "storage");
  await expect.poll(part, { interval: 10 }).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 300)); // some of the file arrives
  child.kill("SIGINT");
  expect(await new Promise((resolve) => child.once("close", resolve))).toBe(1);
  expect(said).toContain(`Stopped. What has arrived is kept; to continue: nanotype models pull ${id}`);
  const { state, bytes } = await listed();
  expect(state).toBe("partial");
  hub.requests.splice(0);
  hub.bytesPerS = Infinity;
  await check(`pull ${id} --accept-licence`, {
    code: 0,
    out: `Pulled ${id}, 5.2 MB, each file as the hub's list says.`,
  });
  const range = hub.requestsFor(graph).at(-1)?.range;
  expect(Number(range?.replace(/\D/g, ""))).toBeGreaterThan(100_000);
  expect(Number(range?.replace(/\D/g, ""))).toBeLessThan(bytes);
  await check(`pull ${id} --accept-licence`, { code: 0, out: `Already here: ${id}` });
});

test("a pulled model is chosen by its id, completes, and isn't removed while it is in use", async () => {
  await check(`use ${id}`, { code: 0, out: `now has "local.model": "${id}"` });
  expect((await listed()).usedFor).toEqual(["code"]);
  const file = join(folder, "loop.ts");
  writeFileSync(file, "for (let i = 0; i < items.length; ");
  const { stdout } = await runNanotype(["complete", `${file}:1:35`, "--json"], { environment });
  expect(JSON.parse(stdout)).toMatchObject({
    model: id,
    completions: [{ text: expect.stringMatching(/^i\+\+/) as string }],
  });
  await check(`remove ${id}`, { code: 1, err: `${id} is in use for code.` });
});

test("both roles are written where the file has them, and a folder is taken by its path", async () => {
  const own = join(folder, "my model");
  mkdirSync(own);
  writeFileSync(join(folder, "settings.json"), '{"local": {"model": "x", "threads": 1}, "local.textModel": "y"}');
  expect((await runNanotype(["models", "use", own, "--for", "text"], { environment })).code).toBe(0);
  await check("use nanotype-6m", { code: 0 });
  expect(JSON.parse(readFileSync(join(folder, "settings.json"), "utf8"))).toEqual({
    local: { model: "nanotype-6m", threads: 1, textModel: own },
  });
  await check("use none --for text", { code: 0 });
  writeFileSync(join(folder, "settings.json"), "not JSON");
  await check("use nanotype-6m", { code: 1, err: 'put in by hand: "local.model": "nanotype-6m"' });
  rmSync(join(folder, "settings.json"));
});

test("a damaged file is found, named and fetched again though the model is in use; a removed model is gone", async () => {
  await check(`verify ${id}`, { code: 0, out: "every file is as it was pulled" });
  truncateSync(join(folder, "models", id, graph), 1_000);
  await check("verify", {
    code: 1,
    out: `${id}: ${graph} has a wrong size`,
    err: `Damaged: ${id}. To fetch the damaged files again: nanotype models pull ${id}\n`,
  });
  await check(`use ${id}`, { code: 0 });
  await check(`pull ${id} --accept-licence`, { code: 0, out: `Pulled ${id}, ` });
  expect(hub.requestsFor("/config.json")).toEqual([]);
  await check(`verify ${id}`, { code: 0, out: "every file is as it was pulled" });
  await check("use nanotype-6m", { code: 0 });
  await check(`remove ${id}`, { code: 0, out: `Removed ${id}, ` });
  expect(existsSync(join(folder, "models", id))).toBe(false);
  await check(`verify ${id}`, { code: 1, err: "isn't on this machine" });
});

test.skipIf(process.platform !== "linux")("a full disk ends a pull in plain words", async () => {
  const disk = createFullableDisk();
  try {
    disk.fill();
    const run = await runNanotype(["models", "pull", id, "--accept-licence"], {
      environment: { ...environment, ...disk.environment },
    });
    expect(run).toMatchObject({ code: 1, stderr: expect.stringContaining("the disk is full") as string });
  } finally {
    disk.remove();
  }
  await models(`remove ${id}`);
});

test("the embedded model is measured within seconds, with a verdict", async () => {
  const { stdout, code } = await models("bench --json");
  const [result] = JSON.parse(stdout) as Record<string, number | string>[];
  expect(code).toBe(0);
  expect(result.id).toBe("nanotype-6m");
  for (const figure of ["loadMs", "prefillTokensPerS", "tokensPerS", "answerMs", "memoryMb"])
    expect(result[figure]).toBeGreaterThan(0);
  expect(result.verdict).toMatch(/^It .*\(\d+ ms from a key to a line\)\.$/);
  await check("bench /nowhere/model", { code: 1, out: "There is no model folder at /nowhere/model" });
});

test("adapting says what is missing where the model workshop isn't there", async () => {
  const copy = join(folder, "installed");
  cpSync(program, join(copy, "dist/nanotype.js"));
  const adapt = (): Promise<Run> =>
    runNanotype(["models", "adapt", ".", "--out", "x"], { program: join(copy, "dist/nanotype.js") });
  expect(await adapt()).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("without the model workshop") as string,
  });
  mkdirSync(join(copy, "training"));
  expect(await adapt()).toMatchObject({ code: 1, stderr: expect.stringContaining("bash training/setup.sh") as string });
  await check("adapt . --out x --minutes never", { code: 2, err: "at most 600" });
});
