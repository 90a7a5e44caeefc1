import { describe, expect, test } from "vitest";
import { looksLikeCode } from "../../../../server/src/code/looksLikeCode";
import { languageOfProse } from "../../../../server/src/code/proseLanguage";
import { check } from "./check";

describe("a comment", () => {
  const dropped = "dropped by commentedCode";

  test("is never code", () => check("// █\nrun();\n", "const result = run(job);", dropped));
  test("is never code that the file has", () =>
    check("// █\nawait closeAll(files)\n", "await closeAll(files)", dropped));
  test("is never the rest of code", () => check("// const a = █\n", "b + 1;", dropped));
  test("is never code at a line's end", () => check("start(); // █\n", "stop();", dropped));
  test("is never code in Python", () =>
    check("# █\n", "for item in items.values():", dropped, { languageId: "python" }));
  test("is never code in a block", () => check("/*\n * █\n */\n", "if (a) {", dropped));
  test("ends before code", () =>
    check("// █\n", "Waits for all.\n// await Promise.all(jobs);\n", "// ├Waits for all.┤\n"));
  test("may speak of code", () =>
    check(
      "// █\n",
      "Calls `run()` for each job, if there is one;",
      "// ├Calls `run()` for each job, if there is one;┤\n",
    ));
  test("may open with a word of the language", () =>
    check("// █\n", "return the last one if there are several", "// ├return the last one if there are several┤\n"));
  test("may show an example", () =>
    check(
      "/**\n * @example\n * █\n */\n",
      "const a = open(path);",
      "/**\n * @example\n * ├const a = open(path);┤\n */\n",
    ));
  test("may show an example in a fence", () =>
    check("/// ```\n/// █\n", "let a = open(path);", "/// ```\n/// ├let a = open(path);┤\n", { languageId: "rust" }));
  test("continues with its own mark", () =>
    check("/**\n * Adds█\n */\n", " two numbers\n * and tells", "/**\n * Adds├ two numbers\n * and tells┤\n */\n"));
  test("leaves its end where it is", () => check("/** Adds█ */\n", " two numbers. */", "/** Adds├ two numbers.┤ */\n"));
});

describe("a doc comment", () => {
  const below = "\n */\nfunction wait(ms: number, { signal }: Options) {}\n";
  const docstring = 'def wait(ms, *others):\n    """Wait.\n\n    Args:\n        █\n    """\n';

  test("names a real parameter", () =>
    check(
      `/**\n * @param █${below}`,
      "ms - How long, in milliseconds.",
      `/**\n * @param ├ms - How long, in milliseconds.┤${below}`,
    ));
  test("names a real parameter behind a decorator", () =>
    check(
      "/**\n * @param █\n */\n@log()\nrun(job) {}\n",
      "job - What runs.",
      "/**\n * @param ├job - What runs.┤\n */\n@log()\nrun(job) {}\n",
    ));
  test("never names one that is not there", () =>
    check(`/**\n * @█${below}`, "param timeout - How long.", "dropped by realParameters"));
  test("ends before one that is not there", () =>
    check(`/**\n * Waits█${below}`, " a while.\n * @param timeout - How long.", `/**\n * Waits├ a while.┤${below}`));
  test("never only restates a name", () =>
    check(`/**\n * @param signal █${below}`, "- The signal", "dropped by realParameters"));
  test("names a real argument of a docstring", () =>
    check(docstring, "ms: How long.", docstring.replace("█", "├ms: How long.┤"), { languageId: "python" }));
  test("never names another in a docstring", () =>
    check(docstring, "timeout: How long.", "dropped by realParameters", { languageId: "python" }));
  test("never names another in Sphinx's form", () =>
    check(docstring.replace("Args:\n        █", ":param █"), "timeout: How long.", "dropped by realParameters", {
      languageId: "python",
    }));
});

test("tells code from words", () => {
  for (const code of [
    "a = b",
    "x += 1;",
    "}",
    "return a.b(c);",
    "import { a } from 'b';",
    "foo(bar, baz)",
    "else:",
    "let x: number = 3",
    "#include <a.h>;",
  ])
    expect(looksLikeCode(code), code).toBe(true);
  for (const words of [
    "returns the value of the first one",
    "if this holds, the second is skipped",
    "see foo(bar) for more",
    "TODO: remove",
    "for each of the rows:",
    "@param name The name.",
    "from left to right",
    "a = b holds for all of them",
    "Note: width >= height here",
    "class of 1999",
  ])
    expect(looksLikeCode(words), words).toBe(false);
});

describe("prose", () => {
  const text = { languageId: "plaintext", lines: "one" } as const;

  test("stops at its sentence", () => check("We wait█\n", " for all. Then we go.", "We wait├ for all.┤\n", text));
  test("continues after an existing sentence", () =>
    check("We wait.█\n", " Then we go. And rest.", "We wait.├ Then we go.┤\n", text));
  test("continues after an abbreviation", () =>
    check("Use it█\n", " for logs etc. Nobody minds. So do it.", "Use it├ for logs etc. Nobody minds.┤\n", text));
  test("stops at a sentence in Chinese", () =>
    check("我们█\n", "等待所有文件。然后继续。", "我们├等待所有文件。┤\n", text));
  test("stops at its sentence in a comment too", () =>
    check("// We wait█\n", " for all. Then we go.", "// We wait├ for all.┤\n", { lines: "one" }));
  test("stays in its paragraph", () =>
    check("We wait█\n", " for all\nand go on\n\n## Next", "We wait├ for all\nand go on┤\n", {
      languageId: "markdown",
    }));
  test("stays in its list item", () =>
    check("- First█\n", " of all\n- Second\n", "- First├ of all┤\n", { languageId: "markdown" }));
  test("stays in its heading", () =>
    check("## How█\n", " to build\nRun it.", "## How├ to build┤\n", { languageId: "markdown" }));
  test("keeps a fence whole where it opens one", () =>
    check("█\n", "```sh\n- a\n\nnpm ci\n```\nText", "├```sh\n- a\n\nnpm ci\n```\nText┤\n", { languageId: "markdown" }));

  test("continues in the author's language", () => {
    const german = "// Die Datei wird nur gelesen, wenn sie nicht leer ist.\n// Sonst█\n";
    check(german, " gives the function what it was when they have asked", "dropped by otherLanguage");
    check(german, " wird sie angelegt", german.replace("█", "├ wird sie angelegt┤"));
  });
  test("continues in the author's script", () =>
    check("# Файл читается один раз, █\n", "and that is what they have with this", "dropped by otherLanguage", {
      languageId: "python",
    }));
});

test("tells languages by their small words and scripts", () => {
  const check = (language: string | undefined, words: string) => expect(languageOfProse(words), words).toBe(language);
  check("en", "This is the one that they should use with care");
  check("de", "Das ist nicht für die Datei");
  check("fr", "Les fichiers sont dans une liste avec des noms");
  check("es", "Los datos son para una lista con sus nombres");
  check("Cyrillic", "читает файл");
  check("Kana", "ファイルを読む");
  check("Han", "读取所有文件");
  check(undefined, "parseHeader(buffer)");
  check(undefined, "Adds two numbers");
  check(undefined, "`der die das` und");
});
