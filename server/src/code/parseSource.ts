import type { Node, Parser, Tree } from "@vscode/tree-sitter-wasm";
import type { BareCode } from "./bareCode";
import type { Grammars } from "./grammars";
import { languageOfPath } from "./languages";
import { findParts } from "./codeParts";
import type { DeclarationKind } from "./declarations/declaration";
import { ownFacts } from "./declarations/declarationOf";
import type { DeclarationReader } from "./declarations/reader";
import { outlineReaderOf } from "./declarations/declarations";
import { outlineOf, type FoundDeclaration } from "./declarations/outline";
import { symbolOf, type DeclaredSymbol } from "./declarations/declaredSymbol";
import type { Turns } from "../base/turns";

/** Longest line of a text that is parsed; longer ones are machine-made, and a parser may take seconds for them. // guess */
const maxLineLength = 5_000;
/** Pieces in which a parser reads a text, in UTF-16 units. */
const pieceLength = 4_096;
/**
 * Average number of times that each piece may be read. Source: at most 12 in 5,400 files of Python's library and of npm; thousands of comment lines
 * in a row take hundreds.
 */
const maxReadsPerPiece = 16;
/** Reads that short texts may use up beyond that. // guess */
const freeReads = 200;

/** Kinds of declarations whose insides show what changed; the others contain declarations. */
const withParts: ReadonlySet<DeclarationKind> = new Set(["function", "constant", "field", "type"]);

/** A grammar's facts about a text. */
export interface ParsedSource {
  readonly declarations: readonly DeclaredSymbol[];
  /** True if the grammar, too, sees a comment wherever the lexer does in the changed lines. */
  readonly hasSureComments: boolean;
}

/**
 * Finds the declarations of a text, and for those in `lines` also their parts; undefined if its language has no grammar or it
 * isn't fit to parse.
 * @throws the errors of `turns.pause`
 */
export async function parseSource(params: {
  grammars: Grammars;
  turns: Turns;
  path: string;
  text: string;
  bare: BareCode;
  /** Numbers of the changed lines, from 1, ascending. */
  changed?: readonly number[];
  /** Numbers of the lines whose parts are requested, from 1. */
  lines?: readonly number[];
}): Promise<ParsedSource | undefined> {
  const { grammars, turns, path, text, bare, changed = [], lines = [] } = params;
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
    if (tree === undefined) return undefined;
    const { rootNode } = tree;
    return {
      declarations: await symbolsOf(outlineOf(rootNode), { bare, lines, turns, reader: outlineReaderOf(name) }),
      hasSureComments: commentsIn(text, bare, changed).every((offset) => isDocumentation(rootNode, offset)),
    };
  } finally {
    tree?.delete();
    parser.delete();
  }
}

/** Returns the offsets of the comments that reach into some lines. */
function commentsIn(text: string, { comments }: BareCode, lines: readonly number[]): number[] {
  const numbers = new Set(lines);
  let [line, at] = [1, 0];
  return comments.flatMap(({ start, end }) => {
    for (; at < start; at++) if (text.charCodeAt(at) === 10) line++;
    const lineCount = text.slice(start, end).split("\n").length;
    return Array.from({ length: lineCount }).some((_, index) => numbers.has(line + index)) ? [start] : [];
  });
}

/** Reports whether a comment, or a string that is a statement by itself, begins at `offset`. */
function isDocumentation(root: Node, offset: number): boolean {
  for (let node = root.descendantForIndex(offset); node; node = node.parent)
    if (/comment/.test(node.type) || (node.type === "string" && node.parent?.type === "expression_statement"))
      return true;
  return false;
}

async function symbolsOf(
  found: readonly FoundDeclaration[],
  params: { bare: BareCode; lines: readonly number[]; turns: Turns; reader: DeclarationReader },
): Promise<DeclaredSymbol[]> {
  const { bare, lines, turns, reader } = params;
  const symbols: DeclaredSymbol[] = [];
  for (const one of found) {
    await turns.pause();
    const symbol = symbolOf(one, bare);
    const { kind, startLine, endLine } = symbol;
    const isAsked = withParts.has(kind) && lines.some((line) => line >= startLine && line <= endLine);
    symbols.push(isAsked ? { ...symbol, ...ownFacts(one.node, reader), parts: findParts(one.node) } : symbol);
  }
  return symbols;
}

/** Parses; undefined if the grammar reads the same pieces over and over, so that a few thousand lines would take minutes. */
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
