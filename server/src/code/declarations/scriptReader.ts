import type { Node } from "@vscode/tree-sitter-wasm";
import type { Declaration, Parameter } from "./declaration";
import { ownDescendants, shortText, type DeclarationReader, type Signature } from "./reader";
import { joinThrown, type ThrowSite } from "./thrown";

const functions = ["arrow_function", "function_expression", "generator_function", "function_type"];
const nested = new Set([
  ...["function_declaration", "generator_function_declaration", "method_definition", "arrow_function"],
  ...["function_expression", "generator_function", "class_declaration", "class"],
]);

/** Reads declarations of TypeScript and JavaScript. */
export const scriptReader: DeclarationReader = {
  types: [
    ...["function_declaration", "generator_function_declaration", "function_signature", "method_definition"],
    ...["method_signature", "abstract_method_signature", "public_field_definition", "field_definition"],
    ...["variable_declarator", "assignment_expression", "pair", "property_signature", "type_alias_declaration"],
    ...["class_declaration", "abstract_class_declaration", "interface_declaration", "enum_declaration"],
    ...["arrow_function", "function_expression"],
  ],
  wrappers: [
    ...["export_statement", "ambient_declaration", "lexical_declaration", "variable_declaration"],
    "expression_statement",
  ],
  decorations: ["decorator"],
  read(node, { isWhole }) {
    switch (node.type) {
      case "class_declaration":
      case "abstract_class_declaration":
      case "interface_declaration":
      case "enum_declaration":
        return { ...nothing, name: nameOf(node), body: node.childForFieldName("body") };
      case "arrow_function":
      case "function_expression":
        // Others are read with the variable or property they are assigned to.
        return node.parent?.type === "export_statement" ? readFunction(node, { name: "default", isWhole }) : undefined;
      case "variable_declarator":
      case "public_field_definition":
      case "field_definition":
      case "pair":
      case "assignment_expression":
      case "property_signature":
      case "type_alias_declaration":
        return readValue(node, isWhole);
      default:
        return readFunction(node, { name: nameOf(node), isWhole });
    }
  },
};

const nothing = { parameters: [], typeParameters: [], throws: [] };

/** Reads a node whose value may be a function: a variable, a field, a property. */
function readValue(node: Node, isWhole: boolean): Signature | undefined {
  if (
    node.parent?.type === "lexical_declaration" &&
    node.parent.namedChildren.filter((c) => c?.type === node.type).length > 1
  )
    return undefined;
  const type = node.type === "property_signature" ? node.childForFieldName("type")?.namedChild(0) : undefined;
  const value = node.childForFieldName("value") ?? node.childForFieldName("right") ?? type;
  const name = nameOf(node);
  if (value && functions.includes(value.type)) return readFunction(value, { name, isWhole });
  // Other properties and assignments aren't worth asking a question about.
  return node.type === "pair" || node.type === "assignment_expression" ? undefined : { ...nothing, name };
}

function nameOf(node: Node): string {
  const named =
    node.childForFieldName("name") ??
    node.childForFieldName("property") ??
    node.childForFieldName("key") ??
    node.childForFieldName("left");
  return named?.type === "member_expression" ? (named.childForFieldName("property")?.text ?? "") : (named?.text ?? "");
}

function readFunction(node: Node, { name, isWhole }: { name: string; isWhole: boolean }): Signature {
  const list = node.childForFieldName("parameters") ?? node.childForFieldName("parameter");
  const isBare = list !== null && list.type === "identifier";
  const nodes = isBare ? [list] : (list?.namedChildren ?? []);
  const parameters = nodes.flatMap((child) => (child === null ? [] : (readParameter(child) ?? [])));
  const body = node.childForFieldName("body");
  const isAccessor = node.children.some((child) => child?.type === "set" || child?.type === "get");
  const returns =
    name === "constructor" || node.children.some((child) => child?.type === "set")
      ? undefined
      : readReturns(node, isWhole ? body : null);
  return {
    name,
    kind: "function",
    // The value that a setter gets is the property.
    parameters: isAccessor ? [] : distinct(parameters),
    typeParameters: typeParametersOf(node),
    isAccessor,
    ...(returns && !isAccessor && { returns }),
    throws: body === null || !isWhole ? [] : joinThrown(throwSites(body), { body, parameters }),
    body,
  };
}

function typeParametersOf(node: Node): string[] {
  const list = node.childForFieldName("type_parameters")?.namedChildren ?? [];
  return list.flatMap((child) => child?.childForFieldName("name")?.text ?? []);
}

function readParameter(node: Node): Parameter | undefined {
  const pattern = node.childForFieldName("pattern") ?? node.childForFieldName("left") ?? node;
  const value = node.childForFieldName("value") ?? node.childForFieldName("right");
  if (node.type === "comment" || pattern.type === "this" || node.type === "decorator") return undefined;
  const type = shortText(node.childForFieldName("type")?.namedChild(0)) ?? (value ? literalType(value) : undefined);
  const isRest = pattern.type === "rest_pattern";
  const inner = isRest ? pattern.namedChild(0) : pattern;
  if (inner === null) return undefined;
  const isObject = inner.type === "object_pattern";
  const isTaken = isObject || inner.type === "array_pattern";
  const defaultText = shortText(value, 30);
  return {
    name: isTaken ? nameForPattern(isObject, node) : inner.text,
    ...(type !== undefined && { type }),
    ...(defaultText !== undefined && { defaultText }),
    isOptional: node.type === "optional_parameter" || value !== null,
    rest: isRest ? "..." : "",
    ...(isTaken && {
      properties: isObject ? inner.namedChildren.flatMap((child) => (child ? readProperty(child) : [])) : [],
    }),
  };
}

