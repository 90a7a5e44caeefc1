import { describe, test } from "vitest";
import { checkDraft } from "./drafted";

const google = (args: string) => `def f(path, mode):\n    """Open it.\n\n    Args:\n${args}    """\n    pass\n`;

describe("a declaration without a doc comment", () => {
  test("gets one above, decorators and all", () =>
    checkDraft(
      "typescript",
      "class A {\n  @log\n  run(job: Job): void {\n    go(█job);\n  }\n}\n",
      "class A {\n  /**\n   * █\n   * @param job\n   */\n  @log\n  run(job: Job): void {\n    go(job);\n  }\n}\n",
    ));
  test("gets an empty one where there is nothing to tell", () =>
    checkDraft("typescript", "export class █A {}\n", "/**\n * █\n */\nexport class A {}\n"));
  test("gets a docstring", () =>
    checkDraft(
      "python",
      "@cached\ndef f(a, *rest):\n    return █a\n",
      '@cached\ndef f(a, *rest):\n    """█\n\n    Args:\n        a:\n        *rest:\n\n    Returns:\n    """\n    return a\n',
    ));
  test("gets a docstring even if the body is on the same line", () =>
    checkDraft("python", "def f(a): pass█\n", 'def f(a):\n    """█\n\n    Args:\n        a:\n    """\n    pass\n'));
  test("gets the name in Go", () =>
    checkDraft("go", "package a\n\nfunc Run█() {}\n", "package a\n\n// Run █\nfunc Run() {}\n"));
  test("gets three slashes in Rust", () =>
    checkDraft("rust", "mod a {\n    pub fn █f() {}\n}\n", "mod a {\n    /// █\n    pub fn f() {}\n}\n"));
});

