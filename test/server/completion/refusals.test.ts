import { expect, test } from "vitest";
import { PipelineEditor } from "../../support/pipeline";

/** Opens an editor whose model answers everything with `answer`. */
function editorWith(fixture: string, answer: string): PipelineEditor {
  const editor = new PipelineEditor(fixture);
  editor.backend.answers = answer;
  return editor;
}

/** Returns the offer at the editor's caret, automatic or by key. */
async function offered(editor: PipelineEditor, trigger: "automatic" | "invoked" = "automatic"): Promise<string[]> {
  const { answer } = editor.ask({ trigger });
  await editor.clock.advance(500);
  return (await answer).items.map(({ insertText }) => insertText);
}

const uri = "file:///work/a.ts";

test("a dismissed suggestion doesn't return when a letter is typed and deleted", async () => {
  const editor = editorWith("const total = █\n", "price * count;\n");
  expect(await offered(editor)).toEqual(["price * count;"]);
  editor.provider.dismissed(uri);
  expect(await offered(editor)).toEqual([]);
  editor.type("u");
  await offered(editor);
  editor.backspace(1);
  expect(await offered(editor)).toEqual([]);
  expect(await offered(editor, "invoked")).toEqual(["price * count;"]);
});

test("nor while the user types along with it", async () => {
  const editor = editorWith("const total = █\n", "price * count;\n");
  await offered(editor);
  editor.provider.dismissed(uri);
  editor.type("price ");
  editor.backend.answers = "* count;\n";
  expect(await offered(editor)).toEqual([]);
});

test("another suggestion is still shown there, and the dismissed one where other text surrounds it", async () => {
  const editor = editorWith("const total = █\n", "price * count;\n");
  await offered(editor);
  editor.provider.dismissed(uri);
  editor.backend.answers = "sum(items);\n";
  editor.provider.clear();
  expect(await offered(editor)).toEqual(["sum(items);"]);
  const elsewhere = editorWith("let other;\nconst total = █\n", "price * count;\n");
  expect(await offered(elsewhere)).toEqual(["price * count;"]);
});

test("it returns once the line above or below is another, or the user has requested it", async () => {
  const editor = editorWith("let a;\nconst total = █\nsend(total);\n", "price * count;\n");
  await offered(editor);
  editor.provider.dismissed(uri);
  const caret = editor.offset;
  for (const place of ["let a", "send(total"]) {
    editor.offset = editor.text.indexOf(place) + place.length;
    editor.type("s");
    editor.offset = caret + (place === "let a" ? 1 : 0);
    expect(await offered(editor)).toEqual(["price * count;"]);
    editor.offset = editor.text.indexOf(place) + place.length + 1;
    editor.backspace(1);
    editor.offset = caret;
    expect(await offered(editor)).toEqual([]);
  }
  expect(await offered(editor, "invoked")).toEqual(["price * count;"]);
  editor.type("p");
  expect(await offered(editor)).toEqual(["rice * count;"]);
});

test("a part of it doesn't return either, nor the same at another depth", async () => {
  const editor = editorWith("if (a) {\n  █\n}\n", "send(all);\n");
  await offered(editor);
  editor.provider.dismissed(uri);
  editor.provider.clear();
  editor.backend.answers = "send(al\n";
  expect(await offered(editor)).toEqual([]);
  editor.type("  ");
  editor.backend.answers = "send(all);\n";
  expect(await offered(editor)).toEqual([]);
});

test("text that was deleted isn't offered there again, until it is requested", async () => {
  const editor = editorWith("const total = price * count;█\n", "price * count;\n");
  editor.backspace(14);
  expect(await offered(editor)).toEqual([]);
  expect((await editor.ask().answer).trace.explanation().steps.map(({ outcome }) => outcome)).toContain(
    "You deleted this text here.",
  );
  editor.type("q");
  editor.backspace(1);
  expect(await offered(editor)).toEqual([]);
  expect(await offered(editor, "invoked")).toEqual(["price * count;"]);
  editor.type("p");
  editor.backend.answers = "rice * count;\n";
  editor.provider.clear();
  expect(await offered(editor)).toEqual(["rice * count;"]);
});

test("deleting key by key adds up, backwards and forwards", async () => {
  const backwards = editorWith("const total = price█\n", "price * count;\n");
  for (let key = 0; key < 5; key++) backwards.backspace(1);
  expect(await offered(backwards)).toEqual([]);
  const forwards = editorWith("const total = █price\n", "price * count;\n");
  for (let key = 0; key < 5; key++) forwards.delete(1);
  expect(await offered(forwards)).toEqual([]);
});

test("a line that was deleted whole isn't offered in its place", async () => {
  const editor = editorWith("begin();\n█send(all);\nend();\n", "send(all);\n");
  editor.delete("send(all);\n".length);
  editor.type("\n");
  editor.offset--;
  expect(await offered(editor)).toEqual([]);
});

test("a letter that was mistyped and deleted doesn't matter to another suggestion", async () => {
  const editor = editorWith("const total = pricr█\n", "e * count;\n");
  editor.backspace(1);
  expect(await offered(editor)).toEqual(["e * count;"]);
});
