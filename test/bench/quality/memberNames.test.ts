import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EditorNames, NameJudge } from "../../../bench/quality/memberNames";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "nanotype-names-"));
  writeFileSync(join(folder, "cart.ts"), "export class Cart { total = 1; }\nexport const limit = 3;\n");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The libraries of the real measurement take seconds to read. */
const small = { lib: ["lib.es5.d.ts"], types: [] };
const judge = new NameJudge(small);
afterAll(() => judge.dispose());

/** Counts the names of the stretch between `├` and `┤`. */
function count(fixture: string): { resolved: number; unresolvable: number } {
  const text = `import { Cart } from "./cart";\nimport { gone } from "nowhere";\n${fixture}`;
  const start = text.indexOf("├");
  const end = text.indexOf("┤") - 1;
  return judge.count({ path: join(folder, "a.ts"), text: text.replace(/[├┤]/g, ""), start, end });
}

test("members, imports and properties of the offer count, by whether they exist; unknown receivers don't count", () => {
  expect(count("new Cart().├total.toFixed()┤;\n")).toEqual({ resolved: 2, unresolvable: 0 });
  expect(count("new Cart().to├tals; new Cart().total┤;\n")).toEqual({ resolved: 1, unresolvable: 1 });
  expect(count("new Cart().sum;\n├gone.one.two┤;\n")).toEqual({ resolved: 0, unresolvable: 0 });
  expect(count('import { ├limit, limits } from "./cart"┤;\n')).toEqual({ resolved: 1, unresolvable: 1 });
  expect(count("const a: Cart = { ├total: 2, sum: 3 ┤};\n")).toEqual({ resolved: 1, unresolvable: 1 });
});

test("the stand-in for an editor names the members after a dot", () => {
  const editor = new EditorNames(small);
  const text = 'import { Cart } from "./cart";\nconst c = new Cart();\nc.;\nx.;\n';
  editor.open(join(folder, "a.ts"), text);
  expect(editor.at(text.indexOf("c.;") + 2)).toEqual(["total"]);
  expect(editor.at(text.indexOf("x.;") + 2)).toBeNull();
  editor.dispose();
});
