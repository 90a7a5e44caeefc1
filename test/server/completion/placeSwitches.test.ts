import { expect, test } from "vitest";
import { PipelineEditor } from "../../support/pipeline";

/** Returns whether something is offered in a comment, and the reason if not. */
async function inComment(enable: Readonly<Record<string, boolean>>, trigger: "automatic" | "invoked" = "automatic") {
  const editor = new PipelineEditor("// Adds the tw█\n");
  editor.backend.answers = "o numbers.\n";
  editor.place = "lineComment";
  editor.settings = { ...editor.settings, enable };
  const { answer } = editor.ask({ trigger });
  await editor.clock.advance(500);
  const { items, trace } = await answer;
  return {
    isOffered: items.length > 0,
    requestCount: editor.backend.requests.length,
    said: trace.explanation().summary,
  };
}

test("comments can be turned off, and the model isn't asked there; a request by key still is", async () => {
  expect(await inComment({})).toMatchObject({ isOffered: true });
  expect(await inComment({ comments: false })).toEqual({
    isOffered: false,
    requestCount: 0,
    said: "Suggestions are off in comments (nanotype.enable). You can still ask with Alt+\\.",
  });
  expect(await inComment({ comments: false }, "invoked")).toMatchObject({ isOffered: true });
});

test("a language's own entry wins, and other kinds of text have entries of their own", async () => {
  expect(await inComment({ comments: false, "typescript:comments": true })).toMatchObject({ isOffered: true });
  expect(await inComment({ "typescript:comments": false })).toMatchObject({ isOffered: false });
  expect(await inComment({ "python:comments": false, strings: false, prose: false })).toMatchObject({
    isOffered: true,
  });
});
