// Own folder: each test writes, changes and removes ignore files.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { EchoModel } from "../support/echoModel";
import type { LspClient } from "../support/lspClient";
import { usingClients } from "../support/lspSession";
import { inMemoryClient } from "../support/lspServers";

const use = usingClients();
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "nanotype-excluded-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const uriOf = (path: string): string => pathToFileURL(join(folder, path)).href;

async function start(
  configuration: unknown = {},
  initializationOptions: object = {},
): Promise<{ client: LspClient; model: EchoModel }> {
  const model = new EchoModel(() => "answer;\n", 0);
  const client = use(inMemoryClient({ createModel: () => model }));
  await client.start({ configuration, folders: [pathToFileURL(folder).href], initializationOptions });
  return { client, model };
}

test("a file that .gitignore names gets no completions, teaches the memory nothing, and the status and the explanation say why", async () => {
  writeFileSync(join(folder, ".gitignore"), "generated.ts\n");
  const { client, model } = await start();
  client.open(uriOf("generated.ts"), "const secretPlan = ");
  expect(await client.complete(uriOf("generated.ts"), 19)).toEqual([]);
  const { skippedDocuments } = await client.status((status) => status.skippedDocuments.length > 0);
  const reason = 'line 1 of .gitignore has the line "generated.ts"';
  expect(skippedDocuments).toEqual([{ uri: uriOf("generated.ts"), reason, setting: "nanotype.exclude" }]);
  expect((await client.explain(uriOf("generated.ts"))).summary).toBe(`This document gets no completions: ${reason}.`);
  expect([model.requests.length, [...model.memorized.keys()]]).toEqual([0, []]);
});

test("a file that becomes excluded is forgotten, and one that is included again gets completions again", async () => {
  const { client, model } = await start();
  client.open(uriOf("a.ts"), "const total = ");
  expect(await client.complete(uriOf("a.ts"), 14)).toHaveLength(1);
  await expect.poll(() => [...model.memorized.keys()]).toEqual([uriOf("a.ts")]);
  writeFileSync(join(folder, ".nanotypeignore"), "a.ts\n");
  client.saved(uriOf(".nanotypeignore"));
  await client.status((status) => status.skippedDocuments.length === 1);
  expect([...model.memorized.keys()]).toEqual([]);
  expect(await client.complete(uriOf("a.ts"), 14)).toEqual([]);
  writeFileSync(join(folder, ".nanotypeignore"), "");
  client.saved(uriOf(".nanotypeignore"));
  await client.status((status) => status.skippedDocuments.length === 0);
  expect(await client.complete(uriOf("a.ts"), 14)).toHaveLength(1);
});

test("a file's text is offered in no other file once it is excluded", async () => {
  const { client } = await start({ evaluation: { memory: "only" } });
  client.open(uriOf("plan.ts"), "const launchDate = computeLaunchDate(winter, rocket);\n".repeat(3));
  const half = "const launchDate = computeLau";
  client.open(uriOf("b.ts"), half);
  const offered = async (): Promise<string[]> =>
    (await client.complete(uriOf("b.ts"), half.length, { isInvoked: true })).map(({ insertText }) => insertText);
  await expect.poll(offered, { timeout: 10_000 }).toEqual(["nchDate(winter, rocket);"]);
  writeFileSync(join(folder, ".nanotypeignore"), "plan.ts\n");
  client.saved(uriOf(".nanotypeignore"));
  await client.status((status) => status.skippedDocuments.length === 1);
  expect(await offered()).toEqual([]);
});

test("files of secrets are kept out without any ignore file, unless the user's own setting says otherwise", async () => {
  const { client } = await start();
  client.open(uriOf(".env"), "TOKEN=");
  expect(await client.complete(uriOf(".env"), 6, { isInvoked: true })).toEqual([]);
  expect((await client.explain(uriOf(".env"))).summary).toContain("contain secrets");
  client.configurationChanged({ exclude: ["!.env", "*.md"] });
  await client.status((status) => status.skippedDocuments.length === 0);
  expect(await client.complete(uriOf(".env"), 6, { isInvoked: true })).toHaveLength(1);
  client.open(uriOf("notes.md"), "The ");
  expect(await client.complete(uriOf("notes.md"), 4, { isInvoked: true })).toEqual([]);
  expect((await client.explain(uriOf("notes.md"))).summary).toContain('nanotype.exclude has the line "*.md"');
});

