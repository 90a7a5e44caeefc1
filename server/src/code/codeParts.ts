import type { Node } from "@vscode/tree-sitter-wasm";

/** Kind of a part of code. */
export type PartKind =
  /** Conditions before code runs; guard conditions are `if` statements whose body only leaves. */
  | "condition"
  | "guard"
  | "call"
  | "throw"
  | "catch"
  | "return"
  | "await"
  | "async"
  | "loop"
  /** Literals. */
  | "string"
  | "number"
  | "pattern"
  /** A parameter's default, a key with its value, a member of a list or union, a type that is stated. */
  | "default"
  | "entry"
  | "element"
  | "type"
  /** A function inside, a property given to the object itself, an option that is read. */
  | "function"
  | "property"
  | "option"
  /** A name that is used, and one that is given to a value. */
  | "name"
  | "local";

/** A part of a declaration, as its syntax shows it. */
export interface CodePart {
  readonly kind: PartKind;
  /** The part's name: the called function, the parameter, the key, the thrown class; empty if it has none. */
  readonly name: string;
  /** Its code on one line. */
  readonly text: string;
  /** The call or statement it belongs to: a function's name, or `throw`. */
  readonly within: string;
}

/** Most nodes of one declaration that are read in one go; larger ones are described by name only. Source: 4,000 take about 20 ms on 2 cores. */
const maxNodes = 4_000;
/** Deepest nesting that is read; deeper code is machine-made. // guess */
const maxDepth = 200;
/** Longest text of a part that is compared, in UTF-16 units; only the start of longer ones counts. // guess */
const maxText = 400;

const calls =
  /^(call_expression|call|method_invocation|invocation_expression|(function|member|scoped)_call_expression|new_expression|object_creation_expression|macro_invocation)$/;
const strings =
  /^(string|string_literal|template_string|(interpreted|raw)_string_literal|raw_string|encapsed_string|char(acter)?_literal|verbatim_string_literal)$/;
const numbers =
  /^(number|integer|float|(decimal_)?integer_literal|(decimal_)?floating_point_literal|float_literal|int_literal|real_literal|number_literal)$/;
const ifs = /^(if|unless)(_statement|_expression|_modifier)?$/;
const asking = /^(elif_clause|while_statement|while_expression|do_statement|ternary_expression|conditional)$/;
const leaving = /^(return|throw|raise|continue|break)(_statement|_expression)?$/;
const loops = /^(for|foreach|enhanced_for|for_in|for_range_loop)(_statement|_expression)?$/;
const parameters =
  /^(assignment_pattern|required_parameter|optional_parameter|default_parameter|typed_default_parameter|typed_parameter)$/;
const identifiers = /^(property_|type_|field_|shorthand_property_|private_property_)?identifier$|^(constant|name)$/;

interface Place {
  /** The parent node; looking it up again would cost as much as reading it. */
  readonly parent: Node;
  readonly within: string;
  readonly depth: number;
}

/** Splits a declaration's code into parts; undefined if there is too much of it. */
export function findParts(declaration: Node): CodePart[] | undefined {
  const parts: CodePart[] = [];
  let leftNodes = maxNodes;
  const add = (kind: PartKind, node: Node | null, { within }: Place, name = ""): void => {
    parts.push({ kind, name, text: oneLine(node?.text ?? ""), within });
  };
  const visitChildren = (node: Node, place: Place): void => {
    for (const child of node.namedChildren) if (child) visit(child, { ...place, parent: node, depth: place.depth + 1 });
  };
  const visit = (node: Node, place: Place): void => {
    const { type } = node;
    if (--leftNodes < 0 || place.depth > maxDepth || type.includes("comment")) return;
    const inside = readNode(node, place, add);
    if (inside === undefined) return;
    visitChildren(node, { ...place, within: inside });
  };
  visitChildren(declaration, { parent: declaration, within: "", depth: 0 });
  if (/^async\b/.test(declaration.text) || /^\s*async\b/.test(declaration.childForFieldName("value")?.text ?? ""))
    parts.push({ kind: "async", name: "", text: "", within: "" });
  return leftNodes < 0 ? undefined : parts;
}

