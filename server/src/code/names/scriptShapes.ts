import type { Node } from "@vscode/tree-sitter-wasm";
import { annotatedType, declaredType } from "./scriptTypes";
import type { Shape, TypeName } from "./shape";

/** Most members of a type that are read. // guess: more is machine-made, and the type counts as open */
const maxMembers = 2_000;

/** Code that gives an object members under computed names. */
const computed = /\bthis\s*\[|\bObject\.(?:assign|defineProper(?:ty|ties)|setPrototypeOf)\b|\bReflect\.(?:set|define)/;

type Members = Map<string, TypeName | undefined>;

/** Both sides of a class: its instances' members, and its own. */
interface ClassShapes {
  readonly instance: Shape;
  readonly itself: Shape;
}

/** Reads the members of a class; names that its code uses after `this.` are members, too. */
export function classShapes(node: Node): ClassShapes {
  const instance: Members = new Map();
  const itself: Members = new Map();
  const children = node.childForFieldName("body")?.namedChildren ?? [];
  let isOpen = children.length > maxMembers;
  for (const child of children.slice(0, maxMembers)) {
    if (!child) continue;
    if (child.type === "index_signature") isOpen = true;
    const name = memberName(child);
    if (name === undefined) continue;
    const words = wordsBefore(child, name);
    const members = words.has("static") ? itself : instance;
    const isField = /field_definition$/.test(child.type);
    const result = words.has("get") ? child.childForFieldName("return_type") : null;
    members.set(name, isField ? declaredType(child, words.has("readonly")) : annotatedType(result));
    if (name === "constructor") for (const [field, type] of parameterFields(child)) instance.set(field, type);
  }
  const { text } = node;
  for (const [, name = ""] of text.matchAll(/\bthis\??\.(#?[\w$]+)/g))
    for (const members of [instance, itself]) if (!members.has(name)) members.set(name, undefined);
  // Where the class is being written, a member may be hidden in what couldn't be read: any word may be one.
  for (const [word] of node.hasError ? text.matchAll(/#?[A-Za-z_$][\w$]*/g) : [])
    for (const members of [instance, itself]) if (!members.has(word)) members.set(word, undefined);
  const parent = parentOf(node);
  isOpen ||= parent === "unknown" || computed.test(text);
  const above = parent === undefined || parent === "unknown" ? [] : [parent];
  return {
    instance: { members: instance, parents: [{ name: "Object" }, ...above], isOpen },
    itself: {
      members: new Map([...itself, ...functionMembers]),
      parents: [{ name: "Object" }, ...above.map(({ name }) => ({ name, isStatic: true }))],
      isOpen,
    },
  };
}

/** Members of every class and function by themselves. */
const functionMembers: readonly (readonly [string, undefined])[] = Object.getOwnPropertyNames(Function.prototype)
  .concat("prototype")
  .map((name) => [name, undefined]);

/** Reads the members of an interface, or of type literals joined by `&`; `undefined` for other types. */
export function typeShape(node: Node): Shape | undefined {
  switch (node.type) {
    case "interface_declaration": {
      const body = node.childForFieldName("body");
      const own = body && typeShape(body);
      const clause = node.namedChildren.find((child) => child?.type === "extends_type_clause");
      const parents = (clause?.namedChildren ?? []).map((child) => annotatedType(child));
      return own ? withParents(own, parents) : undefined;
    }
    case "interface_body":
    case "object_type":
      return literalShape(node);
    case "type_identifier":
      return withParents(empty, [annotatedType(node)]);
    case "intersection_type": {
      const parts = node.namedChildren.flatMap((child) => (child ? [typeShape(child)] : []));
      return parts.reduce<Shape | undefined>(
        (all, part) =>
          all &&
          part && {
            members: new Map([...all.members, ...part.members]),
            parents: [...all.parents, ...part.parents],
            isOpen: all.isOpen || part.isOpen,
          },
        empty,
      );
    }
    default:
      return undefined;
  }
}

const empty: Shape = { members: new Map(), parents: [], isOpen: false };

function withParents(own: Shape, parents: readonly (TypeName | undefined)[]): Shape {
  const known = parents.filter((parent) => parent !== undefined);
  return { ...own, parents: [...own.parents, ...known], isOpen: own.isOpen || known.length < parents.length };
}

function literalShape(node: Node): Shape {
  const members: Members = new Map();
  let isOpen = node.namedChildCount > maxMembers;
  for (const child of node.namedChildren.slice(0, maxMembers)) {
    if (!child || child.type === "comment") continue;
    const name = memberName(child);
    if (name === undefined) isOpen = true;
    else
      members.set(
        name,
        child.type === "property_signature" ? annotatedType(child.childForFieldName("type")) : undefined,
      );
  }
  return { members, parents: [{ name: "Object" }], isOpen };
}

/** Reads the members of an enum. */
export function enumShape(node: Node): Shape {
  const names = (node.childForFieldName("body")?.namedChildren ?? []).flatMap((child) =>
    child === null || child.type === "comment" ? [] : [(child.childForFieldName("name") ?? child).text],
  );
  return { members: new Map(names.map((name) => [name, undefined])), parents: [{ name: "Object" }], isOpen: false };
}

/** Reads the properties of an object literal. */
export function objectShape(node: Node): Shape {
  const members: Members = new Map();
  let isOpen = node.namedChildCount > maxMembers;
  for (const child of node.namedChildren.slice(0, maxMembers)) {
    if (!child || child.type === "comment") continue;
    const name = child.type === "shorthand_property_identifier" ? child.text : memberName(child);
    if (name === undefined) isOpen = true;
    else members.set(name, undefined);
  }
  return { members, parents: [{ name: "Object" }], isOpen };
}

/** Returns the name of a member; `undefined` if it is computed, or if the node declares none. */
function memberName(node: Node): string | undefined {
  const name = node.childForFieldName("name") ?? node.childForFieldName("property") ?? node.childForFieldName("key");
  if (name === null) return undefined;
  if (name.type === "string") return name.text.slice(1, -1);
  return /identifier$|^number$/.test(name.type) ? name.text : undefined;
}

/** Returns the keywords before a member's name. Reads the text: asking the tree for each child is slower. */
function wordsBefore({ text }: Node, name: string): ReadonlySet<string> {
  return new Set(text.slice(0, Math.max(0, text.indexOf(name))).split(/\s+/));
}

/** Returns the fields that a constructor's parameters declare: `private readonly log: Logger`. */
function parameterFields(node: Node): [string, TypeName | undefined][] {
  return (node.childForFieldName("parameters")?.namedChildren ?? []).flatMap((child) => {
    const isField = child?.children.some(
      (part) => part?.type === "accessibility_modifier" || part?.type === "readonly",
    );
    const name = isField ? child?.childForFieldName("pattern")?.text : undefined;
    return child && name !== undefined ? [[name, annotatedType(child.childForFieldName("type"))]] : [];
  });
}

/** Returns the class that a class extends: `unknown` for an expression, `undefined` for none. */
function parentOf(node: Node): TypeName | "unknown" | undefined {
  const heritage = node.namedChildren.find((child) => child?.type === "class_heritage");
  if (heritage === null || heritage === undefined) return undefined;
  const clauses = heritage.namedChildren.filter((child) => child !== null);
  const extending = clauses.find(({ type }) => type === "extends_clause");
  const parent = extending
    ? extending.childForFieldName("value")
    : clauses.find(({ type }) => type !== "implements_clause");
  if (parent === null || parent === undefined) return undefined;
  return parent.type === "identifier" ? { name: parent.text } : "unknown";
}
