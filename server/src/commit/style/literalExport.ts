import type { Node } from "@vscode/tree-sitter-wasm";
import type { Grammars } from "../../code/grammars";

/**
 * Reads the literal data that a script exports: objects, lists, texts, numbers, names of such constants,
 * and values wrapped in one call (`defineConfig({…})`). Everything computed is left out. The script is never run: it comes from the
 * repository. Undefined if it exports nothing readable.
 */
export async function literalExport(text: string, grammars: Grammars): Promise<unknown> {
  const grammar = await grammars.load("typescript");
  const parser = grammar && (await grammars.createParser());
  if (grammar === undefined || parser === undefined) return undefined;
  parser.setLanguage(grammar);
  const tree = parser.parse(text);
  parser.delete();
  if (tree === null) return undefined;
  try {
    const constants = new Map<string, Node>();
    let exported: Node | undefined;
    for (const statement of tree.rootNode.namedChildren) {
      if (!statement) continue;
      for (const declarator of statement.type === "lexical_declaration" ? statement.namedChildren : []) {
        const name = declarator?.childForFieldName("name");
        const value = declarator?.childForFieldName("value");
        if (name && value) constants.set(name.text, value);
      }
      if (statement.type === "export_statement") exported = statement.childForFieldName("value") ?? exported;
      const assignment = statement.type === "expression_statement" ? statement.namedChild(0) : undefined;
      if (
        assignment?.type === "assignment_expression" &&
        /^(module\.)?exports(\.default)?$/.test(assignment.childForFieldName("left")?.text ?? "")
      )
        exported = assignment.childForFieldName("right") ?? exported;
    }
    return exported && read(exported, constants, 0);
  } finally {
    tree.delete();
  }
}

/** Deepest nesting of a configuration. */
const maxDepth = 20;

function read(node: Node, constants: ReadonlyMap<string, Node>, depth: number): unknown {
  if (depth > maxDepth) return undefined;
  const inside = (child: Node): unknown => read(child, constants, depth + 1);
  switch (node.type) {
    case "object":
      return Object.fromEntries(
        node.namedChildren.flatMap((child) => {
          const key = child?.childForFieldName("key");
          const value = child?.childForFieldName("value");
          return key && value ? [[unquoted(key.text), inside(value)]] : [];
        }),
      );
    case "array":
      return node.namedChildren.flatMap((child) =>
        !child || child.type === "comment"
          ? []
          : child.type === "spread_element"
            ? spread(child, inside)
            : [inside(child)],
      );
    case "string":
      return unquoted(node.text);
    case "template_string":
      return node.namedChildren.some((child) => child?.type === "template_substitution")
        ? undefined
        : unquoted(node.text);
    case "number":
      return Number(node.text);
    case "true":
      return true;
    case "false":
      return false;
    case "identifier": {
      const value = constants.get(node.text);
      return value && inside(value);
    }
    case "member_expression":
      // `RuleConfigSeverity.Error` of @commitlint/types
      return { Disabled: 0, Warning: 1, Error: 2 }[node.childForFieldName("property")?.text ?? ""];
    case "as_expression":
    case "satisfies_expression":
    case "parenthesized_expression": {
      const inner = node.namedChild(0);
      return inner && inside(inner);
    }
    case "call_expression": {
      const argument = node.childForFieldName("arguments")?.namedChild(0);
      return argument?.type === "object" ? inside(argument) : undefined;
    }
    default:
      return undefined;
  }
}

function spread(node: Node, inside: (child: Node) => unknown): unknown[] {
  const value = node.namedChild(0);
  const items = value && inside(value);
  return Array.isArray(items) ? items : [];
}

function unquoted(text: string): string {
  return text.replace(/^["'`]|["'`]$/g, "");
}
