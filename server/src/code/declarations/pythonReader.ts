import type { Node } from "@vscode/tree-sitter-wasm";
import type { Declaration, DocRange, Parameter } from "./declaration";
import { ownDescendants, shortText, type DeclarationReader, type Signature } from "./reader";
import { joinThrown, type ThrowSite } from "./thrown";

const nested = new Set(["function_definition", "lambda", "class_definition"]);

/** Reads declarations of Python. */
export const pythonReader: DeclarationReader = {
  types: ["function_definition", "class_definition"],
  wrappers: ["decorated_definition"],
  decorations: [],
  read: (node, { isWhole }) => (node.type === "class_definition" ? readClass(node) : readFunction(node, isWhole)),
  docInBody,
};

/** Finds the literal that a body opens with. */
function docInBody(body: Node): DocRange | undefined {
  const first = body.namedChildren.find((child) => child?.type !== "comment");
  const literal = first?.type === "expression_statement" ? first.namedChild(0) : undefined;
  return literal?.type === "string" && /^[a-zA-Z]*(?:"""|''')/.test(literal.text)
    ? { start: literal.startIndex, end: literal.endIndex }
    : undefined;
}

/** Reads a class, which is documented by its fields if they are its constructor's parameters, as in a dataclass. */
function readClass(node: Node): Signature {
  const body = node.childForFieldName("body");
  const fields = (body?.namedChildren ?? []).flatMap((child): Parameter[] => {
    const field = child?.type === "expression_statement" ? child.namedChild(0) : undefined;
    const name = field?.childForFieldName("left");
    const type = shortText(field?.childForFieldName("type"));
    if (
      field?.type !== "assignment" ||
      name?.type !== "identifier" ||
      type === undefined ||
      type.startsWith("ClassVar")
    )
      return [];
    const value = shortText(field.childForFieldName("right"), 30);
    return [
      {
        name: name.text,
        type,
        ...(value !== undefined && { defaultText: value }),
        isOptional: value !== undefined,
        rest: "",
      },
    ];
  });
  return { name: nameOf(node), parameters: fields, typeParameters: [], throws: [], body };
}

function readFunction(node: Node, isWhole: boolean): Signature {
  const body = node.childForFieldName("body");
  const decorators = decoratorsOf(node);
  const isProperty = decorators.some((text) => /^@(?:\w+\.)*(?:cached_)?property\b|\.setter\b/.test(text));
  const isMethod =
    (node.parent?.type === "decorated_definition" ? node.parent.parent : node.parent)?.parent?.type ===
    "class_definition";
  const isBound = isMethod && !decorators.some((text) => /^@staticmethod\b/.test(text));
  const all = (node.childForFieldName("parameters")?.namedChildren ?? []).flatMap((child) =>
    child ? readParameter(child) : [],
  );
  const parameters = isBound && all[0]?.rest === "" ? all.slice(1) : all;
  const name = nameOf(node);
  const returns = name === "__init__" || isProperty ? undefined : readReturns(node, isWhole ? body : null);
  return {
    name,
    kind: "function",
    parameters: isProperty ? [] : parameters,
    isAccessor: isProperty,
    typeParameters: [],
    ...(returns && { returns }),
    throws: body === null || !isWhole ? [] : joinThrown(raiseSites(body), { body, parameters }),
    body,
  };
}

function nameOf(node: Node): string {
  return node.childForFieldName("name")?.text ?? "";
}

function decoratorsOf(node: Node): string[] {
  if (node.parent?.type !== "decorated_definition") return [];
  return node.parent.namedChildren.flatMap((child) => (child?.type === "decorator" ? child.text : []));
}

function readParameter(node: Node): Parameter[] {
  if (/separator|comment/.test(node.type)) return [];
  const pattern = node.childForFieldName("name") ?? (node.type === "typed_parameter" ? node.namedChild(0) : node);
  const rest = pattern?.type === "list_splat_pattern" ? "*" : pattern?.type === "dictionary_splat_pattern" ? "**" : "";
  const named = rest === "" ? pattern : pattern?.namedChild(0);
  if (named?.type !== "identifier") return [];
  const value = node.childForFieldName("value");
  const type = shortText(node.childForFieldName("type")) ?? (value ? literalType(value) : undefined);
  const defaultText = shortText(value, 30);
  return [
    {
      name: named.text,
      ...(type !== undefined && { type }),
      ...(defaultText !== undefined && { defaultText }),
      isOptional: value !== null,
      rest,
    },
  ];
}

function readReturns(node: Node, body: Node | null): Declaration["returns"] {
  const type = shortText(node.childForFieldName("return_type"));
  if (type !== undefined && /^(?:typing\.)?(?:None|NoReturn|Never)$/.test(type)) return undefined;
  const yields = body !== null && ownDescendants(body, { types: ["yield"], functions: nested }).length > 0;
  if (yields) {
    const item = type && /^(?:[\w.]*\.)?(?:Async)?(?:Iterator|Iterable|Generator)\[(.*)\]$/.exec(type)?.[1];
    const first = item && firstArgument(item);
    return first ? { kind: "yields", type: first } : { kind: "yields" };
  }
  if (type !== undefined) return { kind: "returns", type };
  const values =
    body === null
      ? []
      : ownDescendants(body, { types: ["return_statement"], functions: nested }).flatMap(
          (each) => each.namedChild(0) ?? [],
        );
  if (values.every((value) => value.type === "none")) return undefined;
  const types = new Set(values.map(literalType));
  const [only] = types;
  return types.size === 1 && only !== undefined ? { kind: "returns", type: only } : { kind: "returns" };
}

/** Returns the first of a generic type's arguments. */
function firstArgument(list: string): string {
  let depth = 0;
  for (let index = 0; index < list.length; index++) {
    const character = list.charAt(index);
    if (character === "[") depth++;
    else if (character === "]") depth--;
    else if (character === "," && depth === 0) return list.slice(0, index).trim();
  }
  return list.trim();
}

/** Returns the type of a value whose form alone shows it. */
function literalType(node: Node): string | undefined {
  const types: Readonly<Record<string, string>> = {
    ...{ integer: "int", float: "float", string: "str", concatenated_string: "str", true: "bool", false: "bool" },
    ...{ list: "list", list_comprehension: "list", dictionary: "dict", dictionary_comprehension: "dict" },
    ...{ tuple: "tuple", set: "set", set_comprehension: "set", comparison_operator: "bool", not_operator: "bool" },
  };
  if (node.type === "string" && /^[rR]?[bB]/.test(node.text)) return "bytes";
  return types[node.type];
}

function raiseSites(body: Node): ThrowSite[] {
  return ownDescendants(body, { types: ["raise_statement"], functions: nested }).flatMap((statement) => {
    const raised = statement.namedChild(0);
    const named = raised?.type === "call" ? raised.childForFieldName("function") : raised;
    const type = named?.text ?? "";
    // A name in lower case is a variable; a body of nothing but NotImplementedError is for subclasses to fill.
    if (!/^(?:\w+\.)*[A-Z]\w*$/.test(type) || type === "NotImplementedError" || isCaught(statement, body)) return [];
    return [{ type, statement }];
  });
}

function isCaught(statement: Node, body: Node): boolean {
  let inner = statement;
  for (let above = statement.parent; above !== null && above.id !== body.id; inner = above, above = above.parent) {
    const catches =
      above.type === "try_statement" && above.namedChildren.some((child) => child?.type.startsWith("except"));
    if (catches && above.childForFieldName("body")?.id === inner.id) return true;
  }
  return false;
}
