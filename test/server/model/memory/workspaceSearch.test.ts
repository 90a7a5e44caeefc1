import { describe, expect, test } from "vitest";
import { WorkspaceIndex, type WorkspaceFile } from "../../../../server/src/model/memory/workspaceIndex";
import { hasStem, type WorkspaceFinds } from "../../../../server/src/model/memory/workspaceSearch";

const handler = (name: string): string =>
  `router.post("/${name}", async (request, response) => {\n  const ${name} = await store.load(request.params.id);\n  response.json(${name}.summary());\n});\n`;

function search(
  files: Readonly<Record<string, string | Partial<WorkspaceFile>>>,
  text: string,
  stems: readonly string[] = [],
  forgotten?: string,
): WorkspaceFinds {
  const index = new WorkspaceIndex({ maxBytes: 1_000_000 });
  for (const [name, file] of Object.entries(files)) {
    const given = typeof file === "string" ? { text: file } : file;
    index.set({ uri: `file:///work/${name}`, languageId: "typescript", text: "", project: "work", ...given });
  }
  for (const work = index.settle(); work.next().done !== true;);
  if (forgotten !== undefined) index.delete(`file:///work/${forgotten}`);
  const question = { project: "work", family: "script", uri: "file:///work/src/new.ts", text, stems };
  for (const work = index.search(question); ;) {
    const turn = work.next();
    if (turn.done === true) return turn.value;
  }
}

describe("the places like the caret's in files that aren't open", () => {
  const filler = Array.from({ length: 60 }, (_, at) => `export const value${at} = compute(${at});\n`).join("");
  const caret = 'router.post("/order", async (request, response) => {\n  const order = await store.load(';

  test("are the lines that share the rarest stretches of text, and no others", () => {
    const { places } = search({ "src/users.ts": filler + handler("user") + filler, "src/sums.ts": filler }, caret);
    expect(places.map(({ uri }) => uri)).toEqual(["file:///work/src/users.ts"]);
    expect(places[0]?.text).toContain("store.load(request.params.id)");
    expect(places[0]?.text.split("\n").length).toBeLessThanOrEqual(24);
  });

  test("are of the same project and the same kind of language, and never of the document itself", () => {
    const files = {
      "src/new.ts": handler("user"),
      "other/users.ts": { text: handler("user"), project: "other" },
      "src/users.md": { text: handler("user"), languageId: "markdown" },
    };
    expect(search(files, caret).places).toEqual([]);
  });

  test("are gone with their file", () => {
    const files = { "src/users.ts": handler("user") };
    expect(search(files, caret).places).toHaveLength(1);
    expect(search(files, caret, ["/src/users"], "src/users.ts")).toEqual({ places: [], files: [] });
  });
});

test("the files that a stem names are given whole, those of another project aren't", () => {
  const files = {
    "src/money.ts": "export class Money {}\n",
    "src/money/index.ts": "export * from './a';\n",
    "src/moneys.ts": "export {};\n",
    "else/src/money.ts": { text: "export class Other {}\n", project: "other" },
  };
  const found = search(files, "", ["/src/money"]).files.map(({ uri, text }) => `${uri.slice(13)}: ${text.trim()}`);
  expect(found).toEqual(["src/money.ts: export class Money {}", "src/money/index.ts: export * from './a';"]);
  expect(hasStem("file:///w/shop/__init__.py", ["/shop"])).toBe(true);
  expect(hasStem("file:///w/shop.d.ts", ["file:///w/shop"])).toBe(true);
});
