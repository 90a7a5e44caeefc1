import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { accepted } from "./check";

const [, ...cases] = readFileSync("test/golden/postprocess.txt", "utf8").split(/^# /m);

describe("accepting a completion", () => {
  for (const each of cases) {
    const [, title = "", languageId = "", body = ""] = /^(.*) \((\S+)\)\n([^]*)$/.exec(each) ?? [];
    const [fixture = "", completion = "", expected = ""] = body.split(/^(?:>>>|===)\n/m);
    test(`${title} (${languageId})`, () =>
      expect(accepted(fixture.trimEnd(), completion.replace(/\n$/, ""), { languageId })).toBe(expected.trimEnd()));
  }
});
