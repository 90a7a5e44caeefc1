import type { Node, Tree } from "@vscode/tree-sitter-wasm";
import type { Declaration } from "./declaration";
import { findDoc, placed, statementOf } from "./declarationOf";
import { commonReader } from "./commonReader";
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

/** Returns the reader of declarations for doc comments in a document parsed by `grammar`. `undefined` if the language has no reader of its own. */
export function readerOf(grammar: string | undefined): DeclarationReader | undefined {
  return grammar === undefined ? undefined : readers[grammar];
}

/** Returns the reader of declarations for an outline: the language's own, else the one for the features that grammars share. */
export function outlineReaderOf(grammar: string): DeclarationReader {
  return readers[grammar] ?? commonReader;
}

/**
 * Finds every declaration of a tree, in the order of the text; with `from`–`to`, only those that the range touches. Code that
 * the parser could not read is left out.
 */
export function declarationsIn(
  tree: Tree,
  reader: DeclarationReader,
  range?: { from: number; to: number },
): Declaration[] {
  const nodes = tree.rootNode.descendantsOfType([...reader.types]);
  return nodes.flatMap((node) => {
    if (node === null || (range && (node.startIndex > range.to || node.endIndex < range.from))) return [];
    return wholeDeclaration(node, reader) ?? [];
  });
}

/** Finds the declarations that have a doc comment; the others are not read, so that this is cheap. */
export function documentedIn(tree: Tree, reader: DeclarationReader): Declaration[] {
  return tree.rootNode.descendantsOfType([...reader.types]).flatMap((node) => {
    if (node === null || findDoc(node, reader) === undefined) return [];
    return wholeDeclaration(node, reader) ?? [];
  });
}

/**
 * Finds the declaration whose text, or whose decorators, begin at `start`: the one that a comment ending before
 * `start` documents.
 */
export function declarationFrom(tree: Tree, reader: DeclarationReader, start: number): Declaration | undefined {
  let outermost = tree.rootNode.descendantForIndex(start);
  while (outermost?.parent && outermost.parent.parent && outermost.parent.startIndex === start)
    outermost = outermost.parent;
  // Between decorators and their declaration there may only be siblings.
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
    const declaration = wholeDeclaration(node, reader);
    if (declaration) return declaration;
  }
  return undefined;
}

/** Finds the innermost declaration whose body contains `offset`, which a literal there may document. */
export function declarationAround(tree: Tree, reader: DeclarationReader, offset: number): Declaration | undefined {
  for (let node = tree.rootNode.descendantForIndex(Math.max(0, offset - 1)); node; node = node.parent) {
    if (!reader.types.includes(node.type)) continue;
    const declaration = wholeDeclaration(node, reader);
    const hasBody = declaration && declaration.kind !== "constant" && declaration.kind !== "field";
    if (hasBody && declaration.start <= offset) return declaration;
  }
  return undefined;
}

/** Reads a node on its own, with the facts in its body; `undefined` if its head is broken. */
function wholeDeclaration(node: Node, reader: DeclarationReader): Declaration | undefined {
  const signature = reader.read(node, { isWhole: true });
  if (signature === undefined || signature.name === "" || isBroken(node, signature.body ?? null)) return undefined;
  return placed(node, reader, { ...signature, container: "", isPublic: true });
}

/** Reports whether the head of a declaration has errors; those of its body do not matter. */
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