/** Names a destructured parameter: after its type, else by the usual name of such a thing. */
function nameForPattern(isObject: boolean, node: Node): string {
  const type = node.childForFieldName("type")?.namedChild(0);
  const word = type && /type_identifier|generic_type/.test(type.type) ? /^[A-Za-z]+/.exec(type.text)?.[0] : undefined;
  const last = word && (/[A-Z][a-z]+$/.exec(word)?.[0] ?? word);
  return last ? last.charAt(0).toLowerCase() + last.slice(1) : isObject ? "options" : "values";
}

function readProperty(node: Node): Parameter[] {
  const isAssigned = node.type === "object_assignment_pattern";
  const value = isAssigned ? node.childForFieldName("right") : null;
  const inner = node.childForFieldName("value");
  const key = isAssigned ? node.childForFieldName("left") : (node.childForFieldName("key") ?? node);
  if (key === null || node.type === "rest_pattern" || !/identifier/.test(key.type)) return [];
  const given = value ?? (inner?.type === "assignment_pattern" ? inner.childForFieldName("right") : null);
  const type = given ? literalType(given) : undefined;
  const defaultText = shortText(given, 30);
  return [
    {
      name: key.text,
      ...(type !== undefined && { type }),
      ...(defaultText !== undefined && { defaultText }),
      isOptional: given !== null,
      rest: "",
    },
  ];
}

/** Gives distinct names to parameters that would share one (two patterns). */
function distinct(parameters: Parameter[]): Parameter[] {
  const taken = new Set<string>();
  return parameters.map((parameter) => {
    let { name } = parameter;
    for (let count = 2; taken.has(name); count++) name = `${parameter.name}${count}`;
    taken.add(name);
    return { ...parameter, name };
  });
}

function readReturns(node: Node, body: Node | null): Declaration["returns"] {
  const annotation = node.childForFieldName("return_type");
  if (annotation !== null) {
    const type = shortText(annotation)?.replace(/^: */, "") ?? "";
    if (/^(?:Promise<)?(?:void|undefined|never)>?$|^asserts\b/.test(type)) return undefined;
    if (/^(?:Async)?(?:Iterable)?(?:Generator|Iterator|Iterable)(?:Iterator)?\b/.test(type) && isGenerator(node))
      return { kind: "yields", type };
    return type === "" ? { kind: "returns" } : { kind: "returns", type };
  }
  if (body === null) return undefined;
  if (isGenerator(node)) return { kind: "yields" };
  const isAsync = node.children.some((child) => child?.type === "async");
  const values =
    body.type === "statement_block"
      ? ownDescendants(body, { types: ["return_statement"], functions: nested }).flatMap(
          (each) => each.namedChild(0) ?? [],
        )
      : [body];
  if (values.length === 0 || values.every(({ text }) => text === "undefined")) return undefined;
  const types = new Set(values.map(literalType));
  const [type] = types;
  const certain = types.size === 1 ? type : undefined;
  if (isAsync) return { kind: "returns", type: certain === undefined ? "Promise" : `Promise<${certain}>` };
  return certain === undefined ? { kind: "returns" } : { kind: "returns", type: certain };
}

function isGenerator(node: Node): boolean {
  return /generator/.test(node.type) || node.children.some((child) => child?.type === "*");
}

/** Returns the type of a value whose form alone shows it. */
function literalType(node: Node): string | undefined {
  switch (node.type) {
    case "number":
      return "number";
    case "string":
    case "template_string":
      return "string";
    case "true":
    case "false":
      return "boolean";
    case "regex":
      return "RegExp";
    case "new_expression": {
      const name = node.childForFieldName("constructor")?.text ?? "";
      return /^[A-Z]\w*$/.test(name) ? name : undefined;
    }
    case "unary_expression": {
      const operator = node.childForFieldName("operator")?.text;
      return operator === "!"
        ? "boolean"
        : operator === "-" && node.childForFieldName("argument")?.type === "number"
          ? "number"
          : undefined;
    }
    case "binary_expression":
      return /^(?:[=!]==?|[<>]=?|instanceof|in)$/.test(node.childForFieldName("operator")?.text ?? "")
        ? "boolean"
        : undefined;
    case "parenthesized_expression": {
      const inner = node.namedChild(0);
      return inner ? literalType(inner) : undefined;
    }
    default:
      return undefined;
  }
}

function throwSites(body: Node): ThrowSite[] {
  return ownDescendants(body, { types: ["throw_statement"], functions: nested }).flatMap((statement) => {
    const thrown = statement.namedChild(0);
    const type = thrown?.type === "new_expression" ? (thrown.childForFieldName("constructor")?.text ?? "") : "";
    return /^[A-Z][\w.]*$/.test(type) && !isCaught(statement, body) ? [{ type, statement }] : [];
  });
}

function isCaught(statement: Node, body: Node): boolean {
  let inner = statement;
  for (let above = statement.parent; above !== null && above.id !== body.id; inner = above, above = above.parent)
    if (
      above.type === "try_statement" &&
      above.childForFieldName("handler") !== null &&
      above.childForFieldName("body")?.id === inner.id
    )
      return true;
  return false;
}
