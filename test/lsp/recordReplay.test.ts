// Own settings: the session is recorded; its document is typed key by key.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { formatRecording, parseRecording, type Recording } from "../../server/src/replay/sessionEvent";
import { canaries } from "../support/canaries";
import { runNanotype } from "../support/commandLine";
import { EchoModel } from "../support/echoModel";
import { usingClients } from "../support/lspSession";
import { inMemoryClient } from "../support/lspServers";
import type { LspClient, OfferedItem } from "../support/lspClient";

const keep = usingClients();
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "nanotype-record-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const uri = "file:///work/src/shop.ts";
const start = "interface Order {\n  id: string;\n  price: number;\n  count: number;\n}\n\n";
const typed = `export function totalPrice(orders: readonly Order[]): number {
  let total = 0;
  for (const order of orders) {
    total += order.price * order.count;
  }
  return total;
}

export function findOrder(orders: readonly Order[], id: string): Order | undefined {
  for (const order of orders) {
    if (order.id === id) return order;
  }
  return undefined;
}

export function countItems(orders: readonly Order[]): number {
  let count = 0;
  for (const order of orders) {
    count += order.count;
  }
  return count;
}
`;

/**
 * Types a text key by key, and asks at each; every eighth answer is awaited, and the others are cancelled by the next key. Returns the texts that were
 * offered.
 */
async function type(client: LspClient, text: string): Promise<string[]> {
  let offset = client.text(uri).length;
  let asked = new AbortController();
  const offered: string[] = [];
  for (const [index, key] of text.split("").entries()) {
    asked.abort();
    asked = new AbortController();
    offset = client.type(uri, offset, key);
    const answer = client.request(
      "textDocument/inlineCompletion",
      { textDocument: { uri }, position: client.positionAt(uri, offset), context: { triggerKind: 2 } },
      asked.signal,
    );
    if (index % 8 === 0) offered.push(...((await answer) as Offered).items.map(({ insertText }) => insertText));
    else answer.catch(() => undefined);
  }
  return offered;
}

type Offered = { readonly items: readonly OfferedItem[] };

/** Reads the only recording in the folder. */
function recordedText(): string {
  const [name = "", ...others] = readdirSync(folder);
  expect(others).toEqual([]);
  return readFileSync(join(folder, name), "utf8");
}

const textsOf = ({ events }: Recording): string[] =>
  events.flatMap((event) => (event.kind === "answer" ? event.items.map(({ text }) => text) : []));

test("a recorded session replays to the same suggestions, twice, and holds no secret that was typed in it", async () => {
  const client = keep(inMemoryClient());
  await client.start({ initializationOptions: { settings: { record: folder, eagerness: "eager" } } });
  client.open(uri, start);
  await client.ready();
  const offered = await type(client, typed);
  const [, , { secret }] = canaries(1);
  await type(client, `const token = "${secret}";\nconst last = findOrder([], "a");\n`);
  await client.stop();

  const recorded = recordedText();
  const recording = parseRecording(recorded);
  const keys = recording.events.flatMap((event) => (event.kind === "edit" ? event.text : []));
  expect(keys.length).toBeGreaterThan(500);
  const [code, secretLine] = [keys.join("").slice(0, typed.length), keys.join("").slice(typed.length)];
  expect(code).toBe(typed);
  expect(secretLine).toMatch(/^const token = "[\w-]{0,4}x{20,}";\nconst last = findOrder\(\[\], "a"\);\n$/);
  expect(recorded).not.toContain(secret.slice(4));
  // What the client was shown is in the recording as it was.
  expect(offered.length).toBeGreaterThan(10);
  expect(textsOf(recording)).toEqual(expect.arrayContaining(offered));

  const replay = async (text: string, ...options: string[]): Promise<Record<string, unknown>> => {
    const file = join(folder, "played.jsonl");
    writeFileSync(file, text);
    return JSON.parse((await runNanotype(["replay", file, "--json", ...options])).stdout) as Record<string, unknown>;
  };
  const first = await replay(recorded);
  expect(first["differences"]).toEqual([]);
  expect(Number(first["offers"])).toBeGreaterThan(40);

  // Another pace gives the same answers, and a character that was recorded otherwise is found.
  let changedCount = 0;
  const events = recording.events.map((event) => {
    if (event.kind !== "answer" || event.isWithheld === true || event.items.length === 0) return event;
    if (changedCount++ > 0) return event;
    return { ...event, items: event.items.map((item) => ({ ...item, text: `${item.text} ` })) };
  });
  const changed = await replay(formatRecording({ header: recording.header, events }), "--speed", "900");
  expect(changed["differences"]).toHaveLength(1);
  expect(changed["digest"]).toBe(first["digest"]);
});

test("a document that becomes excluded while it is recorded isn't in the recording", async () => {
  const client = keep(inMemoryClient({ createModel: () => new EchoModel(() => "answer;") }));
  const work = mkdtempSync(join(tmpdir(), "nanotype-recorded-"));
  await client.start({ configuration: { record: folder }, folders: [pathToFileURL(work).href] });
  const [kept, plan] = ["kept.ts", "plan.ts"].map((name) => pathToFileURL(join(work, name)).href);
  for (const each of [kept, plan]) {
    client.open(each, `const ${each === plan ? "launchDate" : "total"} = `);
    await client.complete(each, 8);
  }
  writeFileSync(join(work, ".nanotypeignore"), "plan.ts\n");
  client.saved(pathToFileURL(join(work, ".nanotypeignore")).href);
  await client.status((status) => status.skippedDocuments.length === 1);
  await client.stop();
  rmSync(work, { recursive: true });
  expect(recordedText()).toContain("total");
  expect(recordedText()).not.toMatch(/launchDate|plan\.ts/);
});
