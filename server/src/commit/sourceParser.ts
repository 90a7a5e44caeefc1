import type { Parser, Tree } from "@vscode/tree-sitter-wasm";
import type { Clock } from "../clock";
import type { Grammars } from "../context/grammars";
import { languageOfPath } from "../context/languages";
import { findDeclarations, type Declaration } from "./declarations";

/** How long a parse may hold the event loop, in ms: a cancellation must get its turn within 50. */
const sliceMs = 10;
/** Texts with a longer line are machine-made; a parser may take seconds for them. // guess */
const maxLineLength = 5_000;

/** Finds what a text declares; undefined where its language has no grammar, it is not fit to parse, or nobody waits any more. */
export async function declarationsOf(params: {
  grammars: Grammars;
  clock: Clock;
  path: string;
  text: string;
  signal: AbortSignal;
}): Promise<Declaration[] | undefined> {
  const { grammars, clock, path, text, signal } = params;
  const name = languageOfPath(path)?.grammar;
  if (
    name === undefined ||
    /json|yaml|html|css/.test(name) ||
    text.split("\n").some((line) => line.length > maxLineLength)
  )
    return undefined;
  // A loaded grammar answers without a turn of the event loop, in which a cancellation could come through.
  await turn();
  const grammar = await grammars.load(name);
  const parser = await grammars.parser();
  if (grammar === undefined || parser === undefined || isStale(signal)) return undefined;
  parser.setLanguage(grammar);
  const tree = await parseInSlices({ parser, clock, text, signal });
  if (tree === undefined) return undefined;
  try {
    return findDeclarations(tree.rootNode);
  } finally {
    tree.delete();
  }
}

async function parseInSlices(params: {
  parser: Parser;
  clock: Clock;
  text: string;
  signal: AbortSignal;
}): Promise<Tree | undefined> {
  const { parser, clock, text, signal } = params;
  const read = (index: number): string => text.slice(index, index + 4096);
  for (;;) {
    const endMs = clock.nowMs() + sliceMs;
    const tree = parser.parse(read, null, { progressCallback: () => clock.nowMs() > endMs });
    if (tree !== null) return tree;
    await turn();
    if (isStale(signal)) {
      parser.reset();
      return undefined;
    }
  }
}

/** Lets everything that waits go first. */
function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

function isStale(signal: AbortSignal): boolean {
  return signal.aborted;
}
