import type { Node, Tree } from "@vscode/tree-sitter-wasm";
import { isDeclaringType, kindOfNode, nameOfNode } from "./declarations/declaringNodes";
import type { NodeKind } from "./nodeKinds";

/** The scope that the caret's line belongs to. Reads the tree when it is asked, not before. */
export interface CaretScope {
  /** Reports whether another statement of the scope declares a name. */
  declares(name: string): boolean;
  /** Reports whether code here belongs to an object, as `this` and `self` need; `undefined` if the tree doesn't show it. */
  hasSelf(): boolean | undefined;
}

/** Types of the nodes whose children are one scope; the grammars share these endings. */
const scopeType = /(?:^|_)(?:block|body|program|source_file|module|unit|list|script|ERROR)$/;
/** Nodes between a scope and its declarations. */
const wrapperType =
  /^(?:export_statement|lexical_declaration|variable_declaration|decorated_definition|(?:type|const|var|ambient)_declaration)$/;
/** A head without its body, which may be repeated: an overload. */
const signatureType = /signature/;
/** Nodes that give their code an object. */
const ownerType = /^(?:object|object_expression|method_definition|function_expression|generator_function|this)$/;
/** Most statements of a scope that are read. // guess: more is machine-made */
const maxStatements = 2_000;
/** Most characters of a function that are searched for its own `this`. */
const maxFunctionLength = 20_000;

/**
 * Describes the scope at `offset` by a tree of the text as it is or was some keys ago. `column` is the depth of the caret's line:
 * in a language of indentation it decides which block the line belongs to.
 */
export function caretScope(params: {
  tree: Tree;
  kinds: readonly NodeKind[];
  /** Offset in the tree's text. */
  offset: number;
  /** Offset of the last character with content before it; negative without one. */
  contentOffset: number;
  column: number;
  isIndented: boolean;
}): CaretScope {
  const { tree, kinds, offset, contentOffset, column, isIndented } = params;
  const innermost = contentOffset < 0 ? null : tree.rootNode.descendantForIndex(contentOffset);
  const holdsCaret = (node: Node): boolean =>
    isIndented ? (node.firstNamedChild?.startPosition.column ?? 0) <= column : node.endIndex > offset;
  const scope = (): Node => {
    for (let node = innermost; node?.parent; node = node.parent)
      if (scopeType.test(node.type) && holdsCaret(node)) return node;
    return tree.rootNode;
  };
  return {
    declares: (name) => declaredIn(scope(), offset).has(name),
    hasSelf() {
      for (let node: Node | null = scope(); node; node = node.parent) {
        if (kinds[node.typeId] === "type" && node.parent) return true;
        if (ownerType.test(node.type)) return true;
        if (node.type === "ERROR") return undefined;
        if (kinds[node.typeId] === "function" && namesSelf(node)) return true;
      }
      return false;
    },
  };
}

/** Returns the names that a scope declares, but for the statement at the caret. */
function declaredIn(scope: Node, offset: number): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: Node): void => {
    if (node.startIndex <= offset && node.endIndex >= offset) return;
    if (wrapperType.test(node.type)) for (const child of node.namedChildren) if (child) visit(child);
    const isNamed = node.type === "variable_declarator" || isDeclaringType(node.type);
    if (!isNamed || signatureType.test(node.type) || kindOfNode(node) === undefined) return;
    names.add(nameOfNode(node));
  };
  for (const child of scope.namedChildren.slice(0, maxStatements)) if (child) visit(child);
  return names;
}

/** Reports whether a free function has an object all the same: it takes `self`, or already uses `this`. */
function namesSelf(node: Node): boolean {
  return /\b(?:this|self)\b/.test(node.text.slice(0, maxFunctionLength));
}
