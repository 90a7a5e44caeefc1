// Own folder: documents in memory; offers are judged by what they and the client say, no folder is read.
import { afterAll, beforeAll, expect, test } from "vitest";
import { namesMethod, type NamesParams, type NamesResult } from "../../server/src/protocol";
import { EchoModel } from "../support/echoModel";
import type { LspClient } from "../support/lspClient";
import { inMemoryClient } from "../support/lspServers";
import { patiently } from "../support/patiently";
import { expectRequested } from "../support/requestedAt";

let said = "";
/** The names that the model ranks first, best first; it ranks none by default. */
let likeliest: readonly string[] = [];
let client: LspClient;
let answer: (params: NamesParams) => NamesResult | Promise<NamesResult> = () => null;
const asked: string[] = [];

beforeAll(async () => {
  client = inMemoryClient({
    createModel: () =>
      new EchoModel(({ words, stop }) => (words ? rankedOf(words) : stop.includes("\n") ? rest : said)),
  });
  client.connection.onRequest(namesMethod, (params: NamesParams) => {
    const { uri } = params.textDocument;
    asked.push(client.text(uri).slice(0, client.offsetAt(uri, params.position)).split("\n").at(-1) ?? "");
    return answer(params);
  });
  await client.start({ initializationOptions: { knowsNames: true } });
  await client.ready();
});
afterAll(() => client.stop());

/** The rest of a line that the model writes behind such a name. */
let rest = "";
const rankedOf = (words: readonly string[]): string => likeliest.find((name) => words.includes(name)) ?? "";

let documentCount = 0;
/** Asks until the answer is as expected: the first ones come before the document's tree, or before the client's names. */
async function check(fixture: string, reply: string, expected: string | undefined): Promise<void> {
  said = reply;
  await expectRequested(client, `file:///work/${++documentCount}.ts`, { fixture, expected });
}

const cart = (line: string): string => `class Cart {\n  private total = 0;\n  sum() {\n    ${line}\n  }\n}\n`;

test("a suggestion ends before a member that its class doesn't have, and one that it has is kept", async () => {
  await check(cart("█"), "return this.price + 1;", cart("├return this.┤"));
  await check(cart("█"), "return this.total + 1;", cart("├return this.total + 1;┤"));
  await check(cart("return this.█"), "price;", undefined);
});

test("an assignment declares a member of the author's own class, but none that is private", async () => {
  await check(cart("this.█"), "price = 1;", cart("this.├price = 1;┤"));
  await check(cart("this.█"), "#price = 1;", undefined);
});

test("a private name that no class of the document declares isn't offered, whatever the class inherits", async () => {
  const child = cart("█").replace("Cart", "Cart extends Parent").replace("private ", "#");
  await check(child, "return this.#price + 1;", child.replace("█", "├return this.┤"));
  await check(child, "return this.#total + 1;", child.replace("█", "├return this.#total + 1;┤"));
});

test("the only real member that begins like a wrong one takes its place", async () => {
  await check(cart("█"), "return this.totals + 1;", cart("├return this.total┤"));
});

const other = "import { load } from 'shop';\nconst cart = load();\ncart.sum();\n";

test("the editor's names decide where the text says nothing", async () => {
  answer = () => ["sum", "total"];
  asked.length = 0;
  await check(`${other}const a = cart.█\n`, "price;", undefined);
  expect(asked.at(0)).toMatch(/cart\.$/);
  await check(`${other}const a = cart.█\n`, "total;", `${other}const a = cart.├total;┤\n`);
  const body = (line: string): string => `${other}function f() {\n  cart.sum();\n  ${line}\n}\n`;
  await check(body("█"), "send(cart.price);", body("├send(cart.┤"));
});

test("a request by key asks about the receivers of its own line too", async () => {
  answer = () => ["sum", "total"];
  const line = other.replace("cart.sum();", "function f() {\n  while (cart.sum() > █) load();\n}");
  await check(line, "cart.price", line.replace("█", "├cart.┤"));
  await check(line, "cart.total", line.replace("█", "├cart.total┤"));
});

test("a request by key waits a moment for the editor's names after its dot, so that its first answer is right", async () => {
  said = "price;";
  answer = () => new Promise((resolve) => setTimeout(() => resolve(["sum", "total"]), 50));
  const uri = "file:///work/waits.ts";
  client.open(uri, `${other}const e = cart.\n`, "typescript");
  const offset = client.text(uri).length - 1;
  await client.draftComment(uri, 0); // which waits for the document's tree
  expect(await client.complete(uri, offset, { isInvoked: true })).toEqual([]);
});

