import { execFileSync } from "node:child_process";
import type { Checked, DocCase } from "./docCase";

interface PythonFunction {
  readonly name: string;
  /**
   * Offsets of the body's first line and of the end of the docstring's line, in UTF-16 units. Equal without a
   * docstring.
   */
  readonly bodyStart: number;
  readonly docEnd: number;
  readonly indent: string;
}

/** Reports whether a Python is installed to parse with. */
export function hasPython(): boolean {
  try {
    execFileSync("python3", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/**
 * Finds the functions of Python files with Python's own parser, each with its docstring replaced by a new one's
 * opening.
 */
export function pythonCases(files: readonly { path: string; text: string }[]): DocCase[] {
  const found = ask<PythonFunction[]>(
    "find",
    files.map(({ text }) => ({ text })),
  );
  return files.flatMap(({ path, text }, index) =>
    found[index].map(({ name, bodyStart, docEnd, indent }): DocCase => {
      const before = `${text.slice(0, bodyStart)}${indent}"""`;
      return { path, languageId: "python", name, text: `${before}"""\n${text.slice(docEnd)}`, offset: before.length };
    }),
  );
}

/** Reads the docstrings at the cases' carets in `texts`, with Python and a parser of docstrings. */
export function checkPython(cases: readonly { doc: DocCase; text: string; style: string }[]): Checked[] {
  return ask<Checked>(
    "check",
    cases.map(({ doc, text, style }) => ({
      text,
      name: doc.name,
      line: text.slice(0, doc.offset).split("\n").length,
      style,
    })),
  );
}

function ask<T>(task: string, input: unknown): T[] {
  const output = execFileSync("python3", ["bench/comments/docstrings.py", task], {
    input: JSON.stringify(input),
    maxBuffer: 1 << 28,
  });
  return JSON.parse(output.toString("utf8")) as T[];
}