describe("an existing comment", () => {
  const jsdoc = (lines: string, head: string) => `/**\n${lines} */\nfunction f(${head}) {}█\n`;
  const after = (lines: string, head: string) => jsdoc(lines, head).replace("█", "");

  test("is left alone where it is right", () =>
    checkDraft("typescript", jsdoc(" * Does.\n * @param a - The *first*.\n", "a: string"), "complete"));
  test("gets missing parameters in their places, and keeps every word", () =>
    checkDraft(
      "typescript",
      jsdoc(
        " * Does  it.\n *\n * @param b - Bee,\n *   and more.\n *\n * @example\n * f(1)\n",
        "a: string, b: number, c: Date",
      ),
      after(
        " * Does  it.\n *\n * @param a\n * @param b - Bee,\n *   and more.\n * @param c\n *\n * @example\n * f(1)\n",
        "a: string, b: number, c: Date",
      ),
    ));
  test("gets a parameter renamed, its description kept", () =>
    checkDraft(
      "typescript",
      jsdoc(" * Does.\n * @param {string} [old=1] - Kept.\n * @param b - Bee.\n", "fresh: string, b: number"),
      after(" * Does.\n * @param {string} [fresh=1] - Kept.\n * @param b - Bee.\n", "fresh: string, b: number"),
    ));
  test("loses a parameter that is gone", () =>
    checkDraft(
      "typescript",
      jsdoc(" * Does.\n * @param a - A.\n * @param gone - Was\n *   here.\n", "a: string"),
      after(" * Does.\n * @param a - A.\n", "a: string"),
    ));
  test("is spread over lines if it was on one", () =>
    checkDraft(
      "typescript",
      "  /** Does it. */\n  const f = (a: string) => {};█\n",
      "  /**\n   * Does it.\n   * @param a\n   */\n  const f = (a: string) => {};\n",
    ));
  test("keeps another name for a destructured parameter", () =>
    checkDraft("typescript", jsdoc(" * Does.\n * @param settings - Them.\n", "{ a }: Options"), "complete"));
  test("keeps what it says of a callback or an inherited text", () =>
    checkDraft("javascript", jsdoc(" * @callback Done\n * @param {Error} error\n", "a"), "complete"));
  test("keeps the value that a setter is given", () =>
    checkDraft(
      "typescript",
      "class A {\n  /**\n   * Sets it.\n   * @param value - What.\n   */\n  set a(value: B) {█}\n}\n",
      "complete",
    ));
  test("keeps its result although none is seen", () =>
    checkDraft("typescript", jsdoc(" * Does.\n * @returns Something.\n", ""), "complete"));

  test("gets missing arguments of a Google docstring in their places", () =>
    checkDraft(
      "python",
      google("        mode (str): How.\n            Really.\n").replace("pass", "pass█"),
      google("        path:\n        mode (str): How.\n            Really.\n"),
    ));
  test("gets a stale argument renamed", () =>
    checkDraft(
      "python",
      google("        file: Where.\n        mode: How.\n").replace("pass", "pass█"),
      google("        path: Where.\n        mode: How.\n"),
    ));
  test("gets the section that it lacks, before the later ones", () =>
    checkDraft(
      "python",
      'def f(a):\n    """F.\n\n    Returns:\n        int: It.\n    """\n    return 1█\n',
      'def f(a):\n    """F.\n\n    Args:\n        a:\n\n    Returns:\n        int: It.\n    """\n    return 1\n',
    ));
  test("gets sections after a summary on one line", () =>
    checkDraft(
      "python",
      'def f(a):\n    """F."""\n    raise ValueError█\n',
      'def f(a):\n    """F.\n\n    Args:\n        a:\n\n    Raises:\n        ValueError:\n    """\n    raise ValueError\n',
    ));
  test("loses a section whose last argument is gone", () =>
    checkDraft(
      "python",
      'def f():\n    """F.\n\n    Args:\n        gone: It.\n\n    Raises:\n        OSError: If.\n    """\n    pass█\n',
      'def f():\n    """F.\n\n    Raises:\n        OSError: If.\n    """\n    pass\n',
    ));
  test("is completed in its own form, whatever the file's is", () =>
    checkDraft(
      "python",
      'def g(x):\n    """G.\n\n    Args:\n        x: X.\n        y: Y.\n    """\n\ndef f(a, b):\n    """F.\n\n    :param b: Bee.\n    """\n    pass█\n',
      'def g(x):\n    """G.\n\n    Args:\n        x: X.\n        y: Y.\n    """\n\ndef f(a, b):\n    """F.\n\n    :param a:\n    :param b: Bee.\n    """\n    pass\n',
    ));
  test("gets numpydoc's parameters", () =>
    checkDraft(
      "python",
      'def f(a, b: int = 2):\n    """F.\n\n    Parameters\n    ----------\n    old : str\n        Kept.\n    """\n    pass█\n',
      'def f(a, b: int = 2):\n    """F.\n\n    Parameters\n    ----------\n    a : str\n        Kept.\n    b : int, optional\n        Defaults to 2.\n    """\n    pass\n',
    ));
  test("keeps names that a dictionary of arguments may hold", () =>
    checkDraft(
      "python",
      'def f(**options):\n    """F.\n\n    Args:\n        size: How big.\n        **options: More.\n    """\n    pass█\n',
      "complete",
    ));
});

test("without a declaration, nothing is drafted", () => checkDraft("typescript", "f();█\n", "nowhere"));
test("where no form is known, nothing is drafted", () => checkDraft("yaml", "a: █1\n", "nowhere"));

describe("descriptions that were asked for", () => {
  const ask = (answers: Record<string, string>) => () => Promise.resolve(new Map(Object.entries(answers)));

  test("fill what is empty, and nothing else", () =>
    checkDraft(
      "typescript",
      "function wait(ms: number): Promise<void> {█}\n",
      "/**\n * Waits.\n * @param ms - How long, in milliseconds.\n */\nfunction wait(ms: number): Promise<void> {}\n",
      { ask: ask({ summary: "Waits.", "param ms": "How long, in milliseconds.", "param invented": "No." }) },
    ));
  test("never replace what a person wrote", () =>
    checkDraft(
      "typescript",
      "/** Waits. */\nfunction wait(ms: number): Promise<void> {█}\n",
      "/**\n * Waits.\n * @param ms - How long.\n */\nfunction wait(ms: number): Promise<void> {}\n",
      { ask: ask({ summary: "Other.", "param ms": "How long." }) },
    ));
});
