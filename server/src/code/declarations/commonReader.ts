import type { Node } from "@vscode/tree-sitter-wasm";
import type { DeclarationKind, Parameter } from "./declaration";
import { callableOf, kindOfNode, nameOfNode } from "./declaringNodes";
import { shortText, type DeclarationReader, type Signature } from "./reader";

/**
 * Reads the fields that grammars share: names, parameters, bodies. For the languages without a reader of their own, and for
 * the nodes that theirs leaves out.
 */
export const commonReader: DeclarationReader = {
  types: [],
  wrappers: [],
  decorations: [],
  read: (node) => readCommon(node, kindOfNode(node)),
};

/** Reads any declaring node by the fields that grammars share. */
export function readCommon(node: Node, kind: DeclarationKind | undefined): Signature {
  const callable = callableOf(node);
  const value = kind === "constant" || kind === "field" ? node.childForFieldName("value") : null;
  return {
    name: nameOfNode(node),
    ...(kind !== undefined && { kind }),
    parameters: kind === "function" ? parametersOf(callable) : [],
    typeParameters: [],
    throws: [],
    body: callable.childForFieldName("body") ?? value,
  };
}

function parametersOf(node: Node): Parameter[] {
  const list =
    node.childForFieldName("parameters") ?? node.childForFieldName("declarator")?.childForFieldName("parameters");
  if (!list) return [];
  return list.namedChildren.flatMap((child): Parameter[] => {
    if (!child || child.type === "comment") return [];
    const named =
      child.childForFieldName("pattern") ?? child.childForFieldName("name") ?? child.childForFieldName("left") ?? child;
    const name = /^[*&.\s]*([\p{L}_$][\p{L}\p{N}_$]*)/u.exec(named.text)?.[1];
    if (name === undefined || /^(self|cls|this)$/.test(name)) return [];
    const type = shortText(child.childForFieldName("type"));
    const defaultText = shortText(child.childForFieldName("value"), 30);
    return [
      {
        name,
        ...(type !== undefined && { type }),
        ...(defaultText !== undefined && { defaultText }),
        isOptional: defaultText !== undefined,
        rest: "",
      },
    ];
  });
}
