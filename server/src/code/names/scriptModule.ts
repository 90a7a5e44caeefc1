import type { Node } from "@vscode/tree-sitter-wasm";
import { builtInShape } from "./builtInShape";
import { moduleStem } from "./importUses";
import { classShapes, enumShape, objectShape, typeShape } from "./scriptShapes";
import { declaredType } from "./scriptTypes";
import { joinShapes, type ImportedName, type ModuleNames, type Shape, type TypeName } from "./shape";

/** Most statements of a module that are read. // guess: more is machine-made */
const maxStatements = 2_000;

/** Facts that one declaration gives about a name; read when they are asked for. */
interface Declared {
  readonly instance?: () => Shape | undefined;
  readonly itself?: () => Shape | undefined;
  readonly type?: () => TypeName | undefined;
}

/** Reads the names of a TypeScript or JavaScript module from its tree. Shapes are read when asked, while the tree lives. */
export function scriptModule(root: Node): ModuleNames & { readAll(): void } {
  const reader = new Reader();
  for (const child of root.namedChildren.slice(0, maxStatements)) if (child) reader.declare(child);
  if (root.namedChildCount > maxStatements || root.type === "ERROR") reader.isOpen = true;
  return reader;
}

class Reader implements ModuleNames {
  readonly imports = new Map<string, ImportedName>();
  readonly exports = new Map<string, ImportedName | { readonly local: string }>();
  readonly reexported: string[] = [];
  isOpen = false;
  readonly #declared = new Map<string, Declared[]>();
  readonly #shapes = new Map<string, Shape | undefined>();

  builtIn(type: TypeName): Shape | undefined {
    return builtInShape(type);
  }

  has(name: string): boolean {
    return this.#declared.has(name) || this.imports.has(name);
  }

  shapeOf({ name, isStatic = false }: TypeName): Shape | undefined {
    const key = `${isStatic ? "static " : ""}${name}`;
    if (!this.#shapes.has(key)) this.#shapes.set(key, this.#read(name, isStatic));
    return this.#shapes.get(key);
  }

  typeOf(variable: string): TypeName | undefined {
    const [declared, ...others]: readonly Declared[] = this.#declared.get(variable) ?? [{}];
    return others.length === 0 ? declared.type?.() : undefined;
  }

  #read(name: string, isStatic: boolean): Shape | undefined {
    const shapes = (this.#declared.get(name) ?? []).flatMap((one) => {
      const side = isStatic ? one.itself : one.instance;
      return side ? [side()] : [];
    });
    const read = shapes.filter((shape) => shape !== undefined);
    return read.length === 0 || read.length < shapes.length ? undefined : joinShapes(read);
  }

  /** Reads a statement of the module. */
  declare(node: Node): void {
    switch (node.type) {
      case "export_statement":
        this.#export(node);
        break;
      case "import_statement":
        this.#import(node);
        break;
      case "ambient_declaration":
        for (const child of node.namedChildren) if (child) this.declare(child);
        break;
      case "lexical_declaration":
      case "variable_declaration":
        for (const child of node.namedChildren) if (child?.type === "variable_declarator") this.#variable(child, node);
        break;
      case "expression_statement":
        if (/^(?:module\.)?exports\b/.test(node.text.slice(0, 20))) this.isOpen = true;
        break;
      case "ERROR":
        this.isOpen = true;
        break;
      default:
        this.#named(node);
    }
  }

  #named(node: Node): void {
    const name = node.childForFieldName("name")?.text;
    if (name === undefined) return;
    if (/class_declaration$/.test(node.type)) {
      let shapes: ReturnType<typeof classShapes> | undefined;
      const read = (): ReturnType<typeof classShapes> => (shapes ??= classShapes(node));
      this.#add(name, { instance: () => read().instance, itself: () => read().itself });
    } else if (node.type === "interface_declaration") this.#add(name, { instance: () => typeShape(node) });
    else if (node.type === "enum_declaration") this.#add(name, { itself: () => enumShape(node) });
    else if (node.type === "type_alias_declaration") {
      const value = node.childForFieldName("value");
      this.#add(name, { instance: () => (value ? typeShape(value) : undefined) });
    } // A function or a namespace may have members of any kind.
    else this.#add(name, { itself: () => undefined });
  }

  #variable(node: Node, statement: Node): void {
    const name = node.childForFieldName("name");
    if (name?.type !== "identifier") {
      for (const [bound] of name?.text.matchAll(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? []) this.#add(bound, {});
      return;
    }
    const isConstant = statement.children.some((child) => child?.type === "const");
    const written = node.childForFieldName("value");
    const value = written?.type === "as_expression" ? written.namedChild(0) : written;
    const isLiteral = isConstant && value?.type === "object" && node.childForFieldName("type") === null;
    this.#add(name.text, {
      ...(isLiteral && { itself: () => objectShape(value) }),
      type: () => declaredType(node, isConstant),
    });
  }

  #export(node: Node): void {
    const source = node.childForFieldName("source");
    const module = source && moduleName(source);
    const isDefault = node.children.some((child) => child?.type === "default");
    const declaration = node.childForFieldName("declaration");
    const clause = node.namedChildren.find((child) => child?.type === "export_clause");
    const namespace = node.namedChildren.find((child) => child?.type === "namespace_export");
    if (declaration) {
      const before = new Set(this.#declared.keys());
      this.declare(declaration);
      const own = declaration.childForFieldName("name")?.text;
      const names = own === undefined ? [...this.#declared.keys()].filter((name) => !before.has(name)) : [own];
      for (const name of names) this.exports.set(isDefault ? "default" : name, { local: name });
    } else if (clause) {
      for (const specifier of clause.namedChildren) {
        const name = specifier?.childForFieldName("name")?.text;
        if (name === undefined) continue;
        const alias = specifier?.childForFieldName("alias")?.text ?? name;
        this.exports.set(alias, module ? { module, name } : { local: name });
      }
    } else if (namespace) {
      const name = namespace.namedChild(0)?.text;
      if (module && name !== undefined) this.exports.set(name, { module, name: "*" });
    } else if (module) this.reexported.push(module);
    else if (isDefault) this.exports.set("default", { local: node.childForFieldName("value")?.text ?? "" });
    else this.isOpen = true;
  }

  #import(node: Node): void {
    const source = node.childForFieldName("source");
    const clause = node.namedChildren.find((child) => child?.type === "import_clause");
    if (source === null || !clause) return;
    const module = moduleName(source);
    for (const child of clause.namedChildren) {
      if (child?.type === "identifier") this.imports.set(child.text, { module, name: "default" });
      if (child?.type === "namespace_import") this.imports.set(child.namedChild(0)?.text ?? "", { module, name: "*" });
      for (const specifier of child?.type === "named_imports" ? child.namedChildren : []) {
        const name = specifier?.childForFieldName("name")?.text;
        if (name !== undefined) this.imports.set(specifier?.childForFieldName("alias")?.text ?? name, { module, name });
      }
    }
  }

  #add(name: string, declared: Declared): void {
    this.#declared.set(name, [...(this.#declared.get(name) ?? []), declared]);
  }

  /** Reads all shapes now, so that the tree may go. */
  readAll(): void {
    for (const name of this.#declared.keys()) for (const isStatic of [false, true]) this.shapeOf({ name, isStatic });
    for (const [name, all] of this.#declared)
      this.#declared.set(
        name,
        all.map(({ type }) => {
          const known = type?.();
          return { type: () => known };
        }),
      );
  }
}

function moduleName(source: Node): string {
  return moduleStem(source.text.slice(1, -1));
}
