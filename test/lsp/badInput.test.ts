// Own folder: documents in memory only; each is damaged or odd in one way, and no file is read.
import { expect, test } from "vitest";
import { accepted, atCaret, usingClients } from "../support/lspSession";
import { eventually } from "../support/processes";
import { inMemoryClient, stdioClient } from "../support/lspServers";

const use = usingClients();
const uri = "file:///work/a.ts";
const healthy = atCaret(`export function total(prices: number[]): number {
  let sum = 0;
  for (const price of prices) {
    sum += price;
  }
  return sum;
}

export function average(prices: number[]): number {
  let sum = 0;
  for (const price of prices) {
    █
`);

/** Starts a server in this process, with the embedded model. */
async function server(settings: Record<string, unknown> = {}) {
  const client = use(inMemoryClient());
  await client.start({ initializationOptions: { settings } });
  return client;
}

/** Expects typing to continue: an ordinary document still gets its completion. */
async function expectTypingGoesOn(client: Awaited<ReturnType<typeof server>>): Promise<void> {
  client.open("file:///work/healthy.ts", healthy.text);
  const items = await client.complete("file:///work/healthy.ts", healthy.offset, { isInvoked: true });
  expect(items.length).toBeGreaterThan(0);
}

test.each([
  ["20 MB", "const a = 1;\n".repeat(1_600_000), /larger than 2,048 KB/],
  ["one minified line", `var a=${"f(1),".repeat(6_000)}0;`, /one line is longer than 20,000 characters/],
  ["binary", "\u007fELF\0\0\u0001", /looks like a binary file/],
])("skips a document that is %s, says so in the status, and continues", async (_name, text, reason) => {
  const client = await server();
  client.open(uri, text);
  const { skippedDocuments } = await client.status((status) => status.skippedDocuments.length > 0);
  expect(skippedDocuments).toMatchObject([{ uri, reason: expect.stringMatching(reason) as string }]);
  expect(await client.complete(uri, { line: 0, character: 3 }, { isInvoked: true })).toEqual([]);
  expect((await client.explain(uri)).summary).toMatch(reason);
  await client.change(uri, 0, 0, "x");
  await expectTypingGoesOn(client);
  client.close(uri);
  await client.status((status) => status.skippedDocuments.length === 0);
});

test("does not keep the text of a 20 MB document", async () => {
  const client = use(stdioClient());
  await client.start();
  await client.ready();
  const before = (await client.stats()).memory.serverBytes;
  client.open(uri, "const a = 1;\n".repeat(1_600_000));
  await client.status((status) => status.skippedDocuments.length > 0);
  for (let count = 0; count < 50; count++) void client.change(uri, 0, 0, "x");
  const after = (await client.stats()).memory.serverBytes;
  // The message itself passes through (as bytes, as JSON and as a string); what matters is that changes add nothing to it.
  expect((after - before) / 1e6).toBeLessThan(250);
});

const odd: [name: string, fixture: string, expected: string][] = [
  [
    "emoji",
    'say("👋🏽 hello 日本 world");\nother();\nsay("👋🏽 he█',
    'say("👋🏽 hello 日本 world");\nother();\nsay("👋🏽 he├llo 日本 world");┤',
  ],
  [
    "CJK",
    '皆さんに挨拶を言う("こんにちは世界、元気");\nother();\n皆さんに挨拶を言う("こんに█',
    '皆さんに挨拶を言う("こんにちは世界、元気");\nother();\n皆さんに挨拶を言う("こんに├ちは世界、元気");┤',
  ],
  [
    "tabs",
    "\tcounter.increment(amount);\n\tother();\n\tcounter.incr█",
    "\tcounter.increment(amount);\n\tother();\n\tcounter.incr├ement(amount);┤",
  ],
  [
    "CRLF",
    "counter.increment(amount);\r\nother();\r\ncounter.incr█\r\n",
    "counter.increment(amount);\r\nother();\r\ncounter.incr├ement(amount);┤\r\n",
  ],
  [
    "a lone surrogate",
    "\ud83d; counter.increment(amount);\nother();\n\udc4b; counter.incr█",
    "\ud83d; counter.increment(amount);\nother();\n\udc4b; counter.incr├ement(amount);┤",
  ],
];

test.each(odd)("completes from the memory alone at the right place after %s", async (_name, fixture, expected) => {
  const client = await server({ "evaluation.memory": "only" });
  const { text, offset } = atCaret(fixture);
  client.open(uri, text, "javascript");
  const [item] = await eventually(async () => {
    const items = await client.complete(uri, offset, { isInvoked: true });
    return items.length > 0 ? items : undefined;
  });
  expect(accepted(client, uri, item)).toBe(expected);
});

test.each(odd)("gets an answer from the model after %s", async (_name, fixture) => {
  const client = await server();
  const { text, offset } = atCaret(fixture);
  client.open(uri, text, "javascript");
  const items = await client.complete(uri, offset, { isInvoked: true });
  for (const item of items) {
    expect(client.offsetAt(uri, item.range.start)).toBe(offset);
    expect(item.insertText).not.toMatch(/^[\udc00-\udfff]|[\ud800-\udbff]$/);
    if (text.includes("\r\n")) expect(item.insertText).not.toMatch(/[^\r]\n/);
  }
  expect((await client.stats()).requests).toMatchObject({ total: 1, failed: 0 });
  await expectTypingGoesOn(client);
});

test("offers nothing inside a character", async () => {
  const client = await server();
  client.open(uri, "const wave = '👋");
  expect(await client.complete(uri, { line: 0, character: 15 })).toEqual([]);
  expect((await client.explain(uri)).summary).toBe("The caret is inside a character.");
});

test("treats a caret past the end as the end", async () => {
  const client = await server({ "evaluation.memory": "only" });
  client.open(uri, "counter.increment(amount);\nother();\ncounter.incr", "javascript");
  const [item] = await eventually(async () => {
    const items = await client.complete(uri, { line: 99, character: 99 }, { isInvoked: true });
    return items.length > 0 ? items : undefined;
  });
  expect(item.range.start).toEqual({ line: 2, character: 12 });
});

test("answers nothing for a document that was never opened, and says why", async () => {
  const client = await server();
  expect(await client.complete("file:///never", { line: 0, character: 0 })).toEqual([]);
  expect((await client.explain("file:///never")).summary).toBe("This document was never opened.");
  await expectTypingGoesOn(client);
});

test("explains that nothing was requested yet", async () => {
  const client = await server();
  expect(await client.explain()).toEqual({ summary: "No completion has been asked for here yet.", steps: [] });
});
