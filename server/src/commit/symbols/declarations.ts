import type { Node } from "@vscode/tree-sitter-wasm";
import type { CodePart } from "./codeParts";

/** What a name stands for. */
export type DeclarationKind = "function" | "class" | "interface" | "type" | "enum" | "constant" | "field" | "module";

/** A named thing that a file declares outside of function bodies. */
export interface Declaration {
  readonly name: string;
  readonly kind: DeclarationKind;
  /** Name of the class or module around it; empty at the top. */
  readonly container: string;
  /** Whether other files may use it, as far as its own file tells. */
  readonly isPublic: boolean;
  /** Lines from 1, both inclusive; decorators and comments above are not part of it. */
  readonly startLine: number;
  readonly endLine: number;
  /** From its start to its body, blanks and comments aside. */
  readonly signature: string;
  /** Names of its parameters. */
  readonly parameters: readonly string[];
  /** All of it without blanks and comments, to compare two of them. */
  readonly code: string;
  /** What it does, where that was asked for and is not too much to tell. */
  readonly parts?: readonly CodePart[] | undefined;
}

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

/** Nodes that are opened in search of declarations; function bodies are not among them. */
const openTypes = new Set([
  ...[
    "program",
    "module",
    "source_file",
    "translation_unit",
    "compilation_unit",
    "export_statement",
    "decorated_definition",
  ],
  ...["expression_statement", "ambient_declaration", "if_statement", "else_clause", "try_statement", "statement_block"],
  ...[
    "block",
    "class_body",
    "interface_body",
    "object_type",
    "enum_body",
    "declaration_list",
    "body_statement",
    "declaration",
  ],
  ...[
    "field_declaration_list",
    "impl_item",
    "type_declaration",
    "const_declaration",
    "var_declaration",
    "template_declaration",
  ],
  ...[
    "linkage_specification",
    "preproc_ifdef",
    "preproc_if",
    "lexical_declaration",
    "variable_declaration",
    "interface_type",
  ],
  ...["struct_type", "var_spec_list", "file_scoped_namespace_declaration", "php_tag"],
]);
/** Declarations that hold others. */
const holders: ReadonlySet<DeclarationKind> = new Set(["class", "interface", "module", "enum", "type"]);
const functionValues = new Set(["arrow_function", "function_expression", "function", "generator_function", "lambda"]);

/** A declaration and where it stands in the tree. */
export interface FoundDeclaration {
  readonly declaration: Declaration;
  readonly node: Node;
}

/** Finds what a syntax tree declares, in the order of the text. Long files are read up to `maxDeclarations`. */
export function findDeclarations(root: Node): FoundDeclaration[] {
  const found: FoundDeclaration[] = [];
  visit(root, { container: "", isExported: false, depth: 0 }, found);
  return found;
}

/** Machine-made files with more than this tell nothing a person would say. // guess */
const maxDeclarations = 3_000;
/** Braces nested deeper than this hold nothing that others see. // guess */
const maxDepth = 12;

interface Around {
  readonly container: string;
  readonly isExported: boolean;
  readonly depth: number;
}

function visit(node: Node, around: Around, found: FoundDeclaration[]): void {
  if (found.length >= maxDeclarations || around.depth > maxDepth) return;
  const kind = declarationKind(node);
  if (kind !== undefined) {
    const name = nameOf(node);
    if (name !== "") found.push({ declaration: describe(node, { name, kind, around }), node });
    if (holders.has(kind)) openBody(node, { ...around, container: name, depth: around.depth + 1 }, found);
    return;
  }
  if (!openTypes.has(node.type)) return;
  const isExported = node.type === "export_statement";
  const container = node.type === "impl_item" ? textOf(node.childForFieldName("type")) : around.container;
  for (const child of node.namedChildren)
    if (child) visit(child, { container, isExported: isExported || around.isExported, depth: around.depth + 1 }, found);
}

function openBody(node: Node, around: Around, found: FoundDeclaration[]): void {
  const body = node.childForFieldName("body") ?? node.namedChildren.find((child) => child && openTypes.has(child.type));
  // A type's body may stand in its value: `type Options = { … }`, Go's `type T struct { … }`.
  const inside = body ?? node.childForFieldName("value") ?? node.childForFieldName("type");
  if (inside) visitAll(inside, around, found);
}

