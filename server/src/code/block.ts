import type { Language } from "./language";
import type { PathNode } from "./treePlace";

/** End of the block around the caret. */
export interface BlockEnd {
  /** Offset of the closing bracket or word; in languages of indentation the end of the block's last line. */
  readonly offset: number;
  /** Blank characters before the line that opened the block; code indented no deeper is outside the block. */
  readonly indent: number;
}

/** The function, method or type around the caret. */
export interface Enclosing {
  readonly kind: "function" | "type";
  readonly startOffset: number;
  readonly endOffset: number;
}

/** Most lines that are searched downwards for the end of a block. */
const maxLines = 400; // guess

/** Finds the end of the innermost bracketed block on the caret's path through a tree of this very `text`. */
export function blockEndInTree(params: {
  path: readonly PathNode[];
  text: string;
  offset: number;
}): BlockEnd | undefined {
  const { path, text, offset } = params;
  for (const node of path.toReversed()) {
    if (node.kind === "interpolation" || text.charAt(node.start) !== "{" || text.charAt(node.end - 1) !== "}") continue;
    if (node.start >= offset || node.end - 1 < offset) continue;
    return { offset: node.end - 1, indent: indentAt(text, node.start) };
  }
  return undefined;
}

/**
 * Finds the end of the caret's block by indentation: the first line below that is indented less than the caret's.
 * On a blank line the caret's own column counts, because the user is about to write there.
 */
export function blockEndByIndent(language: Language, text: string, offset: number): BlockEnd | undefined {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const depth = text.slice(lineStart, offset).trim() === "" ? offset - lineStart : indentAt(text, offset);
  if (depth === 0) return undefined;
  let lastEnd = endOfLine(text, offset);
  let next = lastEnd + 1;
  for (let count = 0; count < maxLines && next < text.length; count++) {
    const end = endOfLine(text, next);
    if (text.slice(next, end).trim() !== "") {
      const indent = indentAt(text, next);
      if (indent < depth) return { offset: language.blockStyle === "indent" ? lastEnd : next + indent, indent };
      lastEnd = end;
    }
    next = end + 1;
  }
  return next >= text.length ? { offset: lastEnd, indent: 0 } : undefined;
}

/** Returns the innermost function or type on the caret's path. */
export function enclosingInTree(path: readonly PathNode[]): Enclosing | undefined {
  for (const { kind, start, end } of path.toReversed())
    if (kind === "function" || kind === "type") return { kind, startOffset: start, endOffset: end };
  return undefined;
}

/** Counts the blank characters at the start of the line at `offset`. */
function indentAt(text: string, offset: number): number {
  const lineStart = offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
  let end = lineStart;
  while (text.charAt(end) === " " || text.charAt(end) === "\t") end++;
  return end - lineStart;
}

function endOfLine(text: string, offset: number): number {
  const newline = text.indexOf("\n", offset);
  return newline < 0 ? text.length : newline;
}
