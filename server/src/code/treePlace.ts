import type { Node, Tree } from "@vscode/tree-sitter-wasm";
import type { CaretPlace } from "./caret";
import type { Language } from "./language";
import type { NodeKind } from "./nodeKinds";
import { isDocstring } from "./placeByText";

/** A node on the way from the root to the caret. */
export interface PathNode {
  readonly kind: NodeKind;
  /** The grammar's own id of the node's type. */
  readonly typeId: number;
  readonly start: number;
  readonly end: number;
}

/** The result of reading a tree at a place in its text. */
export interface TreeReading {
  /** From the root's child inwards; every node contains the character before the caret. */
  readonly path: readonly PathNode[];
  readonly place: CaretPlace;
  /** Start of the outermost comment or literal around the caret, if it is in one. */
  readonly literalStart: number | undefined;
  /** False if the tree is broken on the caret's line, so that the text must decide. */
  readonly isCertain: boolean;
}

/** Most nodes of a line that are checked for errors. */
const maxSiblings = 64; // guess

/**
 * Reads the caret's place from a tree. `text` must be the tree's own up to the caret; beyond it nothing is read.
 * The character before the caret counts, so that the end of a line comment is still comment.
 */
export function readTree(params: {
  tree: Tree;
  kinds: readonly NodeKind[];
  language: Language;
  text: string;
  offset: number;
}): TreeReading {
  const { text, offset } = params;
  const reading = readAt(params);
  // Some grammars leave the blanks at the end of a line out of the text or scalar that they belong to.
  const end = trimmedEnd(text, offset);
  if (reading.place !== "code" || end === offset) return reading;
  const before = readAt({ ...params, offset: end });
  return before.path.at(-1)?.kind === "text" || before.path.at(-1)?.kind === "opaque" ? before : reading;
}

function readAt(params: Parameters<typeof readTree>[0]): TreeReading {
  const { tree, kinds, language, text, offset } = params;
  if (offset === 0) return { path: [], place: "code", literalStart: undefined, isCertain: true };
  const { path, isCertain } = descend({ tree, kinds, text, offset });
  let literal: PathNode | undefined;
  let outermost: PathNode | undefined;
  for (const node of path) {
    if (node.kind === "interpolation" && offset < node.end) literal = undefined;
    if (isLiteral(node.kind) && isInside(language, text, node, offset)) {
      literal ??= node;
      outermost ??= node;
    }
  }
  const place = literal === undefined ? "code" : placeOf(language, text, literal);
  const isDoubtful = place === "code" && tree.rootNode.hasError && hasOpenComment(language, text, offset);
  return { path, place, literalStart: outermost?.start, isCertain: isCertain && !isDoubtful };
}

/** Distance within which an unfinished comment is searched upwards, in UTF-16 units. // guess */
const openCommentLength = 4000;

/** Reports whether an unclosed block comment opens above: a parser may have read its words as code. */
function hasOpenComment(language: Language, text: string, offset: number): boolean {
  const above = text.slice(Math.max(0, offset - openCommentLength), offset);
  return language.blockComments.some(({ open, close }) => {
    const start = above.lastIndexOf(open);
    return start >= 0 && !above.includes(close, start + open.length);
  });
}

function isLiteral(kind: NodeKind): boolean {
  return kind === "comment" || kind === "string" || kind === "opaque" || kind === "text";
}

/** Walks down to the innermost node that contains the character before the caret, and looks for errors on the caret's line. */
function descend(params: { tree: Tree; kinds: readonly NodeKind[]; text: string; offset: number }): {
  path: PathNode[];
  isCertain: boolean;
} {
  const { tree, kinds, text, offset } = params;
  const from = Math.min(firstNonBlank(text, offset), offset - 1);
  const path: PathNode[] = [];
  let node = tree.rootNode;
  let isCertain = node.typeId !== errorTypeId;
  let isLineSplit = false;
  for (;;) {
    if (!isLineSplit) {
      const state = lineState(node, from, offset);
      isLineSplit = state !== "whole";
      if (state === "broken") isCertain = false;
    }
    const child = childAt(node, offset - 1);
    if (child === null || child.startIndex >= offset) return { path, isCertain };
    const { typeId } = child;
    if (typeId === errorTypeId) isCertain = false;
    path.push({ kind: kinds[typeId] ?? "other", typeId, start: child.startIndex, end: child.endIndex });
    node = child;
  }
}

