import type { Node } from "@vscode/tree-sitter-wasm";
import type { ImportedName, ModuleNames, Shape, TypeName } from "./shape";

/** Code that gives an object or a class members under computed names, or takes any name. */
const computed = /\b(?:setattr|__getattr__|__getattribute__|__dict__|vars|metaclass)\b/;

/** Decorators that add no member. */
const harmless = /^@(?:dataclasses\.)?dataclass\b|^@(?:typing\.)?(?:final|runtime_checkable)\b/;

/** Most statements of a module that are read. // guess: more is machine-made */
const maxStatements = 2_000;

/** Reads the names of a Python module from its tree. Shapes are read when asked, while the tree lives. */
export function pythonModule(root: Node): ModuleNames & { readAll(): void } {
  const classes = new Map<string, Node>();
  const names = new Set<string>();
  const imports = new Map<string, ImportedName>();
  let isOpen = root.namedChildCount > maxStatements;
  for (const child of root.namedChildren.slice(0, maxStatements)) {
    if (child === null || child.type === "comment") continue;
    const core = child.type === "decorated_definition" ? child.childForFieldName("definition") : child;
    const name = core?.childForFieldName("name")?.text;
    if (core?.type === "class_definition" && name !== undefined) classes.set(name, child);
    else if (core?.type === "import_from_statement") readImport(core, imports);
    else if (child.type === "ERROR") isOpen = true;
    if (name !== undefined) names.add(name);
    for (const [word] of core?.type === "expression_statement"
      ? child.text.slice(0, 200).matchAll(/[A-Za-z_]\w*/g)
      : [])
      names.add(word);
  }
  const shapes = new Map<string, Shape | undefined>();
  const shapeOf = ({ name }: TypeName): Shape | undefined => {
    if (!shapes.has(name)) {
      const node = classes.get(name);
      shapes.set(name, node && classShape(node));
    }
    return shapes.get(name);
  };
  return {
    has: (name) => names.has(name) || imports.has(name),
    shapeOf,
    builtIn: () => undefined,
    typeOf: () => undefined,
    imports,
    exports: new Map([...names].map((name) => [name, { local: name }])),
    reexported: [],
    isOpen,
    readAll() {
      for (const name of classes.keys()) shapeOf({ name });
    },
  };
}

function readImport(node: Node, imports: Map<string, ImportedName>): void {
  const module = node.childForFieldName("module_name")?.text ?? "";
  const dots = /^\.*/.exec(module)?.[0].length ?? 0;
  const path = module.slice(dots).replaceAll(".", "/");
  const stem = dots === 0 ? `/${path}` : `${dots === 1 ? "./" : "../".repeat(dots - 1)}${path}`;
  for (const child of node.childrenForFieldName("name")) {
    const name = child?.childForFieldName("name")?.text ?? child?.text;
    const local = child?.childForFieldName("alias")?.text ?? name;
    if (name !== undefined && local !== undefined) imports.set(local, { module: stem, name });
  }
}

/** Finds the type of a name in the functions around a place: the class of `self`, or what an annotation names. `unknown` and `undefined` as in `typeAt`. */
export function pythonTypeAt(at: Node, name: string, column: number): TypeName | "unknown" | undefined {
  for (let node: Node | null = at; node; node = node.parent) {
    if (node.type === "ERROR") return "unknown";
    if (node.type === "lambda" && node.childForFieldName("parameters")?.text.includes(name)) return "unknown";
    if (node.type !== "function_definition" || node.startPosition.column >= column) continue;
    const parameters = node.childForFieldName("parameters")?.namedChildren ?? [];
    const index = parameters.findIndex((child) => new RegExp(String.raw`^\**${name}\b`).test(child?.text ?? ""));
    if (index >= 0) return index === 0 ? ownerOf(node) : "unknown";
    // Assigned in the function, or in one around it.
    if (new RegExp(String.raw`\b${name}\s*(?::|=(?!=)|,)|\b(?:for|as|import)\b[^\n]*\b${name}\b`).test(node.text))
      return "unknown";
  }
  return undefined;
}

/** Returns the class whose method a function is, by its first parameter. */
function ownerOf(node: Node): TypeName | "unknown" {
  const outer = node.parent?.type === "decorated_definition" ? node.parent : node;
  if (/^\s*@staticmethod\b/m.test(outer.text.slice(0, 200))) return "unknown";
  const owner = outer.parent?.parent;
  const top = owner?.parent?.type === "decorated_definition" ? owner.parent.parent : owner?.parent;
  const name =
    owner?.type === "class_definition" && top?.type === "module" ? owner.childForFieldName("name")?.text : undefined;
  return name === undefined ? "unknown" : { name };
}

/** Reads the members of a class and its objects, which Python keeps in one place; names that its code uses after `self.` or `cls.` are members. */
function classShape(node: Node): Shape {
  const core = node.type === "decorated_definition" ? node.childForFieldName("definition") : node;
  const decorators = node.namedChildren.filter((child) => child?.type === "decorator");
  const { text } = node;
  const members = new Map<string, TypeName | undefined>();
  for (const child of core?.childForFieldName("body")?.namedChildren ?? []) {
    const inner = child?.type === "decorated_definition" ? child.childForFieldName("definition") : child;
    const name = inner?.childForFieldName("name")?.text;
    if (name !== undefined) members.set(name, undefined);
    else for (const [word] of inner?.text.slice(0, 500).matchAll(/[A-Za-z_]\w*/g) ?? []) members.set(word, undefined);
  }
  for (const [, name = ""] of text.matchAll(/\b(?:self|cls)\.(\w+)/g)) members.set(name, undefined);
  const bases = core?.childForFieldName("superclasses")?.namedChildren.filter((child) => child !== null) ?? [];
  const parents = bases.filter(({ type, text: name }) => type === "identifier" && name !== "object");
  const isOpen =
    computed.test(text) ||
    decorators.some((child) => !harmless.test(child?.text ?? "")) ||
    bases.some(({ type }) => type !== "identifier");
  return { members, parents: parents.map(({ text: name }) => ({ name })), isOpen };
}
