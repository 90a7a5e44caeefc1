import { expect } from "vitest";
import { Descriptions } from "../../../server/src/comment/descriptions";
import { draftDocComment, type AskDescriptions } from "../../../server/src/comment/draftDocComment";
import { caretOf, openSyntax } from "../../support/openSyntax";

const { syntax } = openSyntax();

/** Checks the document after the command, with `█` where the caret then is if it moves; "complete" or "nowhere" without a draft. */
export async function checkDraft(
  languageId: string,
  fixture: string,
  expected: string,
  { ask }: { ask?: AskDescriptions } = {},
): Promise<void> {
  const { text, offset } = caretOf(fixture);
  const document = { uri: "file:///case", languageId, text };
  syntax.open(document.uri, languageId, text);
  const parts = { syntax, descriptions: new Descriptions(), openDocuments: () => [], docstrings: "auto", ask } as const;
  const outcome = await draftDocComment(document, offset, parts, new AbortController().signal);
  syntax.close(document.uri);
  if (outcome.kind !== "drafted") {
    expect(outcome.kind).toBe(expected);
    return;
  }
  const { range, text: put, caretAfter } = outcome.draft;
  const after = text.slice(0, range.start) + put + text.slice(range.end);
  expect(caretAfter === undefined ? after : `${after.slice(0, caretAfter)}█${after.slice(caretAfter)}`).toBe(expected);
}