test("a workspace's setting keeps more files out, and takes none back that the user or the built-in list keeps out", async () => {
  const { client } = await start({ exclude: ["*.md"], excludeHere: ["plans/", "!*.md", "!.env", "!*"] });
  const expectKeptOut = async (name: string, line: string): Promise<void> => {
    client.open(uriOf(name), "The ");
    const isNamed = ({ uri }: { readonly uri: string }): boolean => uri === uriOf(name);
    const { skippedDocuments } = await client.status((status) => status.skippedDocuments.some(isNamed));
    expect(skippedDocuments.find(isNamed)?.reason).toContain(line);
    expect(await client.complete(uriOf(name), 4, { isInvoked: true })).toEqual([]);
  };
  await expectKeptOut("plans/a.ts", 'nanotype.excludeHere has the line "plans/"');
  await expectKeptOut("notes.md", 'nanotype.exclude has the line "*.md"');
  await expectKeptOut(".env", "contain secrets");
  client.open(uriOf("a.ts"), "const a = ");
  expect(await client.complete(uriOf("a.ts"), 10, { isInvoked: true })).toHaveLength(1);
  client.configurationChanged({ exclude: ["*.md"] });
  await client.status((status) => status.skippedDocuments.length === 2);
});

test("a file full of secrets gets no completions and teaches the memory nothing, and the status says why; reopened with fewer it gets completions", async () => {
  const { client, model } = await start();
  const line = `password: "a1b2c3d4!";\n`;
  client.open(uriOf("dump.ts"), `${line.repeat(1_100)}const total = `);
  const { skippedDocuments } = await client.status((status) => status.skippedDocuments.length === 1);
  expect(skippedDocuments[0].reason).toContain("more than 1,000 secrets");
  const end = client.text(uriOf("dump.ts")).length;
  expect(await client.complete(uriOf("dump.ts"), end, { isInvoked: true })).toEqual([]);
  expect([...model.memorized.keys()]).toEqual([]);
  client.close(uriOf("dump.ts"));
  client.open(uriOf("dump.ts"), `${line}const total = `);
  expect(await client.complete(uriOf("dump.ts"), line.length + 14, { isInvoked: true })).toHaveLength(1);
});

describe("the kept answers of a file that becomes excluded", () => {
  let cacheFolder: string;
  beforeEach(() => (cacheFolder = mkdtempSync(join(tmpdir(), "nanotype-excluded-cache-"))));
  afterEach(() => rmSync(cacheFolder, { recursive: true }));

  /** Starts a server that keeps completions on disk, beside those of earlier servers. */
  async function startKeeping(): Promise<{ client: LspClient; model: EchoModel }> {
    const started = await start({}, { cacheFolder });
    await started.client.logLine(/^Completions are kept on disk/);
    return started;
  }

  /** Counts the answers on disk. */
  const countOnDisk = (): number => {
    const file = existsSync(cacheFolder) && readdirSync(cacheFolder).find((name) => name.startsWith("answers-"));
    return file ? (readFileSync(join(cacheFolder, file), "latin1").match(/^[\w-]{24} /gm) ?? []).length : 0;
  };

  const exclude = (client: LspClient, lines: string): void => {
    writeFileSync(join(folder, ".nanotypeignore"), lines);
    client.saved(uriOf(".nanotypeignore"));
  };

  async function keepOneOfEach(): Promise<{ client: LspClient; model: EchoModel }> {
    const started = await startKeeping();
    for (const name of ["b.ts", "a.ts"]) {
      started.client.open(uriOf(name), `const ${name[0]} = `);
      expect(await started.client.complete(uriOf(name), 10)).toHaveLength(1);
    }
    await expect.poll(countOnDisk, { timeout: 10_000 }).toBe(2);
    return started;
  }

  test("go at once, from memory and from the disk, and are not typed through; other files' stay", async () => {
    const { client, model } = await keepOneOfEach();
    exclude(client, "a.ts\n");
    await client.status((status) => status.skippedDocuments.length === 1);
    await expect.poll(countOnDisk, { timeout: 10_000 }).toBe(1);
    await client.change(uriOf("a.ts"), 10, 10, "ans");
    expect(await client.complete(uriOf("a.ts"), 13)).toEqual([]);
    await client.change(uriOf("a.ts"), 10, 13, "");
    expect(await client.complete(uriOf("a.ts"), 10)).toEqual([]);
    // When included again, the file is completed by the model, since no answer is left.
    exclude(client, "");
    await client.status((status) => status.skippedDocuments.length === 0);
    const before = model.requests.length;
    expect(await client.complete(uriOf("a.ts"), 10)).toHaveLength(1);
    expect(model.requests.length).toBe(before + 1);
    const { answeredBy } = await client.stats();
    expect(answeredBy).toMatchObject({ cache: 0, typeThrough: 0, stored: 0 });
  });

  test("are also removed when it is not open, and when no server ran at the time", async () => {
    const first = await keepOneOfEach();
    await first.client.stop();
    writeFileSync(join(folder, ".nanotypeignore"), "a.ts\n");
    const { client } = await startKeeping();
    await expect.poll(countOnDisk, { timeout: 10_000 }).toBe(1);
    exclude(client, "*.ts\n");
    await expect.poll(countOnDisk, { timeout: 10_000 }).toBe(0);
  });
});
