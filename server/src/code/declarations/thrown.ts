import type { Node } from "@vscode/tree-sitter-wasm";
import type { Parameter, Thrown } from "./declaration";

/** Longest condition that is repeated in a comment, in UTF-16 units. // guess */
const maxConditionLength = 60;

/** An error at the place that raises it. */
export interface ThrowSite {
  readonly type: string;
  /** The statement that raises it. */
  readonly statement: Node;
}

/** Joins the sites of each type, in the order of the text, with the conditions that only concern parameters. */
export function joinThrown(
  sites: readonly ThrowSite[],
  params: { body: Node; parameters: readonly Parameter[] },
): Thrown[] {
  const names = new Set(
    params.parameters.flatMap(({ name, properties = [] }) => [name, ...properties.map((p) => p.name)]),
  );
  const byType = new Map<string, Set<string>>();
  for (const { type, statement } of sites) {
    const conditions = byType.get(type) ?? new Set();
    byType.set(type, conditions);
    const condition = conditionOf(statement, params.body);
    if (condition !== undefined && speaksOnlyOf(condition, names)) conditions.add(condition);
  }
  return [...byType].map(([type, conditions]) => ({ type, conditions: [...conditions] }));
}

/** Returns the condition of the branch that consists of this statement, if that branch is the body's own. */
function conditionOf(statement: Node, body: Node): string | undefined {
  let branch = statement;
  for (
    let above = branch.parent;
    above !== null && /block|expression_statement|statement_list/.test(above.type);
    above = above.parent
  ) {
    if (
      above.id === body.id ||
      above.namedChildren.filter((child) => child?.type.endsWith("comment") === false).length !== 1
    )
      return undefined;
    branch = above;
  }
  let choice = branch.parent;
  if (choice === null || !/^if_(statement|expression)$/.test(choice.type)) return undefined;
  if (choice.childForFieldName("consequence")?.id !== branch.id) return undefined;
  const condition = choice.childForFieldName("condition")?.text;
  while (choice.parent !== null && /^(expression_statement|statement_list)$/.test(choice.parent.type))
    choice = choice.parent;
  if (choice.parent?.id !== body.id || condition === undefined) return undefined;
  const plain = unwrapped(condition);
  return plain.length > maxConditionLength || /[\n`]/.test(plain) ? undefined : plain;
}

/** Removes the brackets around a whole condition. */
function unwrapped(condition: string): string {
  if (!condition.startsWith("(") || !condition.endsWith(")")) return condition;
  let depth = 0;
  for (let index = 0; index < condition.length - 1; index++) {
    if (condition[index] === "(") depth++;
    else if (condition[index] === ")" && --depth === 0) return condition;
  }
  return condition.slice(1, -1).trim();
}

/** Words in conditions that aren't names. */
const words = new Set(
  [
    "typeof",
    "instanceof",
    "in",
    "not",
    "and",
    "or",
    "is",
    "null",
    "undefined",
    "true",
    "false",
    "this",
    "self",
    "new",
    "void",
  ].concat(["number", "string", "boolean", "object", "function", "as"]),
);

/** Reports whether a reader who sees only the signature understands the condition: it names parameters, and nothing local. */
function speaksOnlyOf(condition: string, names: ReadonlySet<string>): boolean {
  const bare = condition.replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\/(?:\\.|[^/\\\n])+\/[a-z]*/g, "");
  const used = bare.match(/(?<![.\w$])[A-Za-z_$][\w$]*(?![\w$]*\s*\()/g) ?? [];
  return (
    used.some((name) => names.has(name)) &&
    used.every((name) => names.has(name) || words.has(name) || /^[A-Z]/.test(name))
  );
}
