import { expect } from "vitest";
import type { CaretPlace } from "../../../../server/src/code/caret";
import { languageOf } from "../../../../server/src/code/languages";
import { placeByText } from "../../../../server/src/code/placeByText";
import { postprocess } from "../../../../server/src/completion/postprocess";

export interface Circumstances {
  readonly languageId?: string;
  readonly lines?: "one" | "block";
  readonly indentation?: string;
  readonly place?: CaretPlace;
}

/**
 * The document after acceptance of `completion` at the fixture's █, with the inserted text between ├ and ┤; what it takes the
 * place of is gone. `dropped by RULE` when nothing may be offered.
 */
export function accepted(fixture: string, completion: string, circumstances: Circumstances = {}): string {
  const { languageId = "typescript", lines = "block", indentation } = circumstances;
  const [prefix = "", suffix = ""] = fixture.split("█");
  const place =
    circumstances.place ?? placeByText(languageOf(languageId), { text: prefix + suffix, offset: prefix.length });
  const params = { text: completion, prefix, suffix, languageId, place, lines };
  const result = postprocess({ ...params, ...(indentation === undefined ? {} : { indentation }) });
  if (result.kind === "drop") return `dropped by ${result.rule}`;
  return `${prefix}├${result.text}┤${suffix.slice(result.replaceSuffixLength)}`;
}

/** Checks what the user's document says once the completion is accepted. */
export function check(fixture: string, completion: string, expected: string, circumstances?: Circumstances): void {
  expect(accepted(fixture, completion, circumstances)).toBe(expected);
}
