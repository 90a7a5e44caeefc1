import type { Node } from "@vscode/tree-sitter-wasm";
import type { Declaration, DeclarationKind, DocRange } from "./declaration";

/** Facts that a language's reader gives about a declaring node; `declarationOf.ts` adds the place. */
export type Signature = Omit<
  Declaration,
  "kind" | "container" | "isPublic" | "start" | "coreStart" | "end" | "bodyStart" | "doc"
> & {
  /** Set if the node's type alone doesn't show it. */
  readonly kind?: DeclarationKind;
  readonly body?: Node | null;
};

/** A reader of declarations in a language's syntax tree. */
export interface DeclarationReader {
  /** Types of the nodes that may declare something. */
  readonly types: readonly string[];
  /** Types of nodes that only wrap such a node: a doc comment goes before the outermost. */
  readonly wrappers: readonly string[];
  /** Types of siblings that may be between a doc comment and its declaration. */
  readonly decorations: readonly string[];
  /** A line comment that documents the declaration below, in languages with such comments; the others have slash-star-star blocks only. */
  readonly docLine?: RegExp;
  /**
   * Reads a node of one of `types`; `undefined` if it declares nothing that is documented. `isWhole` also asks for facts that only the body
   * shows, which costs a walk through it.
   */
  read(node: Node, params: { isWhole: boolean }): Signature | undefined;
  /** Finds the doc in the body, in a language that has it there. */
  docInBody?(body: Node): DocRange | undefined;
}

/** Returns a node's text on one line; `undefined` if it is too long to be repeated in a comment. */
export function shortText(node: Node | null | undefined, maxLength = 80): string | undefined {
  const text = node?.text.replace(/\s+/g, " ").trim();
  return text === undefined || text.length > maxLength ? undefined : text;
}

/** Returns the nodes of `types` in `body` that aren't inside another function. */
export function ownDescendants(body: Node, params: { types: string[]; functions: ReadonlySet<string> }): Node[] {
  return body.descendantsOfType(params.types).filter((node): node is Node => {
    if (node === null) return false;
    for (let above = node.parent; above !== null && above.id !== body.id; above = above.parent)
      if (params.functions.has(above.type)) return false;
    return true;
  });
}
