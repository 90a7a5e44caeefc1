import type { Node } from "@vscode/tree-sitter-wasm";
import { annotatedType, declaredType } from "./scriptTypes";
import type { TypeName } from "./shape";

/** Most statements of a scope that are read. // guess: more is machine-made */
const maxStatements = 500;

/** Functions with a `this` that depends on their caller. */
const ownThis = /^(?:function_expression|function_declaration|generator_function|generator_function_declaration)$/;

/**
 * Finds the type of a name at a node, in the scopes around it up to the module's top. `unknown` if something declares the name and doesn't show its
 * type; `undefined` if only the module can know it.
 */
export function typeAt(at: Node, name: string): TypeName | "unknown" | undefined {
  if (name === "this") return objectAt(at);
  for (let node: Node | null = at; node !== null; node = node.parent) {
    if (node.type === "program") break;
    if (node.type === "ERROR") return "unknown";
    const bound = boundIn(node, name);
    if (bound === undefined) continue;
    return bound === "unknown" || isNarrowed(node, at, name) ? "unknown" : bound;
  }
  return undefined;
}

/** Returns the class whose object `this` is. */
function objectAt(at: Node): TypeName | "unknown" {
  let isStatic = false;
  for (let node: Node | null = at; node; node = node.parent) {
    const mayHide = node.type === "ERROR" && /\b(?:function|class)\b|^\W*\w+\s*[:=]\s*\{/.test(node.text);
    if (mayHide || node.type === "object" || ownThis.test(node.type)) return "unknown";
    if (node.parent?.type === "class_body")
      isStatic = node.type === "class_static_block" || node.children.some((child) => child?.type === "static");
    if (/class_declaration$/.test(node.type) && /^(?:program|export_statement)$/.test(node.parent?.type ?? "")) {
      const name = node.childForFieldName("name")?.text;
      return name === undefined ? "unknown" : { name, isStatic };
    }
    if (node.type === "class" || /class_declaration$/.test(node.type)) return "unknown";
  }
  return "unknown";
}

/** Returns the type that a node gives a name for the code in it. */
function boundIn(node: Node, name: string): TypeName | "unknown" | undefined {
  const isIn = (part: Node | null): boolean =>
    part !== null && new RegExp(String.raw`(?<![\w$])${name.replaceAll("$", "\\$")}(?![\w$])`).test(part.text);
  const parameters = node.childForFieldName("parameters") ?? node.childForFieldName("parameter");
  if (parameters !== null && isIn(parameters)) return parameterType(parameters, name);
  switch (node.type) {
    case "statement_block":
    case "class_static_block":
    case "switch_body":
    case "switch_case":
      for (const child of node.namedChildren.slice(0, maxStatements)) {
        const bound = child && statementType(child, name);
        if (bound !== undefined && bound !== null) return bound;
      }
      return undefined;
    case "for_statement":
      return isIn(node.childForFieldName("initializer")) ? "unknown" : undefined;
    case "for_in_statement":
      return isIn(node.childForFieldName("left")) ? "unknown" : undefined;
    case "catch_clause":
      return isIn(node.childForFieldName("parameter")) ? "unknown" : undefined;
    case "function_expression":
    case "class":
    case "internal_module":
      return isIn(node.childForFieldName("name")) ? "unknown" : undefined;
    default:
      return undefined;
  }
}

function parameterType(parameters: Node, name: string): TypeName | "unknown" | undefined {
  if (parameters.type === "identifier") return parameters.text === name ? "unknown" : undefined;
  for (const child of parameters.namedChildren) {
    const pattern = child?.childForFieldName("pattern") ?? child?.childForFieldName("left") ?? child;
    if (!child || !pattern) continue;
    if (pattern.type === "identifier" && pattern.text === name)
      return annotatedType(child.childForFieldName("type")) ?? "unknown";
    if (/pattern$/.test(pattern.type) && pattern.text.includes(name)) return "unknown";
  }
  return undefined;
}

function statementType(node: Node, name: string): TypeName | "unknown" | undefined {
  if (node.type === "lexical_declaration" || node.type === "variable_declaration") {
    const isConstant = node.children.some((child) => child?.type === "const");
    for (const child of node.namedChildren) {
      const bound = child?.childForFieldName("name");
      if (!child || !bound) continue;
      if (bound.type === "identifier" && bound.text === name) return declaredType(child, isConstant) ?? "unknown";
      if (bound.type !== "identifier" && bound.text.includes(name)) return "unknown";
    }
    return undefined;
  }
  if (node.type === "ERROR") return node.text.includes(name) ? "unknown" : undefined;
  return node.childForFieldName("name")?.text === name ? "unknown" : undefined;
}

/** Reports whether code before the place tells more of a name than its declaration: `if (x instanceof Y)`, `isY(x)`, `"y" in x`. */
function isNarrowed(scope: Node, at: Node, name: string): boolean {
  const before = scope.text.slice(0, Math.max(0, at.endIndex - scope.startIndex));
  const word = name.replaceAll("$", "\\$");
  return new RegExp(
    String.raw`(?<![\w$.])${word}\s+instanceof\b|\bin\s+${word}(?![\w$])|\b\w*(?:[iI]s|[aA]ssert)[A-Z]?\w*\(\s*${word}(?![\w$])`,
  ).test(before);
}
