import type { Node, Tree } from "@vscode/tree-sitter-wasm";
import type { Declaration, DocRange } from "./declaration";
import { goReader } from "./goReader";
import { javaReader } from "./javaReader";
import { pythonReader } from "./pythonReader";
import type { DeclarationReader } from "./reader";
import { rustReader } from "./rustReader";
import { scriptReader } from "./scriptReader";

const readers: Readonly<Record<string, DeclarationReader>> = {
  typescript: scriptReader,
  tsx: scriptReader,
  javascript: scriptReader,
  python: pythonReader,
  java: javaReader,
  rust: rustReader,
  go: goReader,
};

/** Finds how declarations are read where a document is parsed by `grammar`; `undefined` where nobody can. */
export function readerOf(grammar: string | undefined): DeclarationReader | undefined {
  return grammar === undefined ? undefined : readers[grammar];
}

/**
 * Every declaration of a tree, in the order of the text; of those that `from`–`to` touches if they are given. What the parser
 * could not make out is left out.
 */
export function declarationsIn(
  tree: Tree,
  reader: DeclarationReader,
  range?: { from: number; to: number },
): Declaration[] {
  const nodes = tree.rootNode.descendantsOfType([...reader.types]);
  return nodes.flatMap((node) => {
    if (node === null || (range && (node.startIndex > range.to || node.endIndex < range.from))) return [];
    return declarationOf(node, reader) ?? [];
  });
}

/** The declarations that have a doc comment; the others are not read, so that this is cheap. */
export function documentedIn(tree: Tree, reader: DeclarationReader): Declaration[] {
  return tree.rootNode.descendantsOfType([...reader.types]).flatMap((node) => {
    if (node === null || findDoc(node, reader) === undefined) return [];
    return declarationOf(node, reader) ?? [];
  });
}

function findDoc(node: Node, reader: DeclarationReader): DocRange | undefined {
  const body = reader.docInBody ? node.childForFieldName("body") : null;
  return body && reader.docInBody ? reader.docInBody(body) : docAbove(statementOf(node, reader), reader);
}

/**
 * The declaration whose text begins at `start` or, with what decorates it, around it: what a comment that ends before
 * `start` documents.
 */
export function declarationFrom(tree: Tree, reader: DeclarationReader, start: number): Declaration | undefined {
  let outermost = tree.rootNode.descendantForIndex(start);
  while (outermost?.parent && outermost.parent.parent && outermost.parent.startIndex === start)
    outermost = outermost.parent;
  // Between decorators and what they decorate there may be siblings only.
  while (outermost && reader.decorations.includes(outermost.type)) outermost = outermost.nextNamedSibling;
  if (!outermost) return undefined;
  const nodes = [outermost, ...outermost.descendantsOfType([...reader.types])];
  for (const node of nodes) {
    if (
      node === null ||
      !reader.types.includes(node.type) ||
      statementOf(node, reader).startIndex !== outermost.startIndex
    )
      continue;
    const declaration = declarationOf(node, reader);
    if (declaration) return declaration;
  }
  return undefined;
}

/** The innermost declaration whose body holds `offset`: what a literal there may document. */
export function declarationAround(tree: Tree, reader: DeclarationReader, offset: number): Declaration | undefined {
  for (let node = tree.rootNode.descendantForIndex(Math.max(0, offset - 1)); node; node = node.parent) {
    if (!reader.types.includes(node.type)) continue;
    const declaration = declarationOf(node, reader);
    if (declaration && declaration.kind !== "value" && declaration.start <= offset) return declaration;
  }
  return undefined;
}

function declarationOf(node: Node, reader: DeclarationReader): Declaration | undefined {
  const signature = reader.read(node);
  if (signature === undefined || signature.name === "" || isBroken(node, signature.body ?? null)) return undefined;
  const { body, ...rest } = signature;
  const statement = statementOf(node, reader);
  const doc = findDoc(node, reader);
  return {
    ...rest,
    start: startWithDecorations(statement, reader),
    coreStart: node.startIndex,
    end: statement.endIndex,
    bodyStart: body?.startIndex ?? statement.endIndex,
    ...(doc && { doc }),
  };
}

/** Whether the head of a declaration has errors; those of its body do not matter. */
function isBroken(node: Node, body: Node | null): boolean {
  if (!node.hasError) return false;
  if (node.isError || node.isMissing) return true;
  return node.children.some(
    (child) => child !== null && child.id !== body?.id && child.hasError && !holds(child, body),
  );
}

function holds(node: Node, inner: Node | null): boolean {
  return inner !== null && node.startIndex <= inner.startIndex && node.endIndex >= inner.endIndex;
}

function statementOf(node: Node, reader: DeclarationReader): Node {
  let statement = node;
  while (statement.parent && reader.wrappers.includes(statement.parent.type)) statement = statement.parent;
  return statement;
}

function startWithDecorations(statement: Node, reader: DeclarationReader): number {
  let { startIndex } = statement;
  for (
    let above = statement.previousNamedSibling;
    above && reader.decorations.includes(above.type);
    above = above.previousNamedSibling
  )
    startIndex = above.startIndex;
  return startIndex;
}

/** The doc comment right above a statement: one block, or the marked lines one under the other. */
function docAbove(statement: Node, reader: DeclarationReader): DocRange | undefined {
  let below = statement;
  let comment = statement.previousNamedSibling;
  for (; comment && reader.decorations.includes(comment.type); comment = comment.previousNamedSibling) below = comment;
  if (!comment?.type.endsWith("comment")) return undefined;
  const { text } = comment;
  if (text.startsWith("/**"))
    return gapRows(comment, below) <= 1 ? { start: comment.startIndex, end: comment.endIndex } : undefined;
  const { docLine } = reader;
  if (docLine === undefined) return undefined;
  let range: DocRange | undefined;
  while (comment?.type.endsWith("comment") && docLine.test(comment.text) && gapRows(comment, below) === 1) {
    // A doc line of Rust holds its own line end.
    const end = comment.startIndex + comment.text.trimEnd().length;
    range = { start: comment.startIndex, end: range?.end ?? end };
    below = comment;
    comment = comment.previousNamedSibling;
  }
  return range;
}

/** Lines from where `above` begins its last line to where `below` begins. */
function gapRows(above: Node, below: Node): number {
  const isLineEndOwned = above.endPosition.column === 0 && above.endPosition.row > above.startPosition.row;
  return below.startPosition.row - above.endPosition.row + (isLineEndOwned ? 1 : 0);
}
