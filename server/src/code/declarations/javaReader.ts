import type { Node } from "@vscode/tree-sitter-wasm";
import type { Parameter } from "./declaration";
import { ownDescendants, shortText, type DeclarationReader, type Signature } from "./reader";
import { joinThrown } from "./thrown";

const nested = new Set(["lambda_expression", "class_declaration", "class_body", "method_declaration"]);

/** Reads declarations of Java. */
export const javaReader: DeclarationReader = {
  types: [
    ...["method_declaration", "constructor_declaration", "compact_constructor_declaration", "class_declaration"],
    ...["interface_declaration", "enum_declaration", "record_declaration", "field_declaration"],
  ],
  wrappers: [],
  decorations: [],
  read(node, { isWhole }) {
    switch (node.type) {
      case "method_declaration":
      case "constructor_declaration":
        return readMethod(node, isWhole);
      case "field_declaration":
        return {
          ...nothing,
          name: node.childForFieldName("declarator")?.childForFieldName("name")?.text ?? "",
          kind: "field",
        };
      default:
        return {
          ...nothing,
          name: nameOf(node),
          parameters: parametersOf(node),
          typeParameters: typeParametersOf(node),
          body: node.childForFieldName("body"),
        };
    }
  },
};

const nothing = { parameters: [], typeParameters: [], throws: [] };

function readMethod(node: Node, isWhole: boolean): Signature {
  const body = node.childForFieldName("body");
  const parameters = parametersOf(node);
  const type = shortText(node.childForFieldName("type"));
  const declared = (node.namedChildren.find((child) => child?.type === "throws")?.namedChildren ?? []).flatMap(
    (child) => child?.text ?? [],
  );
  const raised = body === null || !isWhole ? [] : joinThrown(throwSites(body), { body, parameters });
  const undeclared = raised.filter((thrown) => !declared.includes(thrown.type));
  return {
    name: nameOf(node),
    kind: "function",
    parameters,
    typeParameters: typeParametersOf(node),
    ...(type !== undefined && type !== "void" && { returns: { kind: "returns", type } }),
    throws: [
      ...declared.map((each) => raised.find((thrown) => thrown.type === each) ?? { type: each, conditions: [] }),
      ...undeclared,
    ],
    body,
  };
}

function nameOf(node: Node): string {
  return node.childForFieldName("name")?.text ?? "";
}

function parametersOf(node: Node): Parameter[] {
  return (node.childForFieldName("parameters")?.namedChildren ?? []).flatMap((child): Parameter[] => {
    if (child?.type !== "formal_parameter" && child?.type !== "spread_parameter") return [];
    const isSpread = child.type === "spread_parameter";
    const name = (
      isSpread ? child.namedChildren.find((each) => each?.type === "variable_declarator") : child
    )?.childForFieldName("name");
    const type = shortText(child.childForFieldName("type"));
    return name
      ? [{ name: name.text, ...(type !== undefined && { type }), isOptional: false, rest: isSpread ? "..." : "" }]
      : [];
  });
}

function typeParametersOf(node: Node): string[] {
  const list =
    node.childForFieldName("type_parameters") ?? node.namedChildren.find((child) => child?.type === "type_parameters");
  return (list?.namedChildren ?? []).flatMap((child) => child?.namedChild(0)?.text ?? []);
}

function throwSites(body: Node) {
  return ownDescendants(body, { types: ["throw_statement"], functions: nested }).flatMap((statement) => {
    const thrown = statement.namedChild(0);
    const type = thrown?.type === "object_creation_expression" ? (thrown.childForFieldName("type")?.text ?? "") : "";
    return type !== "" && !isCaught(statement, body) ? [{ type, statement }] : [];
  });
}

function isCaught(statement: Node, body: Node): boolean {
  let inner = statement;
  for (let above = statement.parent; above !== null && above.id !== body.id; inner = above, above = above.parent)
    if (
      /^try_/.test(above.type) &&
      above.childForFieldName("body")?.id === inner.id &&
      above.namedChildren.some((child) => child?.type === "catch_clause")
    )
      return true;
  return false;
}
