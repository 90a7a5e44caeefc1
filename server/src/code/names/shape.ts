/** A type as a text names it; `isStatic` for the class, enum or object itself instead of its instances. */
export interface TypeName {
  readonly name: string;
  readonly isStatic?: boolean;
}

/** Members of a type by name, with their types, as far as its text shows them. */
export interface Shape {
  readonly members: ReadonlyMap<string, TypeName | undefined>;
  /** Types whose members it has, too. */
  readonly parents: readonly TypeName[];
  /** True if it may have members that its text doesn't show. */
  readonly isOpen: boolean;
}

/** A name of another module: `*` for the module itself, `default` for its default export. */
export interface ImportedName {
  /** As `importsIn` gives modules: `./shop`. */
  readonly module: string;
  readonly name: string;
}

/** Names that a module's text declares at its top. */
export interface ModuleNames {
  /** Reports whether the module declares or imports a name. */
  has(name: string): boolean;
  /** Returns the members of a type that is declared here; `undefined` if the text doesn't show them. */
  shapeOf(type: TypeName): Shape | undefined;
  /** Returns the members of a type that the language itself declares. */
  builtIn(type: TypeName): Shape | undefined;
  /** Returns the type of a variable that is declared here; `undefined` if the text doesn't show it. */
  typeOf(variable: string): TypeName | undefined;
  readonly imports: ReadonlyMap<string, ImportedName>;
  /** Names that other modules may import: a name of this module, or one of another module. */
  readonly exports: ReadonlyMap<string, ImportedName | { readonly local: string }>;
  /** Modules whose exports are exported, too. */
  readonly reexported: readonly string[];
  /** True if it may export names that its text doesn't show. */
  readonly isOpen: boolean;
}

/** Joins the shapes of declarations that share a name, as interfaces do. */
export function joinShapes(shapes: readonly Shape[]): Shape {
  return {
    members: new Map(shapes.flatMap(({ members }) => [...members])),
    parents: shapes.flatMap(({ parents }) => parents),
    isOpen: shapes.some(({ isOpen }) => isOpen),
  };
}
