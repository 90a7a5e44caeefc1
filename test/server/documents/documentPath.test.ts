import { expect, test } from "vitest";
import { documentPath } from "../../../server/src/documents/documentPath";

function check(uri: string, folders: string[], expected: string): void {
  expect(documentPath(uri, folders)).toBe(expected);
}

test("is relative to the innermost folder of several", () => {
  check("file:///work/app/src/a.ts", ["file:///work", "file:///work/app"], "src/a.ts");
  check("file:///work/lib/b.ts", ["file:///work/app", "file:///work/lib/"], "b.ts");
});

test("does not take a folder for another that starts alike", () =>
  check("file:///work/app2/a.ts", ["file:///work/app"], "a.ts"));

test("is the file's name outside every folder", () => {
  check("file:///home/someone/secret/a.ts", ["file:///work"], "a.ts");
  check("untitled:Untitled-1", [], "Untitled-1");
  check("vscode-scm:git/scm0/input?rootUri%3Dfile%3A%2F%2F%2Fwork", ["file:///work"], "input");
});

test("undoes percent signs and compares drive letters in either case", () => {
  check("file:///c%3A/My%20Work/%C3%A4.ts", ["file:///C:/My Work"], "ä.ts");
  check("file:///work/100%.ts", ["file:///work"], "100%.ts");
});
