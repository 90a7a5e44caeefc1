import { describe, expect, test } from "vitest";
import type { CaretSelf } from "../../../../server/src/model/memory/caretSelf";
import { WorkspaceIndex, type WorkspaceFile } from "../../../../server/src/model/memory/workspaceIndex";

const call = "export const total = sumOf(prices, taxes);\n";

/** Builds an index of files; each is TypeScript of one project unless it says otherwise. */
function indexOf(files: Readonly<Record<string, string | Partial<WorkspaceFile>>>, maxBytes = 1_000_000) {
  const index = new WorkspaceIndex({ maxBytes });
  for (const [name, file] of Object.entries(files)) set(index, name, file);
  settle(index);
  return index;
}

function set(index: WorkspaceIndex, name: string, file: string | Partial<WorkspaceFile>): void {
  const given = typeof file === "string" ? { text: file } : file;
  index.set({ uri: `file:///work/${name}`, languageId: "typescript", text: "", project: "work", ...given });
}

function settle(index: WorkspaceIndex): void {
  for (const work = index.settle(); work.next().done !== true;);
}

/** Returns the names of the files that answer, with the first line of what followed. */
function ask(index: WorkspaceIndex, history: string, params: { own?: string; known?: string; family?: string } = {}) {
  const { own = "src/new.ts", known = "", family = "script" } = params;
  const self: CaretSelf = {
    documentId: `file:///work/${own}`,
    beforeLine: "",
    reader: { project: "work", family },
  };
  const isKnown = (address: string): boolean => address === `file:///work/${known}`;
  return index
    .findElsewhere(history, { self, maxCount: 4, maxChars: 64, isKnown })
    .map(({ uri, text }) => `${uri.slice("file:///work/".length)}: ${text.split("\n")[0]}`);
}

describe("files that aren't open", () => {
  test("answer with what followed the same text", () => {
    const index = indexOf({ "src/a.ts": call });
    expect(ask(index, "export const total = ")).toEqual(["src/a.ts: sumOf(prices, taxes);"]);
    expect(ask(index, "export const nothing = ")).toEqual([]);
  });

  test("answer inside a word and between signs", () => {
    const index = indexOf({ "src/a.ts": `${call}const all = [...(await list())];\n` });
    expect(ask(index, "export const total = sumOf(pri")).toEqual(["src/a.ts: ces, taxes);"]);
    expect(ask(index, "const all = [...")).toEqual(["src/a.ts: (await list())];"]);
  });

  test("answer the longest match first, and the nearest folder first among equals", () => {
    const index = indexOf({
      "lib/far.ts": "export const total = far();\n",
      "src/near.ts": "export const total = near();\n",
      "web/long.ts": "// sums\nexport const total = long();\n",
    });
    expect(ask(index, "// sums\nexport const total = ")).toEqual([
      "web/long.ts: long();",
      "src/near.ts: near();",
      "lib/far.ts: far();",
    ]);
  });

  test("tell whether they are in the caret's own folder", () => {
    const index = indexOf({ "src/a.ts": call, "src/deep/b.ts": call });
    const self = {
      documentId: "file:///work/src/new.ts",
      beforeLine: "",
      reader: { project: "work", family: "script" },
    };
    const found = index.findElsewhere("export const total = ", {
      ...{ self, maxCount: 4, maxChars: 64 },
      isKnown: () => false,
    });
    const siblings = found.filter(({ isSibling }) => isSibling).map(({ uri }) => uri);
    expect(found).toHaveLength(2);
    expect(siblings).toEqual(["file:///work/src/a.ts"]);
  });

  test("don't answer other projects or other languages", () => {
    const index = indexOf({
      "src/other.ts": { text: call, project: "elsewhere" },
      "src/a.py": { text: call, languageId: "python" },
      "docs/a.md": { text: `Text.\n\n\`\`\`ts\n${call}\`\`\`\n`, languageId: "markdown" },
    });
    expect(ask(index, "export const total = ")).toEqual(["docs/a.md: sumOf(prices, taxes);"]);
    expect(ask(index, "export const total = ", { family: "prose" })).toEqual([]);
  });

  test("are silent about the caret's own document, and while they are remembered as open ones", () => {
    const index = indexOf({ "src/a.ts": call, "src/b.ts": call });
    expect(ask(index, "export const total = ", { own: "src/a.ts" })).toEqual(["src/b.ts: sumOf(prices, taxes);"]);
    expect(ask(index, "export const total = ", { known: "src/b.ts" })).toEqual(["src/a.ts: sumOf(prices, taxes);"]);
  });
});

describe("a file that has changed", () => {
  test("answers with its new text only, however often it changes", () => {
    const index = indexOf({ "src/a.ts": call, "src/b.ts": "const unrelated = 1;\n".repeat(50) });
    for (let version = 0; version < 20; version++) {
      set(index, "src/a.ts", `export const total = version${version}();\n`);
      expect(ask(index, "export const total = ")).toEqual([]); // gone at once, there once it is taken up
      settle(index);
      expect(ask(index, "export const total = ")).toEqual([`src/a.ts: version${version}();`]);
    }
    expect(index.fileCount).toBe(2);
  });

  test("is gone at once when it is deleted, also while it is being taken up", () => {
    const index = indexOf({ "src/a.ts": call });
    set(index, "src/b.ts", call);
    const work = index.settle();
    work.next();
    index.delete("file:///work/src/b.ts");
    while (work.next().done !== true);
    index.delete("file:///work/src/a.ts");
    expect(ask(index, "export const total = ")).toEqual([]);
    expect(index.fileCount).toBe(0);
  });
});

test("the memory stays below its bound, whatever is set", () => {
  const index = new WorkspaceIndex({ maxBytes: 200_000 });
  for (let file = 0; file < 100; file++) {
    set(index, `src/f${file}.ts`, `export const n${file} = call(${file}, "→");\n`.repeat(100));
    settle(index);
    expect(index.sizeBytes).toBeLessThan(200_000);
  }
  expect(index.fileCount).toBeGreaterThan(5);
});
