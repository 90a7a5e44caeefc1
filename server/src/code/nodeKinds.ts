import type { Language as Grammar } from "@vscode/tree-sitter-wasm";

/** Meaning of a syntax node to the engine. `opaque` is a literal that only the grammar can bound, such as a heredoc. */
export type NodeKind = "other" | "comment" | "string" | "opaque" | "text" | "interpolation" | "function" | "type";

const kinds: Readonly<Record<Exclude<NodeKind, "other">, readonly string[]>> = {
  comment: ["comment", "line_comment", "block_comment", "html_comment", "js_comment", "doc_comment"],
  string: [
    ...["string", "template_string", "regex", "char_literal", "character_literal", "rune_literal", "string_literal"],
    ...[
      "raw_string_literal",
      "verbatim_string_literal",
      "interpreted_string_literal",
      "interpolated_string_expression",
    ],
    ...["encapsed_string", "raw_string", "ansi_c_string", "translated_string", "subshell", "string_value"],
    ...["double_quote_scalar", "single_quote_scalar", "quoted_attribute_value", "byte_string_literal"],
  ],
  opaque: ["heredoc_body", "heredoc", "nowdoc", "block_scalar", "string_array", "symbol_array", "delimited_symbol"],
  text: ["jsx_text", "text", "text_interpolation"],
  interpolation: [
    ...["template_substitution", "interpolation", "command_substitution", "expansion", "string_interpolation"],
    ...["process_substitution", "arithmetic_expansion"],
  ],
  function: [
    ...["function_declaration", "function_definition", "function_expression", "generator_function_declaration"],
    ...[
      "generator_function",
      "arrow_function",
      "method_definition",
      "method_declaration",
      "function_item",
      "func_literal",
    ],
    ...[
      "constructor_declaration",
      "destructor_declaration",
      "closure_expression",
      "lambda",
      "lambda_expression",
      "method",
    ],
    ...["singleton_method", "local_function_statement", "anonymous_method_expression", "property_declaration"],
    ...["accessor_declaration", "anonymous_function", "compact_constructor_declaration", "operator_declaration"],
  ],
  type: [
    ...["class_declaration", "class_definition", "class", "abstract_class_declaration", "interface_declaration"],
    ...["enum_declaration", "struct_item", "enum_item", "impl_item", "trait_item", "mod_item", "struct_specifier"],
    ...["class_specifier", "enum_specifier", "union_specifier", "namespace_definition", "struct_declaration", "module"],
    ...["namespace_declaration", "trait_declaration", "record_declaration", "type_declaration", "internal_module"],
  ],
};

const kindByType = new Map<string, NodeKind>();
for (const kind of ["comment", "string", "opaque", "text", "interpolation", "function", "type"] satisfies NodeKind[])
  for (const type of kinds[kind]) kindByType.set(type, kind);

/** Makes the table from a grammar's node type ids to kinds. Tokens such as the keyword `class` share a node's name and have no kind. */
export function nodeKindsOf(grammar: Grammar): readonly NodeKind[] {
  return Array.from(
    grammar.types,
    (type, id) => (grammar.nodeTypeIsNamed(id) ? kindByType.get(type) : undefined) ?? "other",
  );
}
