import type { Node } from "@vscode/tree-sitter-wasm";
import type { Declaration, DeclarationKind, DocRange } from "./declaration";

/** What a language's reader finds out about a declaring node; `declarationOf.ts` adds the place. */
export type Signature = Omit<
  Declaration,
  "kind" | "container" | "isPublic" | "start" | "coreStart" | "end" | "bodyStart" | "doc"
> & {
  /** Set where the node's type alone doesn't say it. */
  readonly kind?: DeclarationKind;
  readonly body?: Node | null;
};

/** How declarations are read from a language's syntax tree. */
export interface DeclarationReader {
  /** Types of the nodes that may declare something. */
  readonly types: readonly string[];
  /** Types of nodes that only wrap such a node: a doc comment stands before the outermost. */
  readonly wrappers: readonly string[];
  /** Types of siblings that may stand between a doc comment and what it documents. */
  readonly decorations: readonly string[];
  /** A line comment that documents what follows, where such do; else only slash-star-star blocks do. */
  readonly docLine?: RegExp;
  /**
   * Reads a node of one of `types`; `undefined` where it declares nothing that is documented. `isWhole` asks for what only the body
   * shows, too, which costs a walk through it.
   */
  read(node: Node, params: { isWhole: boolean }): Signature | undefined;
  /** Finds the doc in the body, in a language that has it there. */
  docInBody?(body: Node): DocRange | undefined;
}

/** A node's text on one line; `undefined` where it is too long to be repeated in a comment. */
export function shortText(node: Node | null | undefined, maxLength = 80): string | undefined {
  const text = node?.text.replace(/\s+/g, " ").trim();
  return text === undefined || text.length > maxLength ? undefined : text;
}

/** The nodes of `types` in `body` that are not in a function of their own. */
export function ownDescendants(body: Node, params: { types: string[]; functions: ReadonlySet<string> }): Node[] {
  return body.descendantsOfType(params.types).filter((node): node is Node => {
    if (node === null) return false;
    for (let above = node.parent; above !== null && above.id !== body.id; above = above.parent)
      if (params.functions.has(above.type)) return false;
    return true;
  });
}
