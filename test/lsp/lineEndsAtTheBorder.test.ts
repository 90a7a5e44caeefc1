// Own folder: documents in memory, whose line ends change under the server.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { cellsMethod, previewMethod, type Preview } from "../../server/src/protocol";
import { runNanotype } from "../support/commandLine";
import { EchoModel } from "../support/echoModel";
import type { LspClient, OfferedItem } from "../support/lspClient";
import { accepted, atCaret, usingClients } from "../support/lspSession";
import { inMemoryClient } from "../support/lspServers";
import { patiently } from "../support/patiently";

const use = usingClients();
const uri = "file:///work/a.ts";
const windows = (text: string): string => text.replaceAll("\n", "\r\n");
const declaration = "export function add(left: number, right: number): number {\n  return left + right;\n}\n";

async function open(text: string, answer = "", languageId = "typescript"): Promise<[LspClient, EchoModel]> {
  const model = new EchoModel(() => answer);
  const client = use(inMemoryClient({ createModel: () => model }));
  await client.start({ initializationOptions: { settings: { eagerness: "eager" } } });
  client.open(uri, text, languageId);
  return [client, model];
}

/** Returns the document after taking the first offer of an explicit request, with `├…┤` around it. */
async function afterAccepting(fixture: string, answer: string): Promise<string> {
  const { text, offset } = atCaret(fixture);
  const [client] = await open(text, answer);
  return accepted(client, uri, await blockAt(client, offset, answer));
}

/** Requests a block; until the server has read the document, it offers only the first line. */
function blockAt(client: LspClient, offset: number, answer: string): Promise<OfferedItem> {
  const lineCount = (text: string): number => text.trimEnd().split(/\r\n?|\n/).length;
  return patiently(async () => {
    const [item] = await client.complete(uri, offset, { isInvoked: true });
    expect(lineCount(item.insertText)).toBe(lineCount(answer));
    return item;
  });
}

describe("inserted text has the line ends of the document", () => {
  const answer = "  one();\n  two();\n";
  test.each([
    ["\\n", "f() {\n█\n}\n", "f() {\n├  one();\n  two();┤\n}\n"],
    ["\\r\\n", "f() {\r\n█\r\n}\r\n", "f() {\r\n├  one();\r\n  two();┤\r\n}\r\n"],
    ["\\r", "f() {\r█\r}\r", "f() {\r├  one();\r  two();┤\r}\r"],
    [
      "\\r\\n near by, and \\n elsewhere",
      `${"// far away\n".repeat(60)}f() {\r\n█\r\n}\r\n`,
      `${"// far away\n".repeat(60)}f() {\r\n├  one();\r\n  two();┤\r\n}\r\n`,
    ],
    [
      "\\n near by, and \\r\\n elsewhere",
      `${"// far away\r\n".repeat(60)}f() {\n█\n}\n`,
      `${"// far away\r\n".repeat(60)}f() {\n├  one();\n  two();┤\n}\n`,
    ],
  ])("%s", async (_name, fixture, expected) => expect(await afterAccepting(fixture, answer)).toBe(expected));

  test("whatever line ends the model writes", async () => {
    expect(await afterAccepting("f() {\n█\n}\n", "  one();\r\n  two();\r\n")).toBe("f() {\n├  one();\n  two();┤\n}\n");
  });

  test("behind characters that take two units", async () => {
    expect(await afterAccepting('wave("👋");\r\nf("👋🏽", () => {\r\n█\r\n});\r\n', answer)).toBe(
      'wave("👋");\r\nf("👋🏽", () => {\r\n├  one();\r\n  two();┤\r\n});\r\n',
    );
  });

  test("at a caret that a client puts between a carriage return and its line feed", async () => {
    const [client] = await open("const a = \r\nb();\r\n", "1;\n");
    const [item] = await client.complete(uri, { line: 0, character: 11 }, { isInvoked: true });
    expect(accepted(client, uri, item)).toBe("const a = ├1;┤\r\nb();\r\n");
  });
});

describe("the model sees no carriage return", () => {
  test("in the prompt, in the memory, or in IntelliSense's selected entry", async () => {
    const [client, model] = await open(windows("first();\nsecond();\nthi\nlast();\n"), "();\n");
    const start = { line: 2, character: 0 };
    await client.request("textDocument/inlineCompletion", {
      textDocument: { uri },
      position: { line: 2, character: 3 },
      context: {
        triggerKind: 1,
        selectedCompletionInfo: { range: { start, end: { line: 2, character: 3 } }, text: "third\r\n  .of" },
      },
    });
    expect(model.requests[0].prompt).toMatchObject({
      prefix: "first();\nsecond();\nthird\n  .of",
      suffix: "\nlast();\n",
    });
    await patiently(() => expect(model.memorized.get(uri)).toBe("first();\nsecond();\nthi\nlast();\n"));
  });

  test("in the cells above a notebook's cell", async () => {
    const [client, model] = await open(windows("a = 1\nb = 2"), "3\n", "python");
    const below = "file:///work/b.py";
    client.open(below, windows("c = "), "python");
    await client.connection.sendNotification(cellsMethod, { notebook: { uri: "n" }, cells: [uri, below] });
    await client.complete(below, 4, { isInvoked: true });
    expect(model.requests[0].prompt.prefix).toBe("a = 1\nb = 2\n\nc = ");
  });

  test("in the preview", async () => {
    const [client] = await open(windows("first();\nsecond();\nthird"));
    const params = { textDocument: { uri }, position: { line: 2, character: 5 } };
    await patiently(async () => {
      const preview = await client.connection.sendRequest<Preview>(previewMethod, params);
      expect(preview.text).toContain("second();\nthird");
      expect(preview.text).not.toContain("\r");
    });
  });
});

