import type { Language as Grammar, Node, Parser, Tree } from "@vscode/tree-sitter-wasm";
import type { Clock } from "../base/clock";
import { isForeignCode } from "./foreignForms";
import { addsIndentFault } from "./indentFault";
import { lex } from "./lexer";
import { editedCopy } from "./pendingEdit";
import { closersOf, closingTexts } from "./trialEnds";

/** The place in a document at which texts are tried. Offsets count UTF-16 units. */
export interface TrialPlace {
  /** The document's text. */
  readonly text: string;
  /** Start of the range that the texts replace. */
  readonly offset: number;
  /** Longest that the verdicts on one answer may take, in ms. */
  readonly limitMs: number;
}

/**
 * True if the document takes a text without one more syntax error. `late` if the time is over or there is no tree of the document yet; `undefined` if the
 * document has errors around the caret's line anyway.
 */
export type TrialVerdict = boolean | "late" | undefined;

/** A judge of the texts that one answer could insert. It serves until the next `await`, and for a few milliseconds in all. */
export interface Trial {
  /** Judges the document with `inserted` in place of `replacedLength` characters. */
  reads(inserted: string, replacedLength: number): TrialVerdict;
}

/** Makes the judge for a place in the document `uri`; `undefined` if its language has no grammar. */
export type TrialAt = (uri: string, place: TrialPlace) => Trial | undefined;

/** Longest text whose open brackets are closed at its end, in UTF-16 units. // guess: reading it takes 1 ms */
const maxClosedLength = 50_000;

/** UTF-16 units passed to the parser at a time. Source: web-tree-sitter's input buffer holds 5,120. */
const readLength = 4096;

/** The place of a syntax error, in the text that has it. */
interface SyntaxFault {
  readonly from: number;
  readonly to: number;
}

/**
 * Makes the judge for a place in a text, by its grammar: each verdict parses from `tree`, which is of the text. An insertion that ends in an opener, an
 * operator or a comma is judged after closing it with the shortest text that could; so is one on a line that can't be read yet.
 */
export function trialAt(
  { parser, grammar, tree, clock }: { parser: Parser; grammar: Grammar; tree: Tree; clock: Clock },
  { languageId, text, offset, limitMs }: TrialPlace & { languageId: string },
): Trial {
  parser.setLanguage(grammar);
  const endMs = clock.nowMs() + limitMs;
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const newline = text.indexOf("\n", offset);
  const lineEnd = newline < 0 ? text.length : newline;
  const isWhole = !tree.rootNode.hasError;
  // A file that is being written from top to bottom has its last blocks open.
  const isAtEnd = !isWhole && text.slice(lineEnd).trim() === "" && lineStart < maxClosedLength;
  const tail = isAtEnd ? `\n${closersOf(lex(text.slice(0, lineStart), { languageId, visit: () => false }).open)}` : "";

  const isOver = (): boolean => clock.nowMs() > endMs;
  const faultsAfter = (start: number, oldEnd: number, said: string): readonly SyntaxFault[] | undefined =>
    isOver()
      ? undefined
      : faultsOf({
          parser,
          tree,
          text,
          start,
          ...(isAtEnd ? { oldEnd: text.length, said: said + text.slice(oldEnd) + tail } : { oldEnd, said }),
          isOver,
        });
  const unchanged = once(() =>
    tail === "" ? faultsIn(tree.rootNode, isOver) : faultsAfter(text.length, text.length, ""),
  );
  const withoutLine = once(() => faultsAfter(lineStart, lineEnd, ""));

  const reads = (inserted: string, replacedLength: number): TrialVerdict => {
    const after = (end: string): readonly SyntaxFault[] | undefined =>
      faultsAfter(offset, offset + replacedLength, inserted + end);
    const plain = after("");
    if (plain?.length === 0) return true;
    const isForeign = isForeignCode(languageId);
    const old = unchanged();
    const bare = old?.length === 0 && !isForeign ? old : withoutLine();
    if (plain === undefined || old === undefined || bare === undefined) return "late";
    // An embedded model that wasn't trained on the language needn't close blocks that end with a word.
    const allowed = isForeign ? Infinity : Math.min(old.length, bare.length);
    const region = { from: text.slice(0, offset).trimEnd().length, to: offset + inserted.trimEnd().length };
    const isRead = (faults: readonly SyntaxFault[] | undefined): boolean | undefined =>
      faults && faults.length <= allowed && !faults.some((fault) => touches(fault, region));
    if (isRead(plain) === true) return true;
    const isOuterClosed = old.length === 0;
    const { endsOpen, ends } = closingTexts(text.slice(lineStart, offset), inserted, { languageId, isOuterClosed });
    const mayClose = endsOpen || isForeign || old.length > bare.length;
    const verdict = mayClose && firstTrue(ends, (end) => isRead(after(end)));
    const isWrongAnyway = bare.some((fault) => touches(fault, { from: lineStart - 1, to: lineStart + 1 }));
    if (verdict === false && isWrongAnyway) return undefined;
    return verdict ?? "late";
  };

  return {
    reads(inserted, replacedLength) {
      const verdict = reads(inserted, replacedLength);
      const place = { text, offset, said: inserted, replacedLength };
      // Python's grammar takes any indentation.
      return verdict === true && languageId === "python" && addsIndentFault(tree.rootNode, place) ? false : verdict;
    },
  };
}

