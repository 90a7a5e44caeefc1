/** A parameter as its declaration writes it. */
export interface Parameter {
  /** As the declaration writes it, without the mark of a rest parameter: `args`, not `*args`. A destructured one gets a made-up name. */
  readonly name: string;
  readonly type?: string;
  /** Source of the default value. */
  readonly defaultText?: string;
  readonly isOptional: boolean;
  /** Mark of a parameter that takes all the rest: `...`, `*`, `**`; empty for the others. */
  readonly rest: string;
  /** Properties of a destructured parameter; absent for the others. */
  readonly properties?: readonly Parameter[];
}

/** An error that a body raises by itself, not caught within it. */
export interface Thrown {
  readonly type: string;
  /** Conditions on the parameters under which it is raised, as the source writes them; empty if they aren't plain. */
  readonly conditions: readonly string[];
}

/** Kind of thing that a name denotes. */
export type DeclarationKind = "function" | "class" | "interface" | "type" | "enum" | "constant" | "field" | "module";

/** A named thing in a text: the one model of declarations. Offsets count UTF-16 units. */
export interface Declaration {
  readonly name: string;
  readonly kind: DeclarationKind;
  /** Name of the class or module around it, if the tree was read from its top; else empty, as at the top. */
  readonly container: string;
  /** True if other files may use it, as far as its own file shows and the tree was read from its top. */
  readonly isPublic: boolean;
  readonly parameters: readonly Parameter[];
  readonly typeParameters: readonly string[];
  /** Absent if nothing is returned. */
  readonly returns?: { readonly kind: "returns" | "yields"; readonly type?: string };
  readonly throws: readonly Thrown[];
  /** True if it reads like a value, so that its comment may describe the value instead of parameters. */
  readonly isAccessor?: boolean;
  /** Start of the declaring statement, with its decorators; a doc comment goes before it. */
  readonly start: number;
  /** Start without decorators and `export`: the line a doc comment's habits are taken from. */
  readonly coreStart: number;
  readonly end: number;
  /** Start of the body; `end` if there is none. */
  readonly bodyStart: number;
  /** The existing doc comment or docstring. */
  readonly doc?: DocRange;
}

/** Range of a doc comment, its marks included. */
export interface DocRange {
  readonly start: number;
  readonly end: number;
}
