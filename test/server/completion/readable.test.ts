import { afterAll, describe, expect, test } from "vitest";
import { systemClock } from "../../../server/src/base/clock";
import { lfText } from "../../../server/src/base/lineEnds";
import { readable } from "../../../server/src/completion/readable";
import { askAt } from "../../support/askAt";
import { caretOf, openSyntax } from "../../support/openSyntax";

// Without a limit on time, so that a busy machine changes no verdict.
const { syntax, whenIdle } = openSyntax({ clock: { nowMs: () => 0 } });
const uri = "file:///a";
afterAll(() => syntax.dispose());

/** The part of a reply that is offered at the caret; `[…]` behind it are characters that it replaces. */
async function check(
  languageId: string,
  fixture: string,
  reply: string,
  expected: string | undefined,
  params: {
    trigger?: "automatic" | "invoked";
    certainty?: number | undefined;
    replaced?: number;
    isLate?: boolean;
  } = {},
): Promise<void> {
  const { trigger = "invoked", replaced = 0, isLate = false } = params;
  const { text, offset } = caretOf(fixture);
  syntax.open(uri, languageId, text);
  if (!isLate) await whenIdle();
  const ask = askAt(
    { document: { uri, path: "a", languageId, version: 1, text: lfText(text) }, offset, trigger },
    { clock: systemClock },
  );
  const certainty = "certainty" in params ? params.certainty : -0.1;
  const candidate = { text: reply, replaceSuffixLength: replaced, certainty, source: "model" as const };
  const kept = readable(ask, [candidate], (...asked) => syntax.trialAt(...asked)).at(0);
  const taken = kept && text.slice(offset, offset + kept.replaceSuffixLength);
  expect(kept && kept.text + (taken === "" ? "" : `[${taken}]`)).toBe(expected);
}

const body = "function f() {\n  █\n}\n";

describe("an offer that would add a syntax error", () => {
  test("is cut to the longest beginning that doesn't", async () => {
    await check("typescript", body, "const total = sum(prices;", "const total = sum(");
    await check("python", "def f(prices):\n    return █\n", "sum(prices for", "sum(");
    await check("typescript", body, "start(); ]", "start();");
    await check("javascript", body, 'log("done', "log(");
    await check("python", "def f(s):\n    d = 1\n    █\n    return d\n", "encrypt(s) returns", "encrypt(s)");
  });
  test("is cut where Python's lines would not fit those around it", async () => {
    const loop = "def f(l, t):\n    for e in l:\n█\n            return False\n    return True\n";
    await check("python", loop, "        if e >= t:", "        if e >= t:");
    const block = "        if e in l:\n            return True";
    await check("python", loop, `${block}\n        return True`, block);
    await check("python", loop, "        return True", undefined);
    await check("python", loop, "e += 1", undefined);
    await check("python", loop, "            e += 1", "            e += 1");
  });
  test("may be deeper in Python after a head, in brackets and in a literal", async () => {
    await check("python", "def f(\n    a,\n) -> int:\n█\n", "    return a", "    return a");
    await check("python", "if (a and\n        b):\n    █\n", "start()", "start()");
    await check("python", "a = [\n    1,\n█\n        3,\n]\n", "  2,", "  2,");
    await check("python", 'a = """\n  one\n█\n    three\n"""\n', "two words", "two words");
    await check("python", "def f():\n    a = 1  # one\n    █\n\nf()\n", "b = 2\n    return b", "b = 2\n    return b");
    await check(
      "python",
      "def f():\n    try:\n        a()\n    █\n        b()\n",
      "except OSError:",
      "except OSError:",
    );
  });
  test("isn't made where no beginning is worth showing", async () => {
    await check("typescript", body, "];", undefined);
    await check("typescript", body, ")) start();", undefined);
  });
  test("is cut to the lines before the error", () =>
    check("typescript", body, "start();\n  stop();\n  return ] 1;", "start();\n  stop();"));
  test("is cut within its first line where that one has the error", () =>
    check("typescript", body, "start(a;\n  stop();", "start("));
  test("is cut the same way if it comes by itself, or from an endpoint's model", async () => {
    await check("typescript", body, "const total = sum(prices;", "const total = sum(", { trigger: "automatic" });
    await check("typescript", body, "start();\n  return ] 1;", "start();", { certainty: undefined });
  });
});

describe("a block", () => {
  test("ends with the block around it", async () => {
    await check("typescript", body, "start();\n}\n\nstop();", "start();");
    await check("typescript", "class A {\n  f() {\n    █\n  }\n}\n", "start();\n  }\n}\n", "start();");
  });
  test("that closes its own blocks stays whole", () =>
    check("typescript", body, "if (a) {\n    start();\n  }", "if (a) {\n    start();\n  }"));
  test("that leaves one of its own blocks open ends with the line that opens it", () =>
    check("typescript", body, "if (a) {\n    start();", "if (a) {"));
});

test.each([
  ["typescript", body, "start(prices,"],
  ["typescript", body, "const total = price +"],
  ["typescript", "export function f█\n", "(a: string): void {"],
  ["javascript", body, "if (a) {"],
  ["python", "def f(a):\n    █\n", "if a:"],
  ["python", "def f(a):\n    return █\n", "a and"],
])("an offer in %s that ends in an opener, an operator or a comma is whole: %j + %j", (languageId, fixture, reply) =>
  check(languageId, fixture, reply, reply),
);

test("an offer is judged with the text that it replaces, and one that was cut replaces only what it contains", async () => {
  await check("typescript", "const a = f(█);\n", "b);", "b);[);]", { replaced: 2 });
  await check("typescript", "const a = f(█);\n", "b, c);", "b, c", { replaced: 0 });
  await check("typescript", "const a = f(█)\n", "bbb, c) ]", "bbb, c)[)]", { replaced: 1 });
});

test("without a verdict in time only the first line is offered", async () => {
  await check("typescript", body, "start();\n  stop();", "start();", { isLate: true });
  await check("typescript", body, "start(;", "start(;", { isLate: true });
  await check("plaintext", "█\n", "one\ntwo", "one\ntwo", { isLate: true });
});

test("without a verdict in time nothing comes by itself in a language that the embedded model hasn't seen", async () => {
  const fixture = "<?php\nforeach ($orders █\n";
  await check("php", fixture, "= 0)", undefined, { isLate: true, trigger: "automatic" });
  await check("php", fixture, "= 0)", "= 0)", { isLate: true });
  await check("php", fixture, "as $order)", "as $order)", { isLate: true, trigger: "automatic", certainty: undefined });
});

test("in a language that the embedded model hasn't seen, an offer isn't cut within a line", () =>
  check("go", "package a\n\nfunc load(█\n", "path: string): error {", undefined));
