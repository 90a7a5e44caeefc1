import { expect } from "vitest";
import { Descriptions } from "../../../server/src/comment/descriptions";
import type { DocstringStyle } from "../../../server/src/comment/habits";
import { offerDocComment } from "../../../server/src/comment/offerDocComment";
import { caretOf, openSyntax } from "../../support/openSyntax";

const { syntax } = openSyntax();

/** Surroundings of a case's document. */
export interface OfferCircumstances {
  readonly docstrings?: DocstringStyle;
  /** Texts of other open documents of the language. */
  readonly others?: readonly string[];
  readonly isStopped?: boolean;
}

/** Checks the document after the offer is taken, with `█` at the resulting caret; "nothing" without an offer. */
export async function checkOffer(
  languageId: string,
  fixture: string,
  expected: string,
  { docstrings = "auto", others = [], isStopped = false }: OfferCircumstances = {},
): Promise<void> {
  const { text, offset } = caretOf(fixture);
  const document = { uri: "file:///case", languageId, text };
  syntax.open(document.uri, languageId, text);
  const offer = await offerDocComment(
    {
      document,
      prefix: text.slice(0, offset),
      suffix: text.slice(offset),
      docstrings,
      signal: isStopped ? AbortSignal.abort() : new AbortController().signal,
    },
    {
      syntax,
      descriptions: new Descriptions(),
      openDocuments: () => others.map((other, index) => ({ uri: `file:///other${index}`, languageId, text: other })),
    },
  );
  syntax.close(document.uri);
  if (offer === undefined) {
    expect("nothing").toBe(expected);
    return;
  }
  const after = text.slice(0, offset) + offer.text + text.slice(offset + offer.replaceSuffixLength);
  expect(`${after.slice(0, offer.caretAfter)}█${after.slice(offer.caretAfter)}`).toBe(expected);
}