function visitAll(node: Node, around: Around, found: FoundDeclaration[]): void {
  if (!Object.hasOwn(kindByType, node.type) && !openTypes.has(node.type)) return;
  for (const child of node.namedChildren) if (child) visit(child, { ...around, isExported: false }, found);
}

function declarationKind(node: Node): DeclarationKind | undefined {
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

/** The function that `exports.name = …` or `Owner.prototype.name = …` gives a name to, as old JavaScript does. */
function assignedFunction(node: Node): Node | undefined {
  const value = node.type === "assignment_expression" ? node.childForFieldName("right") : null;
  const isMember = node.childForFieldName("left")?.type === "member_expression";
  return value && isMember && functionValues.has(value.type) ? value : undefined;
}

function nameOf(node: Node): string {
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

function describe(
  node: Node,
  { name, kind, around }: { name: string; kind: DeclarationKind; around: Around },
): Declaration {
  const value = node.childForFieldName("value");
  const callable = assignedFunction(node) ?? (value && functionValues.has(value.type) ? value : node);
  const body = callable.childForFieldName("body") ?? (kind === "constant" || kind === "field" ? value : null);
  const text = node.text;
  const head = body === null ? text : text.slice(0, Math.max(0, body.startIndex - node.startIndex));
  return {
    name,
    kind,
    container: around.container === "" ? ownerOf(node) : around.container,
    isPublic: isPublic(node, name, around),
    startLine: node.startPosition.row + 1,
    endLine: node.endPosition.row + 1,
    signature: condense(head),
    parameters: kind === "function" ? parametersOf(callable) : [],
    code: condense(text),
  };
}

/** `Owner` of `Owner.prototype.name = function`. */
function ownerOf(node: Node): string {
  const owner =
    node.type === "assignment_expression" ? node.childForFieldName("left")?.childForFieldName("object") : null;
  const name = owner?.text.replace(/\.prototype$/, "") ?? "";
  return /^[\w$]+$/.test(name) && name !== "exports" ? name : "";
}

function isPublic(node: Node, name: string, { container, isExported }: Around): boolean {
  if (name.startsWith("_") || name.startsWith("#")) return false;
  const head = node.text.slice(0, 80);
  if (/^\s*(private|protected)\b/.test(head)) return false;
  if (node.type.endsWith("_item")) return /^\s*pub\b/.test(head) || container !== "";
  if (
    /^(type_spec|const_spec|var_spec)$/.test(node.type) ||
    (node.type === "function_declaration" && /^func\s/.test(head))
  )
    return /^\p{Lu}/u.test(name);
  if (
    /^(function_declaration|class_declaration|variable_declarator|interface_declaration|type_alias_declaration|enum_declaration|generator_function_declaration|abstract_class_declaration)$/.test(
      node.type,
    )
  )
    return isExported || container !== "" || /^\s*(public|export)\b/.test(head);
  return true;
}

function parametersOf(node: Node): string[] {
  const list =
    node.childForFieldName("parameters") ?? node.childForFieldName("declarator")?.childForFieldName("parameters");
  if (!list) return [];
  return list.namedChildren.flatMap((child) => {
    if (!child || child.type === "comment") return [];
    const named =
      child.childForFieldName("pattern") ?? child.childForFieldName("name") ?? child.childForFieldName("left") ?? child;
    const name = /^[*&.\s]*([\p{L}_$][\p{L}\p{N}_$]*)/u.exec(named.text)?.[1];
    return name === undefined || /^(self|cls|this)$/.test(name) ? [] : [name];
  });
}

/** Code without blanks and comments, so that two versions differ only where their meaning may. */
export function condense(code: string): string {
  return code
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/(^|\s)(\/\/|#\s).*$/gm, "")
    .replace(/\s+/g, " ")
    .replace(/,\s*([)\]}])/g, "$1")
    .replace(/\s*([^\w\s])\s*/g, "$1")
    .trim();
}

function textOf(node: Node | null): string {
  return node?.text ?? "";
}

function each(kind: DeclarationKind, types: readonly string[]): Record<string, DeclarationKind> {
  return Object.fromEntries(types.map((type) => [type, kind]));
}
