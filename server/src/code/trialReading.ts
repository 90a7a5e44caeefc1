import type { Language as Grammar, Node, Parser, Tree } from "@vscode/tree-sitter-wasm";
import type { Clock } from "../base/clock";
import { lex } from "./lexer";
import { editedCopy } from "./pendingEdit";

/** A text that could be put into a document. Offsets count UTF-16 units. */
export interface Insertion {
  /** The document's text. */
  readonly text: string;
  readonly offset: number;
  /** Characters behind `offset` that are replaced. */
  readonly replacedLength: number;
  readonly inserted: string;
}

/** Whether the grammar of the document `uri` reads what could be inserted, from its last tree; `undefined` where that can't be said. */
export type ReadsInsertion = (uri: string, insertion: Insertion) => boolean | undefined;

/** Longest single parse, in ms. // guess: from the last tree one takes under 1 ms */
const maxParseMs = 4;

/** Longest text whose open brackets are closed at its end, in UTF-16 units. // guess: reading it takes 1 ms */
const maxClosedLength = 50_000;

/** Lines that begin a block, which is empty for the trial. */
const blockHead =
  /^\s*\}?\s*(?:\w+\s+)*(?:if|for|foreach|while|switch|match|select|catch|class|struct|enum|interface|impl|trait|namespace|else)\b/;

/**
 * Says whether a grammar reads a document with something put into it: as it is, or once what it leaves open is closed. `undefined` where
 * that proves nothing: there are errors without the caret's line already, or parsing takes too long. Parses from `tree`, which is of the text without it.
 */
export function readsInsertion(
  { parser, grammar, tree, clock }: { parser: Parser; grammar: Grammar; tree: Tree; clock: Clock },
  { languageId, insertion }: { languageId: string; insertion: Insertion },
): boolean | undefined {
  const { text, offset, replacedLength, inserted } = insertion;
  parser.setLanguage(grammar);
  const closersOf = (code: string): string =>
    [...lex(code, { languageId, visit: () => false }).open].reverse().reduce((all, { closer }) => all + closer, "");
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const restEnd = text.indexOf("\n", offset);
  const lineEnd = restEnd < 0 ? text.length : restEnd;
  // A file that is being written from top to bottom has its last blocks open.
  const isOpen = text.slice(lineEnd).trim() === "" && lineStart < maxClosedLength;
  const tail = isOpen ? `\n${closersOf(text.slice(0, lineStart))}` : "";
  const trial = { parser, tree, text, clock };

  const without = { startOffset: lineStart, oldEndOffset: lineEnd, said: tail };
  if (isWrong({ ...trial, ...without, from: Math.max(0, lineStart - 1), to: lineStart + 1 }) !== false)
    return undefined;
  const line = text.slice(lineStart, offset) + inserted;
  const closers = closersOf(line);
  const ends = new Set([closers, `${closers};`, ...(blockHead.test(line) ? [`${closers} {}`] : []), ""]);
  const judged = { from: text.slice(0, offset).trimEnd().length, to: offset + inserted.trimEnd().length };
  const place = { startOffset: offset, oldEndOffset: offset + replacedLength };
  let isKnown = true;
  for (const end of ends) {
    const verdict = isWrong({ ...trial, ...place, ...judged, said: inserted + end + tail });
    if (verdict === false) return true;
    isKnown &&= verdict !== undefined;
  }
  return isKnown ? false : undefined;
}

/** Whether the changed text has an error, or lacks something, between two offsets; `undefined` where parsing takes too long. */
function isWrong(params: {
  clock: Clock;
  parser: Parser;
  tree: Tree;
  text: string;
  startOffset: number;
  oldEndOffset: number;
  said: string;
  from: number;
  to: number;
}): boolean | undefined {
  const { clock, parser, text, startOffset, oldEndOffset, said, from, to } = params;
  const changed = text.slice(0, startOffset) + said + text.slice(oldEndOffset);
  const edit = { startOffset, oldEndOffset, newEndOffset: startOffset + said.length };
  const old = editedCopy(params.tree, edit, { before: text, after: changed });
  const endMs = clock.nowMs() + maxParseMs;
  const tree = parser.parse(changed, old, { progressCallback: () => clock.nowMs() > endMs });
  old.delete();
  if (tree === null) {
    parser.reset();
    return undefined;
  }
  const found = hasErrorIn(tree.rootNode, from, to);
  tree.delete();
  return found;
}

function hasErrorIn(node: Node, from: number, to: number): boolean {
  const { startIndex, endIndex } = node;
  if (node.isMissing) return startIndex >= from && startIndex < to;
  if (startIndex >= to || endIndex <= from) return false;
  if (node.isError) return true;
  return node.hasError && node.children.some((child) => child !== null && hasErrorIn(child, from, to));
}
