import type { Node, Tree } from "@vscode/tree-sitter-wasm";
import { isDeclaringType } from "./declarations/declaringNodes";

/** Meaning of a name at one place. */
export interface NameUse {
  /** `variable`: bound by its scope; `member`: belongs to an object or type that the tree doesn't show; `type`; `none`: no name. */
  readonly kind: "variable" | "member" | "type" | "none";
  readonly isDeclaration: boolean;
  /** True for `{ name }`, which is a key and a value at once. */
  readonly isShorthand: boolean;
  /** Number of the scope that declares it, by its start: 0 for the whole text, -1 if nothing in this text declares it. */
  readonly scope: number;
}

/** Names that belong to an object or type. */
const memberType = /^(?:property_identifier|field_identifier|private_property_identifier|statement_identifier)$/;
const shorthandType = /^shorthand_(?:property|field)_identifier(?:_pattern)?$/;
/** Scopes of names; in languages of indentation only functions, classes and modules are. */
const outerScope =
  /function|lambda|closure|method|constructor|^(?:arrow_function|class_definition|class_body|class_declaration|program|module|source_file|compilation_unit|translation_unit|mod_item|generator_expression|.*comprehension)$/;
const innerScope =
  /block|^(?:for_.*|while_.*|catch_clause|enhanced_for_statement|match_arm|switch_.*|if_expression|if_let_.*)$/;
/** Nodes between a name and what declares it. */
const patternType = /pattern|^(?:identifier_list|expression_list|tuple|list|typed_parameter)$/;
/** Declaring nodes with the field that holds the name or pattern. */
const declaringFields: Readonly<Record<string, string | undefined>> = {
  variable_declarator: "name",
  init_declarator: "declarator",
  assignment: "left",
  short_var_declaration: "left",
  range_clause: "left",
  var_spec: "name",
  const_spec: "name",
  let_declaration: "pattern",
  let_condition: "pattern",
  for_expression: "pattern",
  for_in_statement: "left",
  for_statement: "left",
  for_in_clause: "left",
  enhanced_for_statement: "name",
  named_expression: "name",
  catch_clause: "parameter",
  catch_formal_parameter: "name",
  aliased_import: "alias",
};
const importType =
  /^(?:import_(?:specifier|clause|from_statement|statement)|namespace_import|use_declaration|use_list|use_as_clause|scoped_use_list)$/;
/** Most ancestors that are visited. */
const maxDepth = 200;

/** Resolves what a name means at each of some places of a text; the places where it is declared must be among them. */
export function resolveName(tree: Tree, offsets: readonly number[], isIndented: boolean): NameUse[] {
  const isScope = ({ type, parent }: Node): boolean =>
    parent === null || outerScope.test(type) || (!isIndented && innerScope.test(type));
  const uses = offsets.map((offset) => {
    const node = tree.rootNode.descendantForIndex(offset, offset + 1);
    return node === null ? undefined : { node, ...describe(node, isScope) };
  });
  const declaring = new Set<number>();
  for (const use of uses) if (use?.scopeId !== undefined) declaring.add(use.scopeId);
  return uses.map((use): NameUse => {
    if (use === undefined) return { kind: "none", isDeclaration: false, isShorthand: false, scope: -1 };
    const { node, kind, isDeclaration, isShorthand, scopeId } = use;
    const bound = kind === "member" ? undefined : bindingOf(node, scopeId, declaring);
    const scope = bound === undefined ? -1 : bound.parent === null ? 0 : bound.startIndex + 1;
    return { kind, isDeclaration, isShorthand, scope };
  });
}

/** Finds the innermost scope around a name that declares it; a declaration's own is known. */
function bindingOf(node: Node, own: number | undefined, declaring: ReadonlySet<number>): Node | undefined {
  let depth = 0;
  for (let at: Node | null = node; at && depth < maxDepth; at = at.parent, depth++)
    if (own === undefined ? declaring.has(at.id) : at.id === own) return at;
  return undefined;
}

