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

test("text that was just deleted isn't offered again, until something else is typed elsewhere or it is asked for", async () => {
  const editor = editorWith("const total = price * count;█\n", "price * count;\n");
  editor.backspace(14);
  expect(await offered(editor)).toEqual([]);
  expect((await editor.ask().answer).trace.explanation().steps.map(({ outcome }) => outcome)).toContain(
    "You deleted this text a moment ago.",
  );
  expect(await offered(editor, "invoked")).toEqual(["price * count;"]);
  editor.type("p");
  editor.backend.answers = "rice * count;\n";
  editor.provider.clear();
  expect(await offered(editor)).toEqual(["rice * count;"]);
});

test("deleting key by key adds up", async () => {
  const editor = editorWith("const total = price█\n", "price * count;\n");
  for (let key = 0; key < 5; key++) editor.backspace(1);
  expect(await offered(editor)).toEqual([]);
});
