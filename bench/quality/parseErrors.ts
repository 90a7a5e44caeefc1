import { spawnSync } from "node:child_process";
import ts from "typescript";
import { pythonPath } from "./execute";

/** A document and the language it is parsed as. */
export interface Parsed {
  readonly languageId: string;
  readonly path: string;
  readonly text: string;
}

/**
 * Counts the syntax errors of each document by its language's own parser. TypeScript's parser reads TypeScript and
 * JavaScript, Python's `ast` (which reports at most one error) reads Python. `undefined` for other languages.
 * @throws Error if Python fails.
 */
export function countParseErrors(documents: readonly Parsed[]): (number | undefined)[] {
  const python = documents.filter(({ languageId }) => languageId === "python").map(({ text }) => text);
  const pythonCounts = countPythonErrors(python).values();
  return documents.map(({ languageId, path, text }) => {
    if (languageId === "python") return pythonCounts.next().value;
    return /^(type|java)script/.test(languageId) ? countScriptErrors(path, text) : undefined;
  });
}

function countScriptErrors(path: string, text: string): number {
  const kind = /\.[jt]sx$/.test(path) || /\.[cm]?js$/.test(path) ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false, kind);
  return "parseDiagnostics" in file && Array.isArray(file.parseDiagnostics) ? file.parseDiagnostics.length : 0;
}

const pythonProgram = `
import ast, json, sys, warnings
warnings.simplefilter("ignore")
def errors(text):
    try:
        ast.parse(text)
        return 0
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return 1
json.dump([errors(text) for text in json.load(sys.stdin)], sys.stdout)
`;

function countPythonErrors(texts: readonly string[]): number[] {
  if (texts.length === 0) return [];
  const { status, stdout } = spawnSync(pythonPath(), ["-I", "-c", pythonProgram], {
    input: JSON.stringify(texts),
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error("Python could not parse the documents.");
  return JSON.parse(stdout) as number[];
}
