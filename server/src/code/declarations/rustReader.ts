import type { Node } from "@vscode/tree-sitter-wasm";
import type { Parameter } from "./declaration";
import { ownDescendants, shortText, type DeclarationReader, type Signature } from "./reader";
import { joinThrown, type ThrowSite } from "./thrown";

const nested = new Set(["function_item", "closure_expression", "async_block", "impl_item"]);

/** The name of a panic among the errors that a declaration throws. */
export const panic = "panic";

/** Reads declarations of Rust. Thrown errors are those of a `Result` and `panic`. */
export const rustReader: DeclarationReader = {
  types: [
    ...["function_item", "function_signature_item", "struct_item", "enum_item", "trait_item", "union_item", "mod_item"],
    ...["type_item", "const_item", "static_item", "macro_definition", "field_declaration", "enum_variant"],
  ],
  wrappers: [],
  decorations: ["attribute_item"],
  docLine: /^\/\/\/(?!\/)/,
  read(node, { isWhole }) {
    if (node.type.startsWith("function")) return readFunction(node, isWhole);
    const isField = node.type === "field_declaration" || node.type === "enum_variant";
    return { ...nothing, name: nameOf(node), ...(isField && { kind: "field" }), body: node.childForFieldName("body") };
  },
};

const nothing = { parameters: [], typeParameters: [], throws: [] };

function nameOf(node: Node): string {
  return node.childForFieldName("name")?.text ?? "";
}

function readFunction(node: Node, isWhole: boolean): Signature {
  const body = node.childForFieldName("body");
  const type = shortText(node.childForFieldName("return_type"));
  const parameters = (node.childForFieldName("parameters")?.namedChildren ?? []).flatMap((child): Parameter[] => {
    const pattern = child?.type === "parameter" ? child.childForFieldName("pattern") : undefined;
    const parameterType = shortText(child?.childForFieldName("type"));
    if (pattern?.type !== "identifier") return [];
    return [
      { name: pattern.text, ...(parameterType !== undefined && { type: parameterType }), isOptional: false, rest: "" },
    ];
  });
  const canFail = type !== undefined && /(?:^|::|<)Result\b/.test(type);
  const errors = body === null || !canFail || !isWhole ? [] : joinThrown(errorSites(body), { body, parameters });
  const panics = body === null || !isWhole ? [] : joinThrown(panicSites(body), { body, parameters });
  return {
    name: nameOf(node),
    kind: "function",
    parameters,
    typeParameters: [],
    ...(type !== undefined && type !== "()" && { returns: { kind: "returns", type } }),
    // A Result shows that there are errors even if the body only passes them on.
    throws: [...(canFail && errors.length === 0 ? [{ type: "", conditions: [] }] : errors), ...panics],
    body,
  };
}

/** Finds each `return Err(KIND)` whose KIND is a path and not a variable. */
function errorSites(body: Node): ThrowSite[] {
  return ownDescendants(body, { types: ["return_expression"], functions: nested }).flatMap((statement) => {
    const call = statement.namedChild(0);
    if (call?.type !== "call_expression" || call.childForFieldName("function")?.text !== "Err") return [];
    const type = /^[A-Z]\w*(?:::\w+)*/.exec(call.childForFieldName("arguments")?.namedChild(0)?.text ?? "")?.[0];
    return type === undefined ? [] : [{ type, statement }];
  });
}

function panicSites(body: Node): ThrowSite[] {
  return ownDescendants(body, { types: ["macro_invocation"], functions: nested }).flatMap((statement) =>
    /^(?:assert(?:_eq|_ne)?|panic)$/.test(statement.childForFieldName("macro")?.text ?? "")
      ? [{ type: panic, statement }]
      : [],
  );
}
