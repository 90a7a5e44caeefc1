/** A parameter as its declaration writes it. */
export interface Parameter {
  /** As the declaration writes it, without what marks a rest: `args`, not `*args`. A destructured one gets a name for it. */
  readonly name: string;
  readonly type?: string;
  /** Source of the default value. */
  readonly defaultText?: string;
  readonly isOptional: boolean;
  /** What marks a parameter that takes all the rest: `...`, `*`, `**`; empty for the others. */
  readonly rest: string;
  /** What a destructured parameter is taken apart into; absent for the others. */
  readonly properties?: readonly Parameter[];
}

/** An error that a body raises by itself, not caught within it. */
export interface Thrown {
  readonly type: string;
  /** Conditions on the parameters under which it is raised, as the source writes them; empty where they are not plain. */
  readonly conditions: readonly string[];
}

/** What a name stands for. */
export type DeclarationKind = "function" | "class" | "interface" | "type" | "enum" | "constant" | "field" | "module";

/** Something that a text gives a name to: the one model of declarations. Offsets count UTF-16 units. */
export interface Declaration {
  readonly name: string;
  readonly kind: DeclarationKind;
  /** Name of the class or module around it, where the tree was read from its top; else empty, as at the top. */
  readonly container: string;
  /** Whether other files may use it, as far as its own file tells and the tree was read from its top. */
  readonly isPublic: boolean;
  readonly parameters: readonly Parameter[];
  readonly typeParameters: readonly string[];
  /** Absent where nothing is returned. */
  readonly returns?: { readonly kind: "returns" | "yields"; readonly type?: string };
  readonly throws: readonly Thrown[];
  /** Reads like a value, so that its comment may speak of the value instead of parameters. */
  readonly isAccessor?: boolean;
  /** Where the statement begins that declares it, with what decorates it; a doc comment stands before that. */
  readonly start: number;
  /** Where what is decorated or exported begins: the line a doc comment's habits are taken from. */
  readonly coreStart: number;
  readonly end: number;
  /** Where the body begins; `end` where there is none. */
  readonly bodyStart: number;
  /** The doc comment or docstring that stands there already. */
  readonly doc?: DocRange;
}

/** Where a doc comment stands, its marks included. */
export interface DocRange {
  readonly start: number;
  readonly end: number;
}