type Add = (kind: PartKind, node: Node | null, place: Place, name?: string) => void;

/** Records the kind of a node. Returns what its children are within, and undefined if they add nothing. */
function readNode(node: Node, place: Place, add: Add): string | undefined {
  const { type } = node;
  const { within } = place;
  const field = (name: string): Node | null => node.childForFieldName(name);
  if (strings.test(type)) {
    // A string alone on its line is documentation.
    if (place.parent.type === "expression_statement") return undefined;
    add(isListed(place) ? "element" : "string", node, place, isListed(place) ? inner(node.text) : "");
    return node.namedChildren.some((child) => child !== null && /substitution|interpolation/.test(child.type))
      ? within
      : undefined;
  }
  if (/^(string_fragment|string_content|string_start|string_end|escape_sequence)$/.test(type)) return undefined;
  if (numbers.test(type)) return (add("number", node, place), undefined);
  if (type === "regex") return (add("pattern", node, place), undefined);
  if (type === "identifier" && isNamed(node, place)) return (add("local", node, place, node.text), undefined);
  if (identifiers.test(type)) return (add("name", node, place, node.text), undefined);
  if (calls.test(type)) {
    const callee = calleeOf(node);
    if (type !== "new_expression" || within !== "throw") add("call", node, place, callee);
    return within === "throw" ? within : callee;
  }
  if (ifs.test(type) || asking.test(type)) {
    const left = leavesBy(node);
    // `unless x` tests the same as `if !x`.
    const asked = field("condition") ?? (type === "conditional_expression" ? node.namedChild(1) : null);
    if (asked !== null) add(left === "" ? "condition" : "guard", asked, place, left);
    return within;
  }
  if (type === "conditional_expression") return (add("condition", node.namedChild(1), place), within);
  if (/^(throw|raise)(_statement|_expression)?$/.test(type)) {
    add("throw", node, place, /^\s*(?:throw|raise)\s+(?:new\s+)?([\w$.]+)/.exec(node.text)?.[1] ?? "");
    return "throw";
  }
  if (/^(catch_clause|except_clause|rescue)$/.test(type)) return (add("catch", null, place, caught(node)), within);
  if (/^return(_statement|_expression)?$/.test(type)) {
    const value = node.namedChild(0);
    if (value !== null && value.type !== "comment") add("return", value, place);
    return within;
  }
  if (/^await(_expression)?$/.test(type)) {
    const awaited = node.namedChild(0);
    if (awaited !== null) add("await", null, place, calls.test(awaited.type) ? calleeOf(awaited) : nameIn(awaited));
    return within;
  }
  if (loops.test(type)) {
    const over = field("right") ?? field("value") ?? field("collection");
    add("loop", over, place, over === null ? "" : nameIn(over));
    return within;
  }
  if (parameters.test(type)) {
    const name = nameIn(field("pattern") ?? field("name") ?? field("left") ?? node.namedChild(0));
    const value = field("value") ?? field("right");
    if (value !== null && name !== "") add("default", value, place, name);
    if (field("type") !== null) add("type", field("type"), place, name);
    return within;
  }
  if (type === "pair" || type === "keyword_argument") {
    const key = field("key") ?? field("name");
    if (key !== null) add("entry", field("value"), place, inner(key.text));
    return within;
  }
  if (type === "type_annotation" || type === "type") return (add("type", node, place), undefined);
  if (/^(function_declaration|function_definition|function_item)$/.test(type))
    return (add("function", null, place, field("name")?.text ?? ""), within);
  if (/^(member_expression|attribute)$/.test(type)) {
    const name = (field("property") ?? field("attribute"))?.text ?? "";
    const owner = field("object")?.text ?? "";
    const isAssigned =
      /^assignment/.test(place.parent.type) && place.parent.childForFieldName("left")?.equals(node) === true;
    if (/^(this|self)$/.test(owner) && isAssigned) add("property", null, place, name);
    else if (/^(opts|options|config|settings)$/.test(owner)) add("option", null, place, name);
    return within;
  }
  if (isListed(place) && /^[\w$.]{1,60}$/.test(node.text)) add("element", node, place, node.text);
  return within;
}

