import type { Parser, Tree } from "@vscode/tree-sitter-wasm";
import type { Grammars } from "../../code/grammars";
import { languageOfPath } from "../../code/languages";
import { findParts } from "./codeParts";
import { findDeclarations, type Declaration, type DeclarationKind, type FoundDeclaration } from "./declarations";
import type { Turns } from "./turn";

/** Texts with a longer line are machine-made; a parser may take seconds for them. // guess */
const maxLineLength = 5_000;
/** Pieces in which a parser reads a text, in UTF-16 units. */
const pieceLength = 4_096;
/** How often each piece may be read on average. Source: at most 12 in 5,400 files of Python's library and of npm; thousands of comment lines in a row take hundreds. */
const maxReadsPerPiece = 16;
/** Reads that short texts may use up beyond that. // guess */
const freeReads = 200;

/** Declarations whose insides tell what changed; the others hold declarations. */
const withParts: ReadonlySet<DeclarationKind> = new Set(["function", "constant", "field", "type"]);

/**
 * Finds what a text declares, and of what lies in `lines` also what it does; undefined where its language has no grammar or it
 * is not fit to parse.
 * @throws GitError `aborted` where nobody waits any more
 */
export async function declarationsOf(params: {
  grammars: Grammars;
  turns: Turns;
  path: string;
  text: string;
  /** Numbers of changed lines, from 1; none where nobody wants to know what is done in them. */
  lines?: readonly number[];
}): Promise<Declaration[] | undefined> {
  const { grammars, turns, path, text, lines = [] } = params;
  const name = languageOfPath(path)?.grammar;
  if (
    name === undefined ||
    /json|yaml|html|css/.test(name) ||
    text.split("\n").some((line) => line.length > maxLineLength)
  )
    return undefined;
  await turns.pause();
  const grammar = await grammars.load(name);
  const parser = grammar && (await grammars.createParser());
  if (grammar === undefined || parser === undefined) return undefined;
  let tree: Tree | undefined;
  try {
    parser.setLanguage(grammar);
    tree = await parseInSlices({ parser, turns, text });
    await turns.pause();
    return tree && (await withTheirParts(findDeclarations(tree.rootNode), lines, turns));
  } finally {
    tree?.delete();
    parser.delete();
  }
}

async function withTheirParts(
  found: readonly FoundDeclaration[],
  lines: readonly number[],
  turns: Turns,
): Promise<Declaration[]> {
  const declarations: Declaration[] = [];
  for (const { declaration, node } of found) {
    const { kind, startLine, endLine } = declaration;
    const isAsked = withParts.has(kind) && lines.some((line) => line >= startLine && line <= endLine);
    if (isAsked) await turns.pause();
    declarations.push(isAsked ? { ...declaration, parts: findParts(node) } : declaration);
  }
  return declarations;
}

/** Parses; undefined where the grammar reads the same pieces over and over, so that a few thousand lines would take minutes. */
async function parseInSlices(params: { parser: Parser; turns: Turns; text: string }): Promise<Tree | undefined> {
  const { parser, turns, text } = params;
  let leftReads = freeReads + maxReadsPerPiece * Math.ceil(text.length / pieceLength);
  // An empty piece is the end of the text: it ends a scan that cannot be stopped otherwise.
  const read = (index: number): string => (leftReads-- > 0 ? text.slice(index, index + pieceLength) : "");
  for (;;) {
    const tree = parser.parse(read, null, { progressCallback: turns.isDue });
    if (leftReads < 0) {
      tree?.delete();
      return undefined;
    }
    if (tree !== null) {
      leftReads = Infinity; // its nodes read their texts here
      return tree;
    }
    await turns.pause();
  }
}
