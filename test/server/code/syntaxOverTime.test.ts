import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Parser, Tree } from "@vscode/tree-sitter-wasm";
import { afterAll, describe, expect, test, vi } from "vitest";
import { mulberry32 } from "../../../server/src/base/mulberry32";
import type { Clock } from "../../../server/src/base/clock";
import type { TextEdit } from "../../../server/src/base/textEdit";
import { Syntax } from "../../../server/src/code/syntax";
import { createLog, silentLog } from "../../../server/src/base/log";
import { ManualClock } from "../../support/manualClock";
import { caretOf, openSyntax } from "../../support/openSyntax";
import { brokenPlaces, grammarPlaces, soundPlaces } from "./places";

const uri = "file:///a";
const source = readFileSync("server/src/code/placeByText.ts", "utf8");
const { syntax, whenIdle } = openSyntax();
afterAll(() => syntax.dispose());

/** Replaces `length` characters at `startOffset`. */
function replace(
  text: string,
  startOffset: number,
  length: number,
  inserted: string,
): { text: string; edit: TextEdit } {
  const oldEndOffset = startOffset + length;
  return {
    text: text.slice(0, startOffset) + inserted + text.slice(oldEndOffset),
    edit: { startOffset, oldEndOffset, newEndOffset: startOffset + inserted.length },
  };
}

/** Repeatable random whole numbers below `bound`. */
function seeded(seed: number): (bound: number) => number {
  const random = mulberry32(seed);
  return (bound) => Math.floor(random() * bound);
}

const pieces = ["x", "foo(", ")", '"', "`", "/*", "*/", "// a", "\n", "{", "}", "${", " = 1;\n", "  ", "é", "😀", ""];

describe("while a document changes", () => {
  test.each([1, 2, 3])(
    "edits through broken states and back lead to what a whole parse sees (seed %i)",
    async (seed) => {
      const random = seeded(seed);
      const changed = openSyntax();
      const whole = openSyntax();
      let text = source;
      changed.syntax.open(uri, "typescript", text);
      await changed.whenIdle();
      for (let round = 0; round < 25; round++) {
        const undo: { offset: number; length: number; removed: string }[] = [];
        for (let count = 2 + random(4); count >= 0; count--) {
          const edits: TextEdit[] = [];
          for (let batch = random(3); batch >= 0; batch--) {
            const offset = random(text.length);
            const removed = text.slice(offset, offset + random(12));
            const inserted = pieces[random(pieces.length)] ?? "";
            const change = replace(text, offset, removed.length, inserted);
            text = change.text;
            edits.push(change.edit);
            undo.push({ offset, length: inserted.length, removed });
          }
          changed.syntax.change(uri, edits, text);
          await changed.whenIdle();
        }
        // Error recovery may differ between an incremental and a whole parse, by tree-sitter's design; sound code may not.
        for (const { offset, length, removed } of undo.reverse()) {
          const change = replace(text, offset, length, removed);
          text = change.text;
          changed.syntax.change(uri, [change.edit], text);
          if (random(2) === 0) await changed.whenIdle();
        }
        expect(text).toBe(source);
        // What stays: a statement or comment, so that the text is another one in every round.
        const line = text.indexOf("\n", random(text.length - 200)) + 1;
        const kept = /^(?:export|const|\/\*\*|function|interface)/.exec(text.slice(line))
          ? "// kept `\nconst kept = `a${1}`;\n"
          : "";
        const change = replace(text, line, 0, kept);
        changed.syntax.change(uri, [change.edit], change.text);
        await changed.whenIdle();
        whole.syntax.open(uri, "typescript", change.text);
        await whole.whenIdle();
        for (let offset = 0; offset <= change.text.length; offset += 1 + random(30))
          expect(changed.syntax.at(uri, offset, change.text)).toEqual(whole.syntax.at(uri, offset, change.text));
        changed.syntax.change(uri, [{ startOffset: line, oldEndOffset: line + kept.length, newEndOffset: line }], text);
      }
      changed.syntax.dispose();
      whole.syntax.dispose();
    },
  );

  test("2,000 edits and 200 documents leave no memory behind", async () => {
    const grow = async (editCount: number, documentCount: number): Promise<void> => {
      let text = source;
      syntax.open(uri, "typescript", text);
      await whenIdle();
      for (let count = 0; count < editCount; count++) {
        const change = replace(text, 500 + (count % 1000), count % 2, count % 2 ? "" : "x");
        text = change.text;
        syntax.change(uri, [change.edit], text);
        if (count % 10 === 0) await whenIdle();
      }
      for (let count = 0; count < documentCount; count++) {
        syntax.open(`file:///${count % 3}`, "typescript", source.repeat(4));
        await whenIdle();
        syntax.close(`file:///${count % 3}`);
      }
      syntax.close(uri);
    };
    await grow(200, 20);
    // WebAssembly's memory counts as external; a tree that is left behind here weighs half a megabyte.
    const before = process.memoryUsage().external;
    await grow(2000, 200);
    expect(process.memoryUsage().external - before).toBeLessThan(3_000_000);
  });
});

