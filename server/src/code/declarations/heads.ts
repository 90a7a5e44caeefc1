import type { Tree } from "@vscode/tree-sitter-wasm";
import type { Declaration, DeclarationKind } from "./declaration";
import { outlineOf } from "./outline";

/** The part of a declaration that its users need. Offsets count UTF-16 units. */
export interface DeclarationHead {
  readonly name: string;
  /** Name of the class or module around it; empty at the top. */
  readonly container: string;
  readonly start: number;
  readonly end: number;
}

/** Declarations whose contents are what their users need. */
const shapes: ReadonlySet<DeclarationKind> = new Set(["interface", "type", "enum"]);

/** Longest shape that is a head as a whole; of longer ones each member has a head. // guess: 20 lines */
const maxShapeLength = 800;

/** Longest head. // guess */
const maxHeadLength = 400;

/** Finds the heads of a text's declarations outside function bodies: signatures, first lines of values, whole types. */
export function headsIn(tree: Tree, text: string): DeclarationHead[] {
  const heads: DeclarationHead[] = [];
  let wholeUntil = -1;
  for (const { declaration } of outlineOf(tree.rootNode)) {
    const { name, container, kind, start, end } = declaration;
    if (start < wholeUntil) continue;
    const isWhole = shapes.has(kind) && end - start <= maxShapeLength;
    if (isWhole) wholeUntil = end;
    const length = text.slice(start, isWhole ? end : Math.min(endOfHead(declaration, text), start + maxHeadLength));
    heads.push({ name, container, start, end: start + length.trimEnd().length });
  }
  return heads;
}

function endOfHead({ kind, start, end, bodyStart }: Declaration, text: string): number {
  if (kind !== "constant" && kind !== "field") return bodyStart;
  const lineEnd = text.indexOf("\n", start);
  return lineEnd < 0 ? end : Math.min(end, lineEnd);
}
