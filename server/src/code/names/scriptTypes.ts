import type { Node } from "@vscode/tree-sitter-wasm";
import type { TypeName } from "./shape";

/** Primitive types and the objects that have their members. */
const primitives: Readonly<Record<string, string>> = { string: "String", number: "Number", boolean: "Boolean" };

/** Returns the type that an annotation names; `undefined` for unions, functions and all else that isn't one name. */
export function annotatedType(node: Node | null | undefined): TypeName | undefined {
  if (node === null || node === undefined) return undefined;
  switch (node.type) {
    case "type_annotation":
    case "parenthesized_type":
      return annotatedType(node.namedChild(0));
    case "predefined_type":
      return Object.hasOwn(primitives, node.text) ? { name: primitives[node.text] ?? "" } : undefined;
    case "array_type":
    case "tuple_type":
      return { name: "Array" };
    case "template_literal_type":
      return { name: "String" };
    case "type_identifier":
      return { name: node.text };
    case "generic_type": {
      const name = node.childForFieldName("name");
      return name?.type === "type_identifier" ? { name: name.text } : undefined;
    }
    default:
      return undefined;
  }
}

/** Returns the type of a value whose form alone shows it. */
function valueType(node: Node | null): TypeName | undefined {
  if (node === null) return undefined;
  switch (node.type) {
    case "string":
    case "template_string":
      return { name: "String" };
    case "number":
      return { name: "Number" };
    case "array":
      return { name: "Array" };
    case "regex":
      return { name: "RegExp" };
    case "new_expression": {
      const made = node.childForFieldName("constructor");
      return made?.type === "identifier" ? { name: made.text } : undefined;
    }
    default:
      return undefined;
  }
}

/** Returns the type of a variable or a field: the annotated one, else that of a value which isn't replaced later. */
export function declaredType(node: Node, isConstant: boolean): TypeName | undefined {
  const annotation = node.childForFieldName("type");
  if (annotation) return annotatedType(annotation);
  return isConstant ? valueType(node.childForFieldName("value")) : undefined;
}
