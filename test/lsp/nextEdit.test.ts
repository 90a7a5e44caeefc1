// Own folder: documents in memory, whose next edits are known to the letter.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";
import type { InlineEdit, NextEditResult } from "../../server/src/protocol";
import { EchoModel } from "../support/echoModel";
import type { LspClient } from "../support/lspClient";
import { usingClients } from "../support/lspSession";
import { inMemoryClient } from "../support/lspServers";

const use = usingClients();
const folder = mkdtempSync(join(tmpdir(), "nanotype-rename-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const uri = "file:///work/a.ts";

function server(): LspClient {
  return use(inMemoryClient({ createModel: () => new EchoModel(() => "", 0) }));
}

/** Sends what sidekick.nvim sends: the buffer's version, the caret, and a context. */
function copilotInlineEdit(
  client: LspClient,
  version: number,
  offset: number,
): Promise<{ edits: InlineEdit[] } | null> {
  return client.request("textDocument/copilotInlineEdit", {
    textDocument: { uri, version },
    position: client.positionAt(uri, offset),
    context: { triggerKind: 2 },
  }) as Promise<{ edits: InlineEdit[] } | null>;
}

/** Applies an edit in the client's document, and runs its command as plugins do. */
async function take(client: LspClient, { text, range, textDocument, command }: InlineEdit): Promise<number> {
  expect(textDocument.version).toBe(client.version(textDocument.uri));
  const [start, end] = [range.start, range.end].map((position) => client.offsetAt(textDocument.uri, position));
  await client.change(textDocument.uri, start, end, text);
  await client.connection.sendRequest("workspace/executeCommand", command);
  return start + text.length;
}

/** A function that uses its parameter some times. */
const uses = (count: number, name = "item"): string =>
  `function run(${name}: number) {\n${Array.from({ length: count }, (_, index) => `  use(${name}, ${index});\n`).join("")}}\n`;
const start = "function run(".length;

/** Opens a document, and waits until the server has decided that it may be read. */
async function opened(client: LspClient, text: string): Promise<void> {
  client.open(uri, text);
  expect(await copilotInlineEdit(client, 1, 0)).toBeNull();
}

/** Renames the parameter at its declaration, key by key; returns the caret's offset. */
async function rename(client: LspClient): Promise<number> {
  await client.change(uri, start, start + "item".length, "e");
  return client.type(uri, start + 1, "ntry");
}

test("a plugin for Copilot gets a chain of edits, and the server counts and explains them", async () => {
  const client = server();
  const { capabilities } = await client.start();
  expect(capabilities.executeCommandProvider?.commands).toContain("nanotype.nextEditAccepted");
  await opened(client, uses(3));
  let caret = await rename(client);
  for (let count = 0; ; count++) {
    const answer = await copilotInlineEdit(client, client.version(uri), caret);
    if (answer === null) {
      expect(count).toBe(3);
      break;
    }
    expect(answer.edits).toHaveLength(1);
    caret = await take(client, answer.edits[0]);
  }
  expect(client.text(uri)).toBe(uses(3, "entry"));
  const counts = { offered: 3, taken: 3, refused: 0, chained: 2 };
  expect((await client.stats()).nextEdits).toEqual({ ...counts, byKind: [{ kind: "place", ...counts }] });
  expect((await client.explain(uri)).nextEdit).toMatch(/like places/);
});

test("a stale version, an unfinished edit, a refused place and a setting each get none", async () => {
  const client = server();
  await client.start({ configuration: {} });
  await opened(client, uses(5));
  const caret = await rename(client);
  const version = client.version(uri);
  expect(await copilotInlineEdit(client, version - 1, caret)).toBeNull();
  // A key comes while the server waits for the end of the edit.
  const early = copilotInlineEdit(client, version, caret);
  await client.change(uri, caret, caret, "x");
  expect(await early).toBeNull();
  await client.change(uri, caret, caret + 1, "");
  const ask = async (): Promise<NextEditResult["edits"][number] | undefined> => {
    const params = { textDocument: { uri, version: client.version(uri) }, position: client.positionAt(uri, caret) };
    return ((await client.request("nanotype/nextEdit", params)) as NextEditResult | null)?.edits[0];
  };
  const first = await ask();
  expect(first).toMatchObject({ text: "entry", leftCount: 5, acceptedCount: 0 });
  expect(first!.reason).not.toMatch(/item|entry/);
  expect(first!.confidence).toBeGreaterThan(0.5);
  void client.connection.sendNotification("nanotype/nextEditRefused", { id: first!.id });
  const second = await ask();
  expect(second?.range.start.line).not.toBe(first!.range.start.line);
  client.configurationChanged({ nextEdit: "off" });
  await expect.poll(ask).toBeUndefined();
});

test("an undone acceptance isn't offered again, and an undone edit has no next one", async () => {
  const client = server();
  await client.start();
  await opened(client, uses(1));
  await client.change(uri, start, start + "item".length, "entry");
  const before = client.text(uri);
  const answer = await copilotInlineEdit(client, client.version(uri), 0);
  const end = await take(client, answer!.edits[0]);
  await client.change(uri, end - "entry".length, end, "item");
  expect(client.text(uri)).toBe(before);
  expect(await copilotInlineEdit(client, client.version(uri), 0)).toBeNull();
  await client.change(uri, start, start + "entry".length, "item");
  expect(await copilotInlineEdit(client, client.version(uri), 0)).toBeNull();
});

test("a chain of 20 in a file that another changes meanwhile never writes to a wrong place", async () => {
  const client = server();
  await client.start();
  await opened(client, uses(20));
  await client.change(uri, start, start + "item".length, "entry");
  let caret = 0;
  let taken = 0;
  for (; taken < 30; taken++) {
    const version = client.version(uri);
    const late = copilotInlineEdit(client, version, caret);
    // The other writes above, sometimes while the question is on its way.
    if (taken % 3 === 1) await client.change(uri, 0, 0, `// note ${taken}\n`);
    let answer = await late;
    if (answer && answer.edits[0].textDocument.version !== client.version(uri)) answer = null;
    answer ??= await copilotInlineEdit(client, client.version(uri), caret);
    if (answer === null) break;
    caret = await take(client, answer.edits[0]);
  }
  expect(taken).toBe(20);
  expect(client.text(uri).replace(/^\/\/ note \d+\n/gm, "")).toBe(uses(20, "entry"));
});

test("a document that isn't served has no next edit", async () => {
  const client = server();
  await client.start({ configuration: { exclude: ["a.ts"] }, folders: ["file:///work"] });
  client.open(uri, uses(3));
  await client.change(uri, start, start + "item".length, "entry");
  expect(await copilotInlineEdit(client, client.version(uri), 0)).toBeNull();
});

test("a name that was renamed by hand and is used in files that aren't open is named, once its own file has no more places", async () => {
  writeFileSync(
    join(folder, "page.ts"),
    'import { areaOf } from "./shapes";\nconst side = 2;\na.print(areaOf(side));\n',
  );
  writeFileSync(join(folder, "notes.py"), "lengthOf = 1\n");
  writeFileSync(join(folder, "other.ts"), "const myLengthOf = 1;\n");
  const client = use(inMemoryClient());
  await client.start({ folders: [pathToFileURL(folder).href], initializationOptions: { settings: {} } });
  await client.logLine(/^The workspace's files are remembered/);
  const shapes = pathToFileURL(join(folder, "shapes.ts")).href;
  const text =
    "export function areaOf(side: number) {}\nexport function lengthOf(side: number) {}\nareaOf(1);\nexport class A {\n  print() {}\n}\n";
  client.open(shapes, text);
  const ask = async (): Promise<NextEditResult | null> => {
    const params = {
      textDocument: { uri: shapes, version: client.version(shapes) },
      position: { line: 0, character: 0 },
    };
    return (await client.request("nanotype/nextEdit", params)) as NextEditResult | null;
  };
  const rename = async (from: string, to: string): Promise<void> => {
    const at = client.text(shapes).indexOf(from);
    await client.change(shapes, at, at + from.length, to);
  };
  expect(await ask()).toBeNull();
  await rename("areaOf", "surfaceOf");
  const use1 = await ask();
  expect(use1).toMatchObject({ edits: [{ text: "surfaceOf" }] });
  expect(use1!.renamed).toBeUndefined();
  await take(client, use1!.edits[0]);
  const range = { start: { line: 0, character: 16 }, end: { line: 0, character: 25 } };
  expect(await ask()).toMatchObject({ edits: [], renamed: { range, oldName: "areaOf", newName: "surfaceOf" } });
  // Only another language's file and a longer name have it.
  await rename("lengthOf", "size");
  expect((await ask())?.renamed).toBeUndefined();
  await rename("print", "show");
  expect((await ask())?.renamed).toMatchObject({ oldName: "print", newName: "show" });
  // A parameter is used in its function only.
  await rename("side", "edge");
  expect(await ask()).toBeNull();
});

test("after the same change twice, a file that isn't open is named, and once it is open it has the next place", async () => {
  const calls = (name: string): string => `export function ${name}(): void {\n  logger.warning("${name}");\n}\n`;
  writeFileSync(join(folder, "far.ts"), `${calls("far")}${calls("farther")}`);
  writeFileSync(join(folder, "none.ts"), "export const none = 1;\n");
  const client = use(inMemoryClient());
  await client.start({ folders: [pathToFileURL(folder).href], initializationOptions: { settings: {} } });
  await client.logLine(/^The workspace's files are remembered/);
  const near = pathToFileURL(join(folder, "near.ts")).href;
  client.open(near, `${calls("one")}${calls("two")}${calls("three")}`);
  const ask = async (): Promise<NextEditResult | null> => {
    const params = { textDocument: { uri: near, version: client.version(near) }, position: { line: 0, character: 0 } };
    return (await client.request("nanotype/nextEdit", params)) as NextEditResult | null;
  };
  expect(await ask()).toBeNull();
  const at = client.text(near).indexOf("warning");
  await client.change(near, at, at + "warning".length, "warn");
  let answer = await ask();
  for (let count = 0; count < 2; count++) {
    expect(answer).toMatchObject({ edits: [{ text: "warn", textDocument: { uri: near } }] });
    await take(client, answer!.edits[0]);
    answer = await ask();
  }
  const far = pathToFileURL(join(folder, "far.ts")).href;
  expect(answer).toEqual({ edits: [], further: far });
  // An editor that has dropped the answer learns the file's name once more; one that can't open it isn't asked forever.
  expect(await ask()).toEqual({ edits: [], further: far });
  expect(await ask()).toBeNull();
  client.open(far, `${calls("far")}${calls("farther")}`);
  expect(await ask()).toMatchObject({ edits: [{ text: "warn", textDocument: { uri: far } }] });
});

test("next edits of the editor's own language features are counted by kind", async () => {
  const client = server();
  await client.start({ configuration: {} });
  for (const event of ["offered", "taken"] as const)
    await client.connection.sendNotification("nanotype/editorEdit", { kind: "import", event });
  expect((await client.stats()).nextEdits).toMatchObject({
    offered: 0,
    byKind: [{ kind: "import", offered: 1, taken: 1, refused: 0, chained: 0 }],
  });
});
