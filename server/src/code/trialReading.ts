import type { Language as Grammar, Node, Parser, Tree } from "@vscode/tree-sitter-wasm";
import type { Clock } from "../base/clock";
import { isForeignCode } from "./foreignForms";
import { lex } from "./lexer";
import { editedCopy } from "./pendingEdit";

/** A text that could be inserted into a document. Offsets count UTF-16 units. */
export interface Insertion {
  /** The document's text. */
  readonly text: string;
  readonly offset: number;
  /** Number of characters after `offset` that are replaced. */
  readonly replacedLength: number;
  readonly inserted: string;
}

/** Reports whether the grammar of the document `uri` accepts an insertion, from its last tree; `undefined` if that can't be decided. */
export type ReadsInsertion = (uri: string, insertion: Insertion) => boolean | undefined;

/** Longest that a verdict may take, in ms; without one the text is taken as readable. // guess: from the last tree a parse takes under 1 ms */
const maxVerdictMs = 3;

/** Longest text whose open brackets are closed at its end, in UTF-16 units. // guess: reading it takes 1 ms */
const maxClosedLength = 50_000;

/** Lines that begin a block, which is empty for the trial. */
const blockHead =
  /^\s*\}?\s*(?:\w+\s+)*(?:if|for|foreach|while|switch|match|select|catch|class|struct|enum|interface|impl|trait|namespace|else)\b/;

/** Ends of a text that needs an operand, an argument or a name after it. */
const openEnd =
  /(?:[,=+\-*/%&|^<>?:.!~]|\b(?:and|or|not|in|is|if|else|return|await|new|from|import|typeof|instanceof))\s*$/;

/**
 * Reports whether a grammar accepts a document with an insertion: as it is, or once its open brackets are closed with the shortest
 * text that could close them. `undefined` if that proves nothing: there are errors without the caret's line already, or parsing takes too long.
 * Parses from `tree`, which is of the text without it; a readable text costs one parse.
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
  const trial = { parser, tree, text, isOver: isOverAfter(clock, maxVerdictMs) };

  const line = text.slice(lineStart, offset) + inserted;
  const isRestBlank = text.slice(offset + replacedLength, lineEnd).trim() === "";
  const judged = { from: text.slice(0, offset).trimEnd().length, to: offset + inserted.trimEnd().length };
  const place = { startOffset: offset, oldEndOffset: offset + replacedLength };
  let isKnown = true;
  for (const end of endsOf(line, { languageId, closers: closersOf(line), isRestBlank })) {
    const verdict = isWrong({ ...trial, ...place, ...judged, said: inserted + end + tail });
    if (verdict === false) return true;
    isKnown &&= verdict !== undefined;
  }
  const without = { startOffset: lineStart, oldEndOffset: lineEnd, said: tail };
  const isWrongAnyway = isWrong({ ...trial, ...without, from: Math.max(0, lineStart - 1), to: lineStart + 1 });
  return isKnown && isWrongAnyway === false ? false : undefined;
}

/** Returns texts that could follow a line and close it, the likeliest first. */
function endsOf(
  line: string,
  params: { languageId: string; closers: string; isRestBlank: boolean },
): ReadonlySet<string> {
  const { languageId, closers, isRestBlank } = params;
  // In a language that the embedded model wasn't trained on it ends with the signs of others.
  const operand =
    openEnd.test(line) && !isForeignCode(languageId) ? [` x${closers}`, ` x${closers};`, ` x: x${closers}`] : [];
  const block = blockHead.test(line) ? [`${closers} {}`] : [];
  const all = isRestBlank ? [closers, ...operand, `${closers};`, ...block, ""] : ["", ...operand, closers, ...block];
  return new Set(all);
}

function isOverAfter(clock: Clock, limitMs: number): () => boolean {
  const endMs = clock.nowMs() + limitMs;
  return () => clock.nowMs() > endMs;
}

/** Reports whether the changed text has an error, or a missing part, between two offsets; `undefined` if parsing takes too long. */
function isWrong(params: {
  isOver: () => boolean;
  parser: Parser;
  tree: Tree;
  text: string;
  startOffset: number;
  oldEndOffset: number;
  said: string;
  from: number;
  to: number;
}): boolean | undefined {
  const { isOver, parser, text, startOffset, oldEndOffset, said, from, to } = params;
  const changed = text.slice(0, startOffset) + said + text.slice(oldEndOffset);
  const edit = { startOffset, oldEndOffset, newEndOffset: startOffset + said.length };
  const old = editedCopy(params.tree, edit, { before: text, after: changed });
  const tree = parser.parse(changed, old, { progressCallback: isOver });
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