/** Type id of ERROR nodes in every grammar. Source: tree-sitter's `ts_builtin_sym_error`, as the 16 bits of a node carry it. */
const errorTypeId = 65535;

/** Returns the first child that ends after `index`. (The cursor's method for this ignores its argument in web-tree-sitter 0.25.) */
function childAt(node: Node, index: number): Node | null {
  return node.firstChildForIndex(index);
}

/** Reports whether one child of `node` contains the line from `from` to the caret, and else whether its children there are sound. */
function lineState(node: Node, from: number, offset: number): "whole" | "sound" | "broken" {
  let child = childAt(node, from);
  if (child === null) return "sound";
  if (child.startIndex <= from && child.endIndex >= offset) return "whole";
  for (let count = 0; child !== null && count < maxSiblings && child.startIndex < offset; count++) {
    if (child.hasError || child.isMissing) return "broken";
    child = child.nextSibling;
  }
  return "sound";
}

/** Returns the end of the non-blank text before the caret on its line; the caret itself on a blank line. */
function trimmedEnd(text: string, offset: number): number {
  let end = offset;
  while (end > 0 && /[ \t]/.test(text.charAt(end - 1))) end--;
  return end === 0 || text.charAt(end - 1) === "\n" ? offset : end;
}

/** Returns the offset of the first non-blank character of the caret's line, or the caret if it has none. */
function firstNonBlank(text: string, offset: number): number {
  let position = text.lastIndexOf("\n", offset - 1) + 1;
  while (position < offset && /\s/.test(text.charAt(position))) position++;
  return position;
}

/** Opening of a literal: letters or marks that qualify it, then the quotes. */
const opening = /(?:r#{1,8}|%[a-zA-Z]?|[a-zA-Z$@]{0,3})(?:"""|'''|["'`/([{<|])/y;

/** Reports whether the caret is after the node's opening and before its end. A literal that nothing closes is an error, not a node. */
function isInside(language: Language, text: string, node: PathNode, offset: number): boolean {
  if (node.kind === "text") return text.slice(node.start, offset).trim() !== "";
  if (node.kind === "opaque") return offset < node.end || text.charAt(offset - 1) !== "\n";
  if (node.kind === "comment") {
    const block = language.blockComments.find(({ open }) => text.startsWith(open, node.start));
    if (block === undefined) return text.charAt(offset - 1) !== "\n";
    const contentStart = node.start + block.open.length;
    return offset >= contentStart && !text.slice(contentStart, offset).endsWith(block.close);
  }
  opening.lastIndex = node.start;
  return offset >= node.start + (opening.exec(text)?.[0].length ?? 1) && offset < node.end;
}

function placeOf(language: Language, text: string, literal: PathNode): CaretPlace {
  const { kind, start } = literal;
  if (kind === "text") return "text";
  if (kind === "opaque") return "string";
  if (kind === "string") return isDocstring(language, text, start) ? "docstring" : "string";
  const isMarked = (token: string): boolean => text.startsWith(token, start);
  const block = language.blockComments.find(({ open }) => isMarked(open));
  if (block !== undefined) return block.isDoc ? "docComment" : "blockComment";
  const doc = language.docLineComments.find(isMarked);
  // A token's last character repeated (`////`) makes a ruler, not documentation.
  return doc !== undefined && text.charAt(start + doc.length) !== doc.at(-1) ? "docComment" : "lineComment";
}