test("an editor that didn't know the names at the first request by key is asked again at the next one", async () => {
  said = "price;";
  const answers: NamesResult[] = [null, ["sum", "total"]];
  answer = () => answers.shift() ?? null;
  const uri = "file:///work/again.ts";
  client.open(uri, `${other}const i = cart.\n`, "typescript");
  const offset = client.text(uri).length - 1;
  await client.draftComment(uri, 0); // which waits for the document's tree
  expect(await client.complete(uri, offset, { isInvoked: true })).not.toEqual([]);
  expect(await client.complete(uri, offset, { isInvoked: true })).toEqual([]);
});

test("a name that an imported module doesn't export is not offered", async () => {
  answer = () => ["load", "store", "type"];
  await check("import { █ } from 'shop';\n", "store, stare", "import { ├store, ┤ } from 'shop';\n");
});

test("a client that is late, fails or knows nothing costs nothing", async () => {
  answer = () => new Promise(() => undefined);
  // In a new document each time, on a machine that may be busy: a server that waited would always take a second.
  await patiently(async () => {
    const startMs = performance.now();
    await check(`${other}let b = cart.█\n`, "price;", `${other}let b = cart.├price;┤\n`);
    expect(performance.now() - startMs).toBeLessThan(700);
  });
  answer = () => Promise.reject(new Error("no"));
  await check(`${other}let c = cart.█\n`, "price;", `${other}let c = cart.├price;┤\n`);
  answer = () => null;
  await check(`${other}let d = cart.█\n`, "price;", `${other}let d = cart.├price;┤\n`);
});

test("a request by key gets the likeliest real member in place of one that doesn't exist", async () => {
  answer = () => ["sum", "total", "amount"];
  likeliest = ["price", "total", "tal"];
  await check(`${other}const f = cart.█\n`, "price;", `${other}const f = cart.├total┤\n`);
  await check(`${other}const g = cart.to█\n`, "p();", `${other}const g = cart.to├tal┤\n`);
  const body = (line: string): string => `${other}function f() {\n  cart.sum();\n  ${line}\n}\n`;
  rest = ");";
  await check(body("█"), "send(cart.price);", body("├send(cart.total);┤"));
  [likeliest, rest] = [[], ""];
});

test("the likeliest member of a declared class, and no name that the list has already", async () => {
  answer = () => null;
  likeliest = ["constructor", "toString", "total"];
  await check(cart("return this.█"), "price;", cart("return this.├total┤"));
  answer = () => ["load", "store", "stable"];
  likeliest = ["load", "stable"];
  await check("import { load, █ } from 'shop';\n", "wares", "import { load, ├stable┤ } from 'shop';\n");
  likeliest = [];
});

const book = "function openAccountBook() {}\n";

test("a request by key gets a name of the document before one that is made up", async () => {
  answer = () => null;
  [likeliest, rest] = [["ountBook"], "();"];
  await check(`${book}openAcc█\n`, "epted = false;", `${book}openAcc├ountBook();┤\n`);
  await check(`${book}if (ready) return openAcc█\n`, "ess", `${book}if (ready) return openAcc├ountBook();┤\n`);
  [likeliest, rest] = [[], ""];
});

test("a made-up name stays where it is declared, where nothing begins like it, and where the workspace has it", async () => {
  [likeliest, rest] = [["ountBook"], "();"];
  await check(`${book}const openAcc█\n`, "ess = 1;", `${book}const openAcc├ess = 1;┤\n`);
  await check(`${book}function openAcc█\n`, "ess() {", `${book}function openAcc├ess() {┤\n`);
  await check(
    `class Shop {\n  sum() {}\n  openAcc█\n}\n${book}`,
    "ess = 1;",
    `class Shop {\n  sum() {}\n  openAcc├ess = 1;┤\n}\n${book}`,
  );
  await check(`${book}closeAcc█\n`, "ess()", `${book}closeAcc├ess()┤\n`);
  client.open("file:///work/access.ts", "export function openAccess() {}\n", "typescript");
  await check(`${book}openAcc█\n`, "ess()", `${book}openAcc├ess()┤\n`);
  [likeliest, rest] = [[], ""];
});
