// Own folder: documents in memory that are renamed, saved under another name and closed.
import { describe, expect, test } from "vitest";
import type { LocalModel } from "../../server/src/model/local/localModel";
import type { ModelChoice } from "../../server/src/model/modelSlot";
import { systemClock as clock } from "../../server/src/base/clock";
import type { Logger } from "../../server/src/base/log";
import { forgetfulModel } from "../support/forgetfulModel";
import type { LspClient } from "../support/lspClient";
import { atCaret, usingClients } from "../support/lspSession";
import { inMemoryClient } from "../support/lspServers";
import { patiently } from "../support/patiently";

const use = usingClients();
// The name is part of the prompt, so it doesn't change.
const untitled = "untitled:saved.js";
const saved = "file:///work/src/saved.js";

/** Texts that were typed and then completed; the caret's line was different a moment ago. */
const fixtures: readonly [name: string, fixture: string, before: string][] = [
  ["return", "function add(a, b) {\n  return █\n}\n", "function add(a, b) {\n  return 0;\n}\n"],
  [
    "require",
    'const fs = require("fs");\nconst path = require(█\n\nfs.readFileSync(path.join("a", "b"));\n',
    'const fs = require("fs");\nconst path = require;\n\nfs.readFileSync(path.join("a", "b"));\n',
  ],
  [
    "a statement",
    "function total(prices) {\n  let sum = 0;\n  for (const price of prices) {\n    █\n  }\n  return sum;\n}\n",
    "function total(prices) {\n  let sum = 0;\n  for (const price of prices) {\n    // nothing yet\n  }\n  return sum;\n}\n",
  ],
];

async function start(): Promise<{ client: LspClient; memorized: Map<string, string> }> {
  const memorized = new Map<string, string>();
  const createModel = (choice: ModelChoice, log: Logger): LocalModel =>
    forgetfulModel(choice, { log, clock, memorized });
  const client = use(inMemoryClient({ createModel }));
  await client.start({ initializationOptions: { settings: { eagerness: "eager", maxLines: 3 } } });
  await client.ready();
  return { client, memorized };
}

/** Returns the first candidate; asked again at the same place, the server would add the others. */
async function offers(client: LspClient, uri: string, offset: number): Promise<string[]> {
  const items = await client.complete(uri, offset, { isInvoked: true });
  return items.slice(0, 1).map(({ insertText }) => insertText);
}

describe.each(fixtures)("%s", (_name, fixture, before) => {
  const { text, offset } = atCaret(fixture);

  /** Returns the offers in a document that has been typed in, and in the same text under another address. */
  async function untitledAnd(
    uri: string,
    move: (client: LspClient) => void,
    { text: newText = text, offset: newOffset = offset } = {},
  ): Promise<[string[], string[]]> {
    const { client, memorized } = await start();
    client.open(untitled, before, "javascript");
    await patiently(() => expect(memorized.get(untitled)).toBe(before));
    await client.change(untitled, 0, before.length, text);
    await patiently(() => expect(memorized.get(untitled)).toBe(text));
    const first = await offers(client, untitled, offset);
    move(client);
    const second = await offers(client, uri, newOffset);
    expect(client.text(uri)).toBe(newText);
    return [first, second];
  }

  test("is completed as before after it was saved, at once", async () => {
    const [first, second] = await untitledAnd(saved, (client) => {
      client.open(saved, text, "javascript");
      client.close(untitled);
    });
    expect(first.length).toBeGreaterThan(0);
    expect(second).toEqual(first);
  });

  test("is completed as before after it was renamed, at once", async () => {
    const [first, second] = await untitledAnd(saved, (client) => {
      client.close(untitled);
      client.open(saved, text, "javascript");
    });
    expect(second).toEqual(first);
  });

  test.each([
    ["git's version", 'git:/work/src/saved.js?{"ref":"HEAD"}'],
    ["a link to it", "file:///work/src/link.js"],
    ["the same file elsewhere", "vscode-vfs://github/shop/work/src/saved.js"],
  ])("is completed alike with %s beside it", async (_what, twin) => {
    const { client, memorized } = await start();
    client.open(saved, text, "javascript");
    await patiently(() => expect(memorized.get(saved)).toBe(text));
    const alone = await offers(client, saved, offset);
    client.open(twin, before, "javascript");
    await patiently(() => expect(memorized.get(twin)).toBe(before));
    expect(await offers(client, saved, offset)).toEqual(alone);
  });
});

test("a closed document that is still open under another name is forgotten", async () => {
  const { client, memorized } = await start();
  const text = "function add(a, b) {\n  return a + b;\n}\n";
  client.open(untitled, text, "javascript");
  await patiently(() => expect(memorized.get(untitled)).toBe(text));
  client.open(saved, text, "javascript");
  await patiently(() => expect(memorized.get(saved)).toBe(text));
  client.close(untitled);
  await patiently(() => expect(memorized.has(untitled)).toBe(false));
  expect(memorized.get(saved)).toBe(text);
});