/** Returns how a branch without an alternative leaves at its end: `return`, `throw`, `continue`, `break`; empty if it doesn't. */
function leavesBy(node: Node): string {
  if (!ifs.test(node.type) || node.childForFieldName("alternative") !== null) return "";
  const branch = node.childForFieldName("consequence") ?? node.childForFieldName("body");
  if (branch === null) return "";
  let last = leaving.test(branch.type)
    ? branch
    : branch.namedChildren.filter((child) => child?.type !== "comment").at(-1);
  if (last?.type === "statement_list") last = last.namedChildren.at(-1);
  const word = leaving.exec(last?.type ?? "")?.[1] ?? "";
  return word === "raise" ? "throw" : word;
}

/** Reports whether a node is a member of a list, set or union. */
function isListed({ parent }: Place): boolean {
  return /^(array|list|set|tuple|union_type|array_literal|slice_literal)$/.test(parent.type);
}

/** Reports whether an identifier names a value. */
function isNamed(node: Node, { parent }: Place): boolean {
  if (parent.type === "variable_declarator" || parent.type === "let_declaration")
    return (parent.childForFieldName("name") ?? parent.childForFieldName("pattern"))?.equals(node) ?? false;
  if (/^(assignment|short_var_declaration|for_statement)$/.test(parent.type))
    return parent.childForFieldName("left")?.equals(node) ?? false;
  return /^(formal_parameters|parameters|required_parameter|optional_parameter|catch_clause|object_pattern)$/.test(
    parent.type,
  );
}

/** Returns the called function as people write it; of a chain only its last link. */
function calleeOf(node: Node): string {
  const called =
    node.childForFieldName("function") ?? node.childForFieldName("constructor") ?? node.childForFieldName("macro");
  if (called !== null) return nameIn(called);
  const method = node.childForFieldName("method") ?? node.childForFieldName("name") ?? node.childForFieldName("type");
  const on = node.childForFieldName("receiver") ?? node.childForFieldName("object");
  const name = method?.text ?? "";
  return on !== null && /^[\w$]+$/.test(on.text) && !/^(this|self)$/.test(on.text) ? `${on.text}.${name}` : name;
}

/** Returns a name or the last name of a chain; empty if there is none. */
function nameIn(node: Node | null): string {
  if (node === null) return "";
  const text = node.text.replace(/^(this|self|cls)(\.|\?\.)/, "");
  if (/^[\p{L}_$#][\p{L}\p{N}_$#.?!]{0,39}$/u.test(text)) return text.replace(/[?!.]+$/, "");
  const last =
    node.childForFieldName("property") ??
    node.childForFieldName("attribute") ??
    node.childForFieldName("field") ??
    node.childForFieldName("name");
  return last !== null && /^[\p{L}_$][\p{L}\p{N}_$]{0,39}$/u.test(last.text) ? last.text : "";
}

/** Returns the class of errors that a clause catches, if it names one. */
function caught(node: Node): string {
  if (node.type === "catch_clause") return "";
  const name = /^\s*(?:except|rescue)\s+\(?([\w.:]+)\s*(?=[:\s]|$)(?!\s*,)/.exec(node.text)?.[1] ?? "";
  return name.replace(/:+$/, "");
}

function inner(text: string): string {
  return text.replace(/^[a-z]*(["'`])([^]*)\1$/i, "$2");
}

function oneLine(text: string): string {
  return text.slice(0, maxText).replace(/\s+/g, " ").trim();
}