function once<T>(compute: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => (known ??= { value: compute() }).value;
}

/** Returns true for the first item that gives true; else `undefined` if one gave `undefined`. */
function firstTrue<T>(items: Iterable<T>, test: (item: T) => boolean | undefined): boolean | undefined {
  let isKnown = true;
  for (const item of items) {
    const result = test(item);
    if (result === true) return true;
    isKnown &&= result !== undefined;
  }
  return isKnown ? false : undefined;
}

function touches(fault: SyntaxFault, region: SyntaxFault): boolean {
  return fault.from < region.to && Math.max(fault.to, fault.from + 1) > region.from;
}

/** Finds the errors of a changed text; `undefined` if parsing takes too long. */
function faultsOf(params: {
  isOver: () => boolean;
  parser: Parser;
  tree: Tree;
  text: string;
  start: number;
  oldEnd: number;
  said: string;
}): readonly SyntaxFault[] | undefined {
  const { isOver, parser, text, start, oldEnd, said } = params;
  const changed = text.slice(0, start) + said + text.slice(oldEnd);
  const edit = { startOffset: start, oldEndOffset: oldEnd, newEndOffset: start + said.length };
  const old = editedCopy(params.tree, edit, { before: text, after: changed });
  const read = (index: number): string => changed.slice(index, index + readLength);
  const tree = parser.parse(read, old, { progressCallback: isOver });
  old.delete();
  if (tree === null) {
    parser.reset();
    return undefined;
  }
  const faults = faultsIn(tree.rootNode, isOver);
  tree.delete();
  return faults;
}

/** Finds the outermost errors and the missing parts below a node; `undefined` if that takes too long. A tree may be thousands of nodes deep. */
export function faultsIn(root: Node, isOver: () => boolean): readonly SyntaxFault[] | undefined {
  const faults: SyntaxFault[] = [];
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (isOver()) return undefined;
    if (node.isError || node.isMissing) faults.push({ from: node.startIndex, to: node.endIndex });
    else if (node.hasError) {
      let isDeeper = false;
      for (const child of node.children) {
        if (isOver()) return undefined;
        if (child === null || !(child.hasError || child.isError || child.isMissing)) continue;
        isDeeper = true;
        open.push(child);
      }
      // A missing line end or semicolon has no node.
      if (!isDeeper) faults.push({ from: node.endIndex, to: node.endIndex });
    }
  }
  return faults;
}