describe("suggestions continue", () => {
  const offerAt = async (client: LspClient, offset: number): Promise<OfferedItem> =>
    (await client.complete(uri, offset))[0];

  test("with the next line after acceptance and Enter, from the cache", async () => {
    const [client, model] = await open("f() {\r\n  \r\n}\r\n", "one();\n  two();\n");
    const item = await offerAt(client, 9);
    expect(item.insertText).toBe("one();");
    await client.change(uri, 9, 9, item.insertText);
    await client.change(uri, 15, 15, "\r\n  ");
    expect((await offerAt(client, 19)).insertText).toBe("two();");
    expect((await client.stats()).answeredBy.cache).toBe(1);
    expect(model.requests).toHaveLength(1);
  });

  test("while the user types along over Enter", async () => {
    const [client] = await open("f() {\r\n  \r\n}\r\n", "one();\n  two();\n");
    const block = await blockAt(client, 9, "one();\n  two();\n");
    expect(block.insertText).toBe("one();\r\n  two();");
    await client.change(uri, 9, 9, "one();\r\n  t");
    expect((await offerAt(client, 20)).insertText).toBe("wo();");
    expect((await client.stats()).answeredBy.typeThrough).toBe(1);
  });
});

describe("doc comments", () => {
  test("are offered with the line ends of the document, and the caret's place in them", async () => {
    const [client] = await open(windows(`/** */\n${declaration}`));
    const [item] = await client.complete(uri, 3);
    expect(item.insertText).toBe(windows("\n * \n * @param left\n * @param right\n * @returns\n */"));
    expect(item.command.arguments?.slice(1)).toEqual([
      { line: 1, character: 3 },
      { line: 5, character: 3 },
    ]);
  });

  test("are drafted with them", async () => {
    const [client] = await open(windows(`const one = 1;\n\n${declaration}`));
    const result = await client.draftComment(uri, windows(`const one = 1;\n\n${declaration}`).indexOf("return"));
    const at = { line: 2, character: 0 };
    expect(result).toEqual({
      edits: [
        {
          range: { start: at, end: at },
          newText: windows("/**\n * \n * @param left\n * @param right\n * @returns\n */\n"),
        },
      ],
      caret: { line: 3, character: 3 },
    });
  });

  test("are corrected with them, at the right place", async () => {
    const stale = windows(
      `const one = 1;\n/**\n * Adds.\n * @param old - One.\n * @param right - Two.\n */\n${declaration}`,
    );
    const [client] = await open(stale);
    const [hint] = await client.diagnostics(uri);
    expect(hint.range).toEqual({ start: { line: 3, character: 10 }, end: { line: 3, character: 13 } });
    const [fix] = await client.codeActions(uri, stale.indexOf("old"));
    expect(fix.edit?.changes?.[uri]).toEqual([
      {
        range: { start: { line: 1, character: 0 }, end: { line: 5, character: 3 } },
        newText: windows("/**\n * Adds.\n * @param left - One.\n * @param right - Two.\n */"),
      },
    ]);
  });
});

describe("the command line", () => {
  const folder = mkdtempSync(join(tmpdir(), "nanotype-line-ends-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  test("completes in a file with carriage returns as in one without, and prints the file's own line ends", async () => {
    const text = "class Point:\n    def __init__(self, x, y):\n        self.x = x\n        ";
    const offered = async (name: string, content: string): Promise<string[]> => {
      // In a separate folder, since files beside it are remembered.
      mkdirSync(join(folder, name));
      const file = join(folder, name, "point.py");
      writeFileSync(file, content);
      const { code, stdout } = await runNanotype(["complete", `${file}:4:9`, "--json", "--candidates", "3"]);
      expect(code).toBe(0);
      return (JSON.parse(stdout) as { completions: { text: string }[] }).completions.map(({ text: each }) => each);
    };
    const unix = await offered("unix", text);
    expect(unix.length).toBeGreaterThan(0);
    expect(await offered("windows", windows(text))).toEqual(unix.map(windows));
  }, 120_000);
});
