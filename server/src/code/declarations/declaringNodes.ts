import type { Node } from "@vscode/tree-sitter-wasm";
import type { DeclarationKind } from "./declaration";

/** Kinds of declarations by node type; the grammars share most of these. */
const kindByType: Readonly<Record<string, DeclarationKind>> = {
  ...each("function", [
    ...["function_declaration", "generator_function_declaration", "function_definition", "method_definition"],
    ...["method_declaration", "function_item", "method", "singleton_method", "constructor_declaration"],
    ...[
      "function_signature",
      "method_signature",
      "function_signature_item",
      "abstract_method_signature",
      "operator_declaration",
    ],
  ]),
  ...each("class", [
    ...["class_declaration", "class_definition", "abstract_class_declaration", "class", "class_specifier"],
    ...[
      "struct_item",
      "struct_specifier",
      "struct_declaration",
      "record_declaration",
      "trait_declaration",
      "union_item",
    ],
  ]),
  ...each("interface", ["interface_declaration", "trait_item"]),
  ...each("enum", ["enum_declaration", "enum_item", "enum_specifier"]),
  ...each("type", ["type_alias_declaration", "type_spec", "type_item", "type_alias", "type_definition"]),
  ...each("module", [
    "internal_module",
    "module_declaration",
    "mod_item",
    "namespace_definition",
    "namespace_declaration",
  ]),
  ...each("constant", ["const_item", "static_item", "const_spec", "var_spec", "macro_definition", "preproc_def"]),
  ...each("field", [
    "property_signature",
    "public_field_definition",
    "field_definition",
    "property_declaration",
    "enum_assignment",
  ]),
};

/** Types of the nodes that hold a function as a value. */
const functionValues = new Set(["arrow_function", "function_expression", "function", "generator_function", "lambda"]);

/** Reports whether all nodes of a type declare something. */
export function isDeclaringType(type: string): boolean {
  return Object.hasOwn(kindByType, type);
}

/** Returns the kind of thing that a node declares; `undefined` if it declares nothing that others may name. */
export function kindOfNode(node: Node): DeclarationKind | undefined {
  if (node.type === "variable_declarator") {
    const value = node.childForFieldName("value");
    if (value?.type === "call_expression" || node.childForFieldName("name")?.type !== "identifier")
      return value ? "constant" : undefined;
    return value && functionValues.has(value.type) ? "function" : "constant";
  }
  if (node.type === "assignment_expression") return assignedFunction(node) === undefined ? undefined : "function";
  if (node.type === "assignment") return node.childForFieldName("left")?.type === "identifier" ? "constant" : undefined;
  if (/^(public_)?field_definition$/.test(node.type)) {
    const value = node.childForFieldName("value");
    return value && functionValues.has(value.type) ? "function" : "field";
  }
  return Object.hasOwn(kindByType, node.type) ? kindByType[node.type] : undefined;
}

/** Returns the function that `exports.name = …` or `Owner.prototype.name = …` names, as old JavaScript does. */
function assignedFunction(node: Node): Node | undefined {
  const value = node.type === "assignment_expression" ? node.childForFieldName("right") : null;
  const isMember = node.childForFieldName("left")?.type === "member_expression";
  return value && isMember && functionValues.has(value.type) ? value : undefined;
}

/** Returns the function that a declaring node names: itself, or its value. */
export function callableOf(node: Node): Node {
  const value = node.childForFieldName("value");
  return assignedFunction(node) ?? (value && functionValues.has(value.type) ? value : node);
}

/** Returns the name that a node declares; empty if it has none of its own. */
export function nameOfNode(node: Node): string {
  if (node.type === "assignment_expression")
    return node.childForFieldName("left")?.childForFieldName("property")?.text ?? "";
  const named = node.childForFieldName("name") ?? node.childForFieldName("property") ?? node.childForFieldName("left");
  if (named) return /^[\w$#.?!=-]+$/.test(named.text) ? named.text : "";
  // C and C++: the name is wrapped in declarators.
  for (let inner = node.childForFieldName("declarator"); inner; inner = inner.childForFieldName("declarator"))
    if (/^(identifier|field_identifier|qualified_identifier|destructor_name|type_identifier)$/.test(inner.type))
      return inner.text;
    else if (inner.childForFieldName("declarator") === null) return "";
  return "";
}

function each(kind: DeclarationKind, types: readonly string[]): Record<string, DeclarationKind> {
  return Object.fromEntries(types.map((type) => [type, kind]));
}
