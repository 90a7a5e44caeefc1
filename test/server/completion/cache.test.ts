import { expect, test } from "vitest";
import { CompletionCache, type CacheQuestion } from "../../../server/src/completion/cache";
import { ScoredText } from "../../../server/src/completion/scoredText";

function question(fixture: string, more: Partial<CacheQuestion> = {}): CacheQuestion {
  const [prefix = "", suffix = ""] = fixture.split("█");
  return { prefix, suffix, project: "", languageId: "typescript", model: "m", ...more };
}

function scored(text: string): ScoredText {
  const result = new ScoredText();
  result.append({ candidate: 0, text, tokenCount: 1, logProb: -1, finish: "end" });
  return result;
}

function check(
  stored: string,
  text: string,
  asked: string,
  expected: string | undefined,
  more?: Partial<CacheQuestion>,
): void {
  const cache = new CompletionCache();
  cache.set(question(stored), [scored(text)]);
  const hit = cache.get(question(asked, more));
  expect(hit?.candidates[0]?.text.slice(hit.typedLength)).toBe(expected);
}

test("answers the same question", () => check("a = █\n", "1;", "a = █\n", "1;"));

test("answers what is left after typing along", () => check("a = █\n", "value;\nb", "a = val█\n", "ue;\nb"));

test("answers across a line end that was typed along with", () => check("a = █\n", "1;\n  b", "a = 1;\n  █\n", "b"));

test("does not answer after something else was typed", () => check("a = █\n", "value;", "a = x█\n", undefined));

test("does not answer once everything is typed", () => check("a = █\n", "1;", "a = 1;█\n", undefined));

test("does not mix up blanks in the prefix", () => check("if (a) █\n", "b", "if(a) █\n", undefined));

test("does not answer where other text follows", () => check("a = █\nfoo\n", "1;", "a = █\nbar\n", undefined));

test("does not answer for another language or model", () => {
  check("a = █\n", "1;", "a = █\n", undefined, { languageId: "python" });
  check("a = █\n", "1;", "a = █\n", undefined, { model: "other" });
});

test("sees through an auto-closed bracket", () => check("f█\n", "(one);", "f(█)\n", "one);"));
