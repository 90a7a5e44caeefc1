import type { Node } from "@vscode/tree-sitter-wasm";
import { readCommon } from "./commonReader";
import type { Declaration, DeclarationKind, DocRange } from "./declaration";
import { kindOfNode } from "./declaringNodes";
import type { DeclarationReader, Signature } from "./reader";

/** Facts that an outline knows about a declaration: its place and its visibility. */
type Place = Pick<Declaration, "name" | "container" | "isPublic"> & { readonly kind: DeclarationKind };

/** Describes a declaring node whose place is known by what grammars share: quick, for whole files. */
export function declarationOf(node: Node, place: Place): Declaration {
  const { body, ...facts } = readCommon(node, place.kind);
  const { startIndex: start, endIndex: end } = node;
  return { ...facts, ...place, start, coreStart: start, end, bodyStart: body?.startIndex ?? end };
}

/** Reads what the language's own reader adds to a declaration of an outline; not its body. */
export function ownFacts(node: Node, reader: DeclarationReader): Partial<Declaration> {
  const own = reader.types.includes(node.type) ? reader.read(node, { isWhole: false }) : undefined;
  if (own === undefined) return {};
  const { parameters, typeParameters, returns, isAccessor } = own;
  return { parameters, typeParameters, ...(returns && { returns }), ...(isAccessor !== undefined && { isAccessor }) };
}

/** Adds the offsets to a reader's facts. */
export function placed(
  node: Node,
  reader: DeclarationReader,
  signature: Signature & Pick<Declaration, "container" | "isPublic">,
): Declaration {
  const { body, kind, ...rest } = signature;
  const statement = statementOf(node, reader);
  const doc = findDoc(node, reader);
  return {
    ...rest,
    kind: kind ?? kindOfNode(node) ?? "constant",
    start: startWithDecorations(statement, reader),
    coreStart: node.startIndex,
    end: statement.endIndex,
    bodyStart: body?.startIndex ?? statement.endIndex,
    ...(doc && { doc }),
  };
}

/** Finds the doc comment or docstring of a declaring node. */
export function findDoc(node: Node, reader: DeclarationReader): DocRange | undefined {
  const body = reader.docInBody ? node.childForFieldName("body") : null;
  return body && reader.docInBody ? reader.docInBody(body) : docAbove(statementOf(node, reader), reader);
}

/** Returns the node with its wrappers: `export`, a decorated definition. */
export function statementOf(node: Node, reader: DeclarationReader): Node {
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

/** Finds the doc comment right above a statement: one block, or consecutive marked lines. */
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
    // A doc line of Rust includes its own line end.
    const end = comment.startIndex + comment.text.trimEnd().length;
    range = { start: comment.startIndex, end: range?.end ?? end };
    below = comment;
    comment = comment.previousNamedSibling;
  }
  return range;
}

/** Counts the lines from the start of `above`'s last line to the start of `below`. */
function gapRows(above: Node, below: Node): number {
  const isLineEndOwned = above.endPosition.column === 0 && above.endPosition.row > above.startPosition.row;
  return below.startPosition.row - above.endPosition.row + (isLineEndOwned ? 1 : 0);
}
