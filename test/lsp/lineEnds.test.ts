// Own folder: compares 300 places of this repository's files in both line ends.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { LocalModel } from "../../server/src/model/local/localModel";
import type { ModelChoice } from "../../server/src/model/modelSlot";
import { lfText, type LineEnd } from "../../server/src/base/lineEnds";
import type { Logger } from "../../server/src/base/log";
import { forgetfulModel } from "../support/forgetfulModel";
import type { LspClient, OfferedItem } from "../support/lspClient";
import { usingClients } from "../support/lspSession";
import { inMemoryClient } from "../support/lspServers";
import { ManualClock } from "../support/manualClock";

const use = usingClients();

/** Real texts in the order of opening. */
const files: readonly [path: string, languageId: string][] = [
  ["server/src/completion/typeThrough.ts", "typescript"],
  ["server/src/completion/cache.ts", "typescript"],
  ["server/src/model/memory/ownPlace.ts", "typescript"],
  ["server/src/model/memory/documentIndex.ts", "typescript"],
  ["server/src/model/routing/circuit.ts", "typescript"],
  ["server/src/lsp/inlineCompletion.ts", "typescript"],
  ["server/src/model/local/scheduler.ts", "typescript"],
  ["scripts/build.mjs", "javascript"],
  ["scripts/package.mjs", "javascript"],
  ["scripts/sample/orders.py", "python"],
  ["deploy/local/llamaCpp.py", "python"],
  ["bench/comments/docstrings.py", "python"],
  ["test/support/orders/orders.go", "go"],
  ["test/support/orders/orders.rs", "rust"],
  ["test/support/orders/Orders.java", "java"],
  ["deploy/local/setup.sh", "shellscript"],
  ["package.json", "json"],
  ["docs/endpoints.md", "markdown"],
];

/**
 * Lines between two places of a file, and places between two explicit requests: the number that fits into half a
 * minute.
 */
const lineStride = 4;
const explicitStride = 24;
const maxPlacesOfFile = 24;

/**
 * Returns the server's offers at many places, with line ends as `end` writes them in the document and as `
 * ` in the answer.
 */
async function offersWith(end: LineEnd, maxPlaces = Infinity): Promise<string[]> {
  const clock = new ManualClock();
  const memorized = new Map<string, string>();
  const createModel = (choice: ModelChoice, log: Logger): LocalModel =>
    forgetfulModel(choice, { log, clock, memorized });
  const client = use(inMemoryClient({ clock, createModel }));
  await client.start({ initializationOptions: { settings: { eagerness: "eager", maxLines: 3 } } });
  await waiting(clock, client.ready());
  const offers: string[] = [];
  for (const [path, languageId] of files) {
    const uri = `file:///work/${path}`;
    const text = readFileSync(path, "utf8");
    client.open(uri, text.replaceAll("\n", end), languageId);
    await settled({ clock, client, uri, memorized }); // text deleted before the file has been compared with the ignore files goes unnoticed
    for (const [index, { line, column, rest }] of placesOf(text).entries()) {
      if (offers.length >= maxPlaces) return offers;
      const offset = client.offsetAt(uri, { line, character: column });
      // The author's text there is removed, and put back for the next place.
      await client.change(uri, offset, offset + rest.length, "");
      await settled({ clock, client, uri, memorized });
      const isInvoked = index % explicitStride === 0;
      const items = await waiting(clock, client.complete(uri, offset, { isInvoked }));
      offers.push(JSON.stringify({ path, line, column, offers: items.map((item) => told(item, end)) }));
      await client.change(uri, offset, offset, rest);
    }
  }
  return offers;
}

/** Returns a line's possible places for a completion: behind its indentation, or behind a word in its middle. */
function placesOf(text: string): { line: number; column: number; rest: string }[] {
  return text
    .split("\n")
    .flatMap((content, line) => {
      if (line % lineStride !== 0 || content.trim() === "") return [];
      const indent = content.length - content.trimStart().length;
      const middle = content.lastIndexOf(" ", (indent + content.length) / 2) + 1;
      const column = line % 2 === 0 || middle <= indent ? indent : middle;
      return { line, column, rest: content.slice(column) };
    })
    .slice(0, maxPlacesOfFile);
}

function told({ insertText, range }: OfferedItem, end: LineEnd): unknown {
  if (end !== "\n") expect(insertText.replaceAll(end, "")).not.toMatch(/[\r\n]/);
  return { insertText: insertText.replaceAll(end, "\n"), range };
}

/** Waits for all effects of a change: the parse, the search for secrets, the snapshot for the memory. */
async function settled(params: {
  clock: ManualClock;
  client: LspClient;
  uri: string;
  memorized: Map<string, string>;
}): Promise<void> {
  const { clock, client, uri, memorized } = params;
  await waiting(clock, client.draftComment(uri, 0)); // which waits for the parse
  while (memorized.get(uri) !== lfText(client.text(uri))) {
    await clock.advance(100);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Resolves with `promise`, while the server's time passes slower than ours: the model process has a watchdog, and requests by key end by time. */
async function waiting<T>(clock: ManualClock, promise: Promise<T>): Promise<T> {
  const state = { isOver: false };
  const over = promise.finally(() => (state.isOver = true));
  while (!state.isOver) {
    await clock.advance(0.5);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return over;
}

describe("line ends make no difference to the offers", () => {
  test("at more than 300 places of real code, automatic and explicit", async () => {
    const [offers, again, carriageReturns] = await Promise.all([
      offersWith("\n"),
      offersWith("\n", 30),
      offersWith("\r\n"),
    ]);
    // Else the comparison would prove nothing.
    expect(again).toEqual(offers.slice(0, 30));
    expect(carriageReturns).toEqual(offers);
    expect(offers.filter((each) => !each.endsWith('"offers":[]}')).length).toBeGreaterThan(150);
    expect(offers.length).toBeGreaterThan(300);
  }, 600_000);
});