function describe(
  node: Node,
  isScope: (node: Node) => boolean,
): Omit<NameUse, "scope"> & { readonly scopeId: number | undefined } {
  const isShorthand = shorthandType.test(node.type);
  const kind = kindOf(node);
  const declaration = kind === "none" ? undefined : declarationOf(node);
  if (declaration === undefined || kind === "member")
    return { kind, isShorthand, isDeclaration: declaration !== undefined, scopeId: undefined };
  // A function's name belongs to the scope around it, its parameters to the function itself.
  let scope = declaration.isName ? declaration.node.parent : declaration.node;
  while (scope !== null && !isScope(scope)) scope = scope.parent;
  return { kind, isShorthand, isDeclaration: true, scopeId: scope?.id };
}

function kindOf(node: Node): NameUse["kind"] {
  const { type, parent } = node;
  if (memberType.test(type)) return "member";
  if (type === "type_identifier" || type === "namespace_identifier") return "type";
  if (!/identifier(?:_pattern)?$|^(?:name|constant|variable_name)$/.test(type)) return "none";
  if (parent === null) return "variable";
  const isField = (name: string): boolean => parent.childForFieldName(name)?.id === node.id;
  // Python's `object.name` and `f(name=1)`, Java's fields and methods, the right side of a path in Rust.
  if (parent.type === "attribute" && isField("attribute")) return "member";
  if (parent.type === "keyword_argument" && isField("name")) return "member";
  if (parent.type === "field_access" && isField("field")) return "member";
  if (parent.type === "method_invocation" && isField("name")) return "member";
  if (parent.type === "method_declaration" && isField("name")) return "member";
  if (parent.type === "scoped_identifier" && isField("name")) return "member";
  if (/^(?:call|method_call)$/.test(parent.type) && isField("method")) return "member";
  return "variable";
}

/** Finds the node that declares a name; `isName` if the name belongs to the scope around it. */
function declarationOf(name: Node): { readonly node: Node; readonly isName: boolean } | undefined {
  let child = name;
  for (let parent = name.parent; parent; child = parent, parent = parent.parent) {
    const { type } = parent;
    const [at, around] = [child, parent];
    const is = (field: string): boolean => around.childForFieldName(field)?.id === at.id;
    if (/parameter/.test(type)) {
      if (is("value") || is("type") || is("default_value")) return undefined;
      if (/parameters$|parameter_list$/.test(type)) return { node: parent.parent ?? parent, isName: false };
      continue;
    }
    if (patternType.test(type)) {
      const isPair = type === "pair_pattern";
      if (isPair ? is("key") : is("value") || is("type") || is("right") || is("default_value")) return undefined;
      continue;
    }
    const field = declaringFields[type];
    if (field !== undefined) return is(field) ? { node: parent, isName: !/for|catch|match/.test(type) } : undefined;
    if (importType.test(type)) return is("module_name") ? undefined : { node: parent, isName: true };
    if (/^dotted_name$/.test(type)) continue;
    if (/arrow_function/.test(type)) return is("parameter") ? { node: parent, isName: false } : undefined;
    if (/lambda_expression/.test(type)) return is("parameters") ? { node: parent, isName: false } : undefined;
    if (isDeclaringType(type)) return is("name") ? { node: parent, isName: true } : undefined;
    return undefined;
  }
  return undefined;
}

/** Describes the role of the token at `offset`: the types of its node and of the two around it. */
export function roleAt(tree: Tree, offset: number): string {
  const node = tree.rootNode.descendantForIndex(offset, offset + 1);
  if (node === null) return "";
  const parent = node.parent;
  return `${node.type} ${parent?.type ?? ""} ${parent?.parent?.type ?? ""}`;
}

/** Longest node, in UTF-16 units, in which an error anywhere counts; in a longer one only errors beside the stretch do. // guess: a function */
const maxErrorReach = 1_000;

/** Reports whether the innermost node around a stretch, or a child in it, holds an error. */
export function hasErrorIn(tree: Tree, start: number, end: number): boolean {
  if (!tree.rootNode.hasError) return false;
  const node = tree.rootNode.descendantForIndex(start, Math.max(start, end - 1));
  if (node === null || node.isError) return true;
  if (node.endIndex - node.startIndex <= maxErrorReach) return node.hasError;
  return node.children.some(
    (child) => child !== null && child.hasError && child.startIndex <= end && child.endIndex >= start,
  );
}
