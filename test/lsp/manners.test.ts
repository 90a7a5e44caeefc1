// Own folder: one client a group; what the model says is known, so that each offer, and its absence, is too.
import { expect, test } from "vitest";
import { EchoModel } from "../support/echoModel";
import { atCaret, usingClients } from "../support/lspSession";
import { inMemoryClient } from "../support/lspServers";

const use = usingClients();

/** Starts a client whose model says `says()`; the function that it returns opens a document and requests an offer at its caret. */
async function start(settings: Readonly<Record<string, unknown>> = {}) {
  let says = "";
  let count = 0;
  const client = use(inMemoryClient({ createModel: () => new EchoModel(() => says, 0) }));
  await client.start({ configuration: { eagerness: "eager", ...settings } });
  const offered = async (
    fixture: string,
    answer: string,
    { isInvoked = false, languageId = "typescript" } = {},
  ): Promise<string | undefined> => {
    says = answer;
    const { text, offset } = atCaret(fixture);
    const uri = `file:///work/${++count}.ts`;
    client.open(uri, text, languageId);
    await client.draftComment(uri, offset); // waits for the syntax tree
    return (await client.complete(uri, offset, { isInvoked })).at(0)?.insertText;
  };
  const explain = () => client.explain(`file:///work/${count}.ts`);
  return { client, offered, explain, why: async () => (await explain()).summary };
}

test("a suggestion never pushes the text below down, unless it was requested", async () => {
  const { client, offered, why } = await start();
  expect(await offered("let a = █\n", "one;\nlet b = two;\n")).toBe("one;");
  const end = client.type("file:///work/1.ts", "let a = ".length, "one;");
  expect(await client.complete("file:///work/1.ts", end)).toEqual([]);
  client.type("file:///work/1.ts", end, "\n");
  expect((await client.complete("file:///work/1.ts", end + 1)).at(0)?.insertText).toBe("let b = two;");
  const [complete, next] = ["function sum() {\n  let total = 0;█\n  return total;\n}\n", "\n  total += 1;"];
  expect(await offered(complete, next)).toBeUndefined();
  expect(await why()).toBe("The line is already complete.");
  expect(await offered("function sum() {\n  let total = 0█\n  return total;\n}\n", "\n  total += 1;")).toBeUndefined();
  expect(await offered("let total =█\n", " 0;\nlet count = 1;")).toBe(" 0;");
  expect(await offered(complete, next, { isInvoked: true })).toBe("\n  total += 1;");
});

test("with `never`, a requested suggestion is one line, too", async () => {
  const { offered } = await start({ multiline: "never" });
  const body = "function sum(a: number[]) {\n  █\n}\n";
  const block = "for (const each of a) {\n    total += each;\n  }";
  expect(await offered(body, block, { isInvoked: true })).toBe("for (const each of a) {");
  expect(await offered("let total = 0;█\n", "\nlet b = 1;", { isInvoked: true })).toBeUndefined();
});

test("with `auto`, the next line is suggested after a line that was accepted", async () => {
  const { client, offered } = await start({ multiline: "auto" });
  expect(await offered("let a = █\n", "one;\nlet b = two;\n")).toBe("one;");
  const uri = "file:///work/1.ts";
  const end = client.type(uri, "let a = ".length, "one;");
  expect((await client.complete(uri, end)).at(0)?.insertText).toBe("\nlet b = two;");
});

test("no suggestion is one character, closes brackets only, or leaves them worse", async () => {
  const { offered, why } = await start();
  expect(await offered("writeFile(path, █)\n", "{")).toBeUndefined();
  expect(await why()).toBe("The suggestion would leave a bracket open.");
  expect(await offered("if (ready) █\n", "{")).toBeUndefined();
  expect(await offered("let tota█\n", "l")).toBeUndefined();
  expect(await why()).toBe("A single character is not worth a suggestion.");
  expect(await offered("start(1█\n", ");")).toBeUndefined();
  expect(await why()).toBe("Closing brackets alone are not worth a suggestion.");
  expect(await offered("start(1█\n", ");", { isInvoked: true })).toBe(");");
  expect(await offered("save(path, █)\n", "{ name: x")).toBeUndefined();
  expect(await why()).toBe("The suggestion would leave a bracket open.");
  expect(await offered("names.map(█)\n", "(each) => {")).toBe("(each) =>");
  expect(await offered("ids.map(█)\n", "(each) => each.trim()")).toBe("(each) => each.trim()");
  expect(await offered("if (names.some(█\n", "isEmpty)) {")).toBe("isEmpty)) {");
});

test("nothing is declared or imported twice in a scope, and a method's text stays in its class", async () => {
  const { offered, why } = await start();
  const sum = "function sum(prices: number[]) {\n  const total = 0;\n  █\n}\n";
  expect(await offered(sum, "const total = prices.length;")).toBeUndefined();
  expect(await why()).toBe("The name is declared here already.");
  expect(await offered(`${sum}\n`, "const count = prices.length;")).toBe("const count = prices.length;");
  expect(await offered(`${sum.replace("█", "")}\n█\n`, "function sum(other: string) {")).toBeUndefined();
  expect(await offered('import { a } from "./a";\n█\n', "import { a } from './a';")).toBeUndefined();
  expect(await offered(`let a;\n${sum}`, "this.prices = prices;")).toBeUndefined();
  expect(await why()).toBe("There is no object here that `this` could be.");
  const method = "class Cart {\n  fill(prices: number[]) {\n    █\n  }\n}\n";
  expect(await offered(method, "this.prices = prices;")).toBe("this.prices = prices;");
  const python = "def area(width):\n    █\n";
  expect(await offered(python, "self.width = width", { languageId: "python" })).toBeUndefined();
});

test("why nothing came says with a code what the user can change", async () => {
  const { client, offered, explain } = await start({ enable: { "typescript:comments": false } });
  await offered("// Adds █\n", "up the prices");
  expect((await explain()).verdict).toEqual({ kind: "switchedOff", name: "typescript:comments" });
  expect(await offered("let a = █\n", "one + two;")).toBe("one + two;");
  expect((await explain()).verdict).toBeUndefined();
  await client.connection.sendNotification("nanotype/dismissed", { textDocument: { uri: "file:///work/2.ts" } });
  await client.complete("file:///work/2.ts", "let a = ".length);
  expect((await explain()).verdict).toEqual({ kind: "refused" });
});
