import { afterAll, beforeAll, expect, test } from "vitest";
import { isEnabled, parseSettings } from "../../server/src/settings/settings";
import type { LspClient } from "../support/lspClient";
import { accepted } from "../support/lspSession";
import { stdioClient } from "../support/lspServers";
import { patiently } from "../support/patiently";
import { createRealWorkspace, type RealWorkspace } from "../support/realWorkspace/createRealWorkspace";

/** A session with default settings over the whole workspace, for a user who opens file after file. */
let workspace: RealWorkspace;
let client: LspClient;

beforeAll(async () => {
  workspace = createRealWorkspace();
  client = stdioClient();
  await client.start({ folders: [workspace.folderUri], configuration: {} });
  await client.ready();
});

afterAll(async () => {
  await client.stop();
  workspace.dispose();
});

/**
 * Returns about `count` offsets at which people request completions: after a word, after an opener, at a line's end.
 */
function carets(text: string, count: number): number[] {
  const found = [...text.matchAll(/(?<=[\w(.=] ?)(?=[^\w\n]|\r?\n)/g)].map(({ index }) => index);
  return found.filter((_, index) => index % Math.ceil(found.length / count) === 0);
}

test("every file of a monorepo is served or refused, none ends the server, and nothing hidden is offered", async () => {
  const { settings } = parseSettings({});
  const offers: string[] = [];
  for (const file of workspace.files) {
    const uri = workspace.uri(file.path);
    const text = workspace.text(file.path);
    client.open(uri, text, file.languageId);
    let offeredHere = 0;
    const ask = async (offset: number, isInvoked: boolean): Promise<void> => {
      const items = await client.complete(uri, offset, { isInvoked });
      offeredHere += items.length;
      offers.push(...items.map((item) => accepted(client, uri, item)));
    };
    for (const offset of carets(text, 4)) for (const isInvoked of [false, true]) await ask(offset, isInvoked);
    if (file.hidden !== undefined) expect([file.path, offeredHere]).toEqual([file.path, 0]);
    else if (isEnabled(settings, file.languageId) && /\.(ts|py|tsx)$/.test(file.path)) {
      // The model may be unsure at all four places of a file; but in each served file it is sure at some place.
      for (const offset of carets(text, 60)) if (offeredHere === 0) await ask(offset, true);
      expect([file.path, offeredHere > 0]).toEqual([file.path, true]);
    }
    client.close(uri);
  }
  expect(offers.length).toBeGreaterThan(40);
  const inserted = offers.map((offer) => /├([^┤]*)┤/.exec(offer)?.[1] ?? "");
  expect(
    inserted.filter((text) => /confidentialDiscount|generatedMarker|fixtureMarker|outsideMarker/.test(text)),
  ).toEqual([]);
  expect(inserted.filter((text) => workspace.secrets.some(({ secret }) => text.includes(secret)))).toEqual([]);
}, 300_000);

test("a document with CR LF line ends gets only those", async () => {
  let linesOffered = 0;
  const ask = async (uri: string, offset: number): Promise<void> => {
    await client.complete(uri, offset, { isInvoked: true });
    // Asked again, every candidate comes.
    for (const { insertText } of await client.complete(uri, offset, { isInvoked: true })) {
      expect(insertText).not.toMatch(/(?<!\r)\n|\r(?!\n)/);
      linesOffered += insertText.split("\r\n").length - 1;
    }
  };
  const file = "packages/core/src/order.ts";
  const text = workspace.text(file);
  client.open(workspace.uri(file), text, "typescript");
  for (const offset of carets(text, 30)) await ask(workspace.uri(file), offset);
  client.close(workspace.uri(file));
  // A place at which a block follows for sure.
  const sum = (name: string, rest: string): string =>
    `function ${name}(orders: Order[]): number {\n  let total = 0;${rest}\n}\n`;
  const loop = "\n  for (const order of orders) {\n    total += order.price;\n  }\n  return total;";
  const begun = `interface Order {\n  price: number;\n  weight: number;\n}\n\n${sum("priceOf", loop)}\n${sum("weightOf", "")}`;
  const sums = workspace.uri("packages/core/src/sums.ts");
  client.open(sums, begun.replaceAll("\n", "\r\n"), "typescript");
  await patiently(async () => {
    await ask(sums, begun.replaceAll("\n", "\r\n").lastIndexOf(";") + 1);
    expect(linesOffered).toBeGreaterThan(0);
  });
  client.close(sums);
}, 300_000);

test("a link out of the workspace is refused, a link into it is served", async () => {
  const ask = async (path: string, text: string): Promise<number> => {
    client.open(workspace.uri(path), `${text}\n`);
    const items = await client.complete(workspace.uri(path), text.length, { isInvoked: true });
    client.close(workspace.uri(path));
    return items.length;
  };
  const line = "export function add(first: number, second: number): number { return ";
  expect(await ask("packages/web/customer-link.ts", line)).toBeGreaterThan(0);
  expect(await ask("packages/web/foreign-link.ts", line)).toBe(0);
  expect(await ask("packages/outside-link/foreign.ts", line)).toBe(0);
});
