import type { Node } from "@vscode/tree-sitter-wasm";
import type { Declaration, DeclarationKind } from "./declaration";
import { declarationOf } from "./declarationOf";
import { isDeclaringType, kindOfNode, nameOfNode } from "./declaringNodes";

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
/** Declarations that contain others. */
const holders: ReadonlySet<DeclarationKind> = new Set(["class", "interface", "module", "enum", "type"]);

/** A declaration and its node in the tree. */
export interface FoundDeclaration {
  readonly declaration: Declaration;
  readonly node: Node;
}

/** Most declarations of a file; machine-made files with more are not worth describing. // guess */
const maxDeclarations = 3_000;
/** Deepest nesting of braces whose contents other files may see. // guess */
const maxDepth = 12;

/**
 * Finds the declarations of a syntax tree outside function bodies, in the order of the text, up to `maxDeclarations`. Reads only
 * what grammars share: `ownFacts` adds what the language's reader knows; bodies and doc comments are left out.
 */
export function outlineOf(root: Node): FoundDeclaration[] {
  const found: FoundDeclaration[] = [];
  visit(root, { container: "", isExported: false, depth: 0 }, found);
  return found;
}

interface Around {
  readonly container: string;
  readonly isExported: boolean;
  readonly depth: number;
}

function visit(node: Node, around: Around, found: FoundDeclaration[]): void {
  if (found.length >= maxDeclarations || around.depth > maxDepth) return;
  const kind = kindOfNode(node);
  if (kind !== undefined) {
    const name = nameOfNode(node);
    const container = around.container === "" ? ownerOf(node) : around.container;
    if (name !== "") {
      const place = { name, kind, container, isPublic: isPublic(node, name, around) };
      found.push({ declaration: declarationOf(node, place), node });
    }
    if (holders.has(kind)) openBody(node, { ...around, container: name, depth: around.depth + 1 }, found);
    return;
  }
  if (!openTypes.has(node.type)) return;
  const isExported = node.type === "export_statement";
  const container = node.type === "impl_item" ? (node.childForFieldName("type")?.text ?? "") : around.container;
  for (const child of node.namedChildren)
    if (child)
      visit(
        child,
        { ...around, container, isExported: isExported || around.isExported, depth: around.depth + 1 },
        found,
      );
}

function openBody(node: Node, around: Around, found: FoundDeclaration[]): void {
  const body = node.childForFieldName("body") ?? node.namedChildren.find((child) => child && openTypes.has(child.type));
  // A type's body may be in its value: `type Options = { … }`, Go's `type T struct { … }`.
  const inside = body ?? node.childForFieldName("value") ?? node.childForFieldName("type");
  if (inside) visitAll(inside, around, found);
}

function visitAll(node: Node, around: Around, found: FoundDeclaration[]): void {
  if (!isDeclaringType(node.type) && !openTypes.has(node.type)) return;
  for (const child of node.namedChildren) if (child) visit(child, { ...around, isExported: false }, found);
}

/** Returns `Owner` of `Owner.prototype.name = function`. */
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
