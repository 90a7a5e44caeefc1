import { afterAll, describe, expect, test } from "vitest";
import { systemClock } from "../../../server/src/base/clock";
import { lfText } from "../../../server/src/base/lineEnds";
import { createAsk } from "../../../server/src/completion/ask";
import { readable } from "../../../server/src/completion/readable";
import { Trace } from "../../../server/src/completion/trace";
import { caretOf, openSyntax } from "../../support/openSyntax";

const { syntax, whenIdle } = openSyntax();
const uri = "file:///a";
afterAll(() => syntax.dispose());

/** The rest of a reply by this machine's model, or by another one that gives no probabilities. */
async function check(
  languageId: string,
  fixture: string,
  reply: string,
  expected: string | undefined,
  params: { trigger?: "automatic" | "invoked"; certainty?: number | undefined } = {},
): Promise<void> {
  const { trigger = "invoked" } = params;
  const { text, offset } = caretOf(fixture);
  syntax.open(uri, languageId, text);
  await whenIdle();
  const ask = createAsk({
    request: { document: { uri, path: "a", languageId, version: 1, text: lfText(text) }, offset, trigger },
    settings: {
      eagerness: "balanced",
      enable: {},
      debounceMaxMs: 0,
      multiline: "explicit",
      maxLines: 8,
      memory: "mixed",
      docstrings: "auto",
    },
    signal: new AbortController().signal,
    trace: new Trace(systemClock),
    place: "code",
    project: "",
  });
  const certainty = "certainty" in params ? params.certainty : -0.1;
  const candidate = { text: reply, replaceSuffixLength: 0, certainty, source: "model" as const };
  const kept = readable(ask, [candidate], (...asked) => syntax.reads(...asked));
  expect(kept.at(0)?.text).toBe(expected);
}

describe("an explicit offer", () => {
  const body = "function f() {\n  █\n}\n";

  test("that the grammar can't read isn't made", async () => {
    await check("typescript", "const total = █\n", "sum(prices;", undefined);
    await check("python", "def f(prices):\n    return █\n", "sum(prices for", undefined);
  });
  test("is cut to its first line where the next ones can't be read", () =>
    check("typescript", body, "start();\n  return ] 1;", "start();"));
  test.each([
    ["typescript", "const total = █\n", "sum(prices"],
    ["typescript", "const total = █\n", "price +"],
    ["typescript", "const total = █\n", "sum(prices,"],
    ["typescript", "export function f█\n", "(a: string): void {"],
    ["javascript", body, "if (a) {"],
    ["python", "def f(a):\n    █\n", "if a:"],
    ["python", "def f(a):\n    return █\n", "a and"],
  ])("in %s that leaves something open is one that can be read: %j + %j", (languageId, fixture, reply) =>
    check(languageId, fixture, reply, reply),
  );
  test("of an endpoint's model is left as it is", () =>
    check("typescript", "const total = █\n", "sum(prices;", "sum(prices;", { certainty: undefined }));
});

test("an automatic offer that the grammar can't read is cut before its last closers or to its first word, or isn't made", async () => {
  await check("typescript", "const total = █\n", "sum(prices;", "sum(prices", { trigger: "automatic" });
  const signature = "createLetter(name: string): Letter {";
  await check("typescript", "const letter = █\n", signature, "createLetter", { trigger: "automatic" });
  await check("typescript", "const total = █\n", "];", undefined, { trigger: "automatic" });
});