describe("before a change has been parsed", () => {
  /** Types a case's text up to the caret, from nothing but its last `typedLength` characters, and reads it at once. */
  async function checkStale(languageId: string, fixture: string, typedLength: number): Promise<string> {
    const clock = new ManualClock();
    const stale = new Syntax({ grammarFolder: "dist/grammars", clock, log: silentLog });
    const { text, offset } = caretOf(fixture);
    const start = Math.max(0, offset - typedLength);
    const before = replace(text, start, offset - start, "").text;
    stale.open(uri, languageId, before);
    while (!stale.isIdle) await clock.advance(20);
    for (let typed = start; typed < offset; typed++) {
      const now = text.slice(0, typed + 1) + text.slice(offset);
      stale.change(uri, [{ startOffset: typed, oldEndOffset: typed, newEndOffset: typed + 1 }], now);
    }
    const view = stale.at(uri, offset, text);
    expect(view.fresh).toBe(start === offset);
    stale.dispose();
    return view.place;
  }
  const all = [...soundPlaces, ...grammarPlaces, ...brokenPlaces].filter(([, , place]) => place !== "text");

  test.each(all)("%s: %s is %s after a key", async (languageId, fixture, place) => {
    expect(await checkStale(languageId, fixture, 1)).toBe(place);
  });
  test.each(soundPlaces.filter(([, , place]) => place !== "text"))(
    "%s: %s is %s after five keys",
    async (languageId, fixture, place) => {
      expect(await checkStale(languageId, fixture, 5)).toBe(place);
    },
  );

  test("a change above the caret is taken into account", () => {
    const text = "const a = 1;\nconst b = 2;\n";
    syntax.open(uri, "typescript", text);
    const change = replace(text, 0, 0, "/*");
    syntax.change(uri, [change.edit], change.text);
    expect(syntax.at(uri, 20, change.text).place).toBe("blockComment");
    syntax.close(uri);
  });

  test("a text that the edits do not lead to is read by itself", async () => {
    syntax.open(uri, "typescript", "const a = `\n\n`;");
    await whenIdle();
    expect(syntax.at(uri, 2, "// it is another text")).toMatchObject({ place: "lineComment", fresh: false });
    syntax.close(uri);
  });
});

