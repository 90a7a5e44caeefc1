import { afterAll, describe, expect, test } from "vitest";
import type { CaretPlace } from "../../../server/src/code/caret";
import { languageOf } from "../../../server/src/code/languages";
import { placeByText } from "../../../server/src/code/placeByText";
import { caretOf, openSyntax } from "../../support/openSyntax";
import { brokenPlaces, grammarPlaces, soundPlaces, textPlaces } from "./places";

const { syntax, viewAt } = openSyntax();
afterAll(() => syntax.dispose());

async function checkTree(languageId: string, fixture: string, place: CaretPlace): Promise<void> {
  const view = await viewAt(languageId, fixture);
  expect({ place: view.place, fresh: view.fresh }).toEqual({ place, fresh: true });
}

function checkText(languageId: string, fixture: string, place: CaretPlace): void {
  expect(placeByText(languageOf(languageId), caretOf(fixture))).toBe(place);
}

describe("the caret's place, from the tree", () => {
  test.each(soundPlaces)("%s: %s is %s", checkTree);
  test.each(grammarPlaces)("%s: %s is %s", checkTree);
});

describe("the caret's place in unfinished code", () => {
  test.each(brokenPlaces)("%s: %s is %s", checkTree);
});

describe("the caret's place, from the text alone", () => {
  test.each(soundPlaces.filter(([, , place]) => place !== "text"))("%s: %s is %s", checkText);
  test.each(brokenPlaces)("%s: %s is %s", checkText);
  test.each(textPlaces)("%s: %s is %s", checkText);
});
