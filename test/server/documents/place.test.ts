import { expect, test } from "vitest";
import { placeOf } from "../../../server/src/documents/place";

const folders = ["file:///work/app", "file:///work/app/packages/core/"];

test.each([
  ["file:///work/app/src/a.ts", "file:///work/app", "app"],
  ["file:///work/app/packages/core/a.ts", "file:///work/app/packages/core", "core"],
  ["file:///work/app", "file:///work/app", "app"],
  ["file:///work/b%C3%BCcher/../app/a.ts", "file:///work/app", "app"],
  ["file:///work/app/%2e%2e/other/a.ts", "file:///work/other", "other"],
  ["file:///work/application/a.ts", "file:///work/application", "application"],
  ["file:///elsewhere/a.ts", "file:///elsewhere", "elsewhere"],
  ["vscode-notebook-cell:/work/app/n.ipynb#W0", "file:///work/app", "app"],
  ["vscode-scm:git/scm0/input?rootUri%3Dfile%253A%252F%252F%252Fwork%252Fapp", "file:///work/app", "app"],
  ["untitled:Untitled-1", "untitled:", "documents of the kind untitled"],
  ["vscode-vfs://github/owner/repo/a.ts", "vscode-vfs:", "documents of the kind vscode-vfs"],
])("%s belongs to %s", (uri, id, name) => {
  expect(placeOf(uri, folders)).toMatchObject({ id, name });
});

test("a file outside of the open folders is not asked about by itself, one without any folder is", () => {
  expect(placeOf("file:///elsewhere/a.ts", folders).isOutside).toBe(true);
  expect(placeOf("file:///elsewhere/a.ts", []).isOutside).toBe(false);
});

test("one folder has one name, however a client writes it", () => {
  const names = ["file:///c%3A/Work/x.ts", "file:///C:/Work/x.ts", "file:///c:/Work//./x.ts"];
  expect(new Set(names.map((uri) => placeOf(uri, ["file:///C%3A/Work"]).id)).size).toBe(1);
});