describe("what cannot be parsed", () => {
  const check = async (params: { languageId: string; text: string; grammarFolder?: string }) => {
    const lines: string[] = [];
    const log = createLog({ sink: (_, line) => lines.push(line), level: () => "warn" });
    const opened = openSyntax({ log, ...(params.grammarFolder && { grammarFolder: params.grammarFolder }) });
    opened.syntax.open(uri, params.languageId, params.text);
    await opened.whenIdle();
    opened.syntax.open("file:///again", params.languageId, params.text);
    await opened.whenIdle();
    const view = opened.syntax.at(uri, params.text.length, params.text);
    opened.syntax.dispose();
    return { view, lines };
  };

  test("without a grammar folder the text tells, and the log says so once", async () => {
    const { view, lines } = await check({ languageId: "typescript", text: "// a", grammarFolder: "no/such/folder" });
    expect(view).toMatchObject({ place: "lineComment", fresh: false });
    expect(lines).toHaveLength(1);
  });

  test("a broken grammar file leaves the text to tell", async () => {
    const folder = mkdtempSync(join(tmpdir(), "nanotype-grammars-"));
    writeFileSync(join(folder, "tree-sitter.wasm"), readFileSync("dist/grammars/tree-sitter.wasm"));
    writeFileSync(
      join(folder, "tree-sitter-python.wasm"),
      readFileSync("dist/grammars/tree-sitter-python.wasm").subarray(0, 5000),
    );
    const { view, lines } = await check({ languageId: "python", text: "x = 'a", grammarFolder: folder });
    expect(view).toMatchObject({ place: "string", fresh: false });
    expect(lines).toHaveLength(1);
  });

  test("a parser that crashes leaves its language to the text, says so once, and continues with others", async () => {
    const crash = vi.spyOn(Parser.prototype, "parse").mockImplementationOnce(() => {
      throw new Error("memory access out of bounds");
    });
    const { view, lines } = await check({ languageId: "go", text: "x := `a" });
    crash.mockRestore();
    expect(view).toMatchObject({ place: "string", fresh: false });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("grammar=go");
    expect((await check({ languageId: "rust", text: "// a" })).view.fresh).toBe(true);
  });

  test("a tree that cannot be read is given up for the text", async () => {
    const opened = openSyntax();
    opened.syntax.open(uri, "css", "a { color: red } /* b");
    await opened.whenIdle();
    const crash = vi.spyOn(Tree.prototype, "rootNode", "get").mockImplementationOnce(() => {
      throw new Error("table index is out of bounds");
    });
    expect(opened.syntax.at(uri, 21, "a { color: red } /* b")).toMatchObject({ place: "blockComment", fresh: false });
    crash.mockRestore();
    expect(opened.syntax.at(uri, 3, "a { color: red } /* b")).toMatchObject({ place: "code", fresh: false });
    opened.syntax.dispose();
  });

  test("a minified or huge text is not parsed", async () => {
    const minified = `const a = "${"x".repeat(20_000)}";\n// a`;
    expect((await check({ languageId: "javascript", text: minified })).view).toMatchObject({
      place: "lineComment",
      fresh: false,
    });
    const huge = `${"foo();\n".repeat(150_000)}// a`;
    expect((await check({ languageId: "javascript", text: huge })).view).toMatchObject({
      place: "lineComment",
      fresh: false,
    });
  });

  test("a document that was never opened is read by its text", () => {
    expect(syntax.at("file:///never", 5, "x = 'a'", "python")).toMatchObject({ place: "string", fresh: false });
  });
});

test("a long parse lets others have their turn, and may be cut short by closing", async () => {
  const long = `${source}\n`.repeat(30);
  const turns: number[] = [];
  const clock: Clock = {
    nowMs: () => performance.now(),
    after: (delayMs, action) => {
      const timer = setTimeout(() => {
        turns.push(delayMs);
        action();
      }, delayMs);
      return () => clearTimeout(timer);
    },
  };
  const slow = new Syntax({ grammarFolder: "dist/grammars", clock, log: silentLog });
  slow.open(uri, "typescript", long);
  await vi.waitUntil(() => slow.isIdle, { interval: 1 });
  expect(turns.length).toBeGreaterThan(2);
  expect(slow.at(uri, long.length, long).fresh).toBe(true);

  // Closed in mid-parse: the next document starts clean.
  turns.length = 0;
  slow.open(uri, "typescript", long);
  await vi.waitUntil(() => turns.length >= 2, { interval: 1 });
  slow.close(uri);
  slow.open("file:///b", "typescript", "foo(); // b");
  await vi.waitUntil(() => slow.isIdle, { interval: 1 });
  expect(slow.at("file:///b", 11, "foo(); // b")).toMatchObject({ place: "lineComment", fresh: true });
  slow.dispose();
});

test("typing during a parse neither loses the parse nor the keys", async () => {
  const opened = openSyntax();
  let text = `${source}\n`.repeat(30);
  opened.syntax.open(uri, "typescript", text);
  for (let count = 0; count < 30; count++) {
    const change = replace(text, 3000 + count, 0, "x");
    text = change.text;
    opened.syntax.change(uri, [change.edit], text);
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
  await opened.whenIdle();
  opened.syntax.open("file:///whole", "typescript", text);
  await opened.whenIdle();
  for (let offset = 2900; offset < 3200; offset++)
    expect(opened.syntax.at(uri, offset, text)).toEqual(opened.syntax.at("file:///whole", offset, text));
  opened.syntax.dispose();
});
