import type { Node } from "@vscode/tree-sitter-wasm";
import type { DeclarationReader, Signature } from "./reader";

const nothing = { parameters: [], typeParameters: [], throws: [] };

/** Reads declarations of Go, whose doc comments are prose that starts with the name: only the name is needed. */
export const goReader: DeclarationReader = {
  types: [
    "function_declaration",
    "method_declaration",
    "type_declaration",
    "const_declaration",
    "var_declaration",
    "package_clause",
  ],
  wrappers: [],
  decorations: [],
  docLine: /^\/\/(?!go:|nolint|\s*\+build)/,
  read(node) {
    const kind =
      node.type.startsWith("function") || node.type.startsWith("method")
        ? "function"
        : /type|package/.test(node.type)
          ? "type"
          : "constant";
    const name = nameOf(node);
    return name === undefined
      ? undefined
      : ({ ...nothing, name, kind, body: node.childForFieldName("body") } satisfies Signature);
  },
};

/** Returns the declared name; `undefined` for a group of declarations. */
function nameOf(node: Node): string | undefined {
  const own = node.childForFieldName("name");
  if (own !== null) return own.text;
  if (node.type === "package_clause") return `Package ${node.namedChild(0)?.text ?? ""}`;
  const specs = node.namedChildren.flatMap((child) => (child && /_spec$|_alias$/.test(child.type) ? child : []));
  return specs.length === 1 && !node.text.includes("(\n") ? specs[0]?.childForFieldName("name")?.text : undefined;
}
