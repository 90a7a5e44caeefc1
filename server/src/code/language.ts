/** A literal that may hold any text. Tokens are plain text; `after` is the source of a regular expression. */
export interface StringForm {
  readonly open: string;
  readonly close: string;
  /** Whether a backslash takes the next character along; `doubling` means that the closing token, twice, is text. */
  readonly escape: "backslash" | "doubling" | "none";
  /** Whether the literal goes on over the end of a line. */
  readonly isMultiline: boolean;
  /** Tokens around code inside the literal, such as `${` and `}`. */
  readonly interpolation?: { readonly open: string; readonly close: string };
  /** What must stand right before `open`, as a look-behind. */
  readonly after?: string;
  /** Set where the literal's own syntax is a pattern, such as a regular expression's: `[/]` does not close it. */
  readonly isPattern?: boolean;
}

export interface BlockComment {
  readonly open: string;
  readonly close: string;
  readonly isDoc?: boolean;
  readonly nests?: boolean;
  /** What must stand right before `open`, as a look-behind. */
  readonly after?: string;
}

/** How a definition is documented: with marked lines, a marked block, or a literal as the body's first statement. */
export type DocForm =
  | { readonly kind: "lines"; readonly token: string }
  | { readonly kind: "block"; readonly open: string; readonly line: string; readonly close: string }
  | { readonly kind: "docstring"; readonly quotes: string };

/** How blocks of code are bounded. */
type BlockStyle = "braces" | "indent" | "end" | "tags" | "none";

/** What the engine knows about a language. Everything that depends on the language asks here. */
export interface Language {
  /** Language id as VS Code names it. */
  readonly id: string;
  /** Name for people. */
  readonly name: string;
  /** Other ids and names in use: other editors' language ids, fence labels in Markdown. */
  readonly aliases: readonly string[];
  /** File name endings with the dot, or whole file names; lower case. */
  readonly extensions: readonly string[];
  readonly kind: "code" | "prose";
  readonly lineComments: readonly string[];
  /** Line comments that document what follows; checked before `lineComments`. */
  readonly docLineComments: readonly string[];
  /** What must stand right before a line comment, as a look-behind. */
  readonly lineCommentAfter?: string;
  readonly blockComments: readonly BlockComment[];
  readonly strings: readonly StringForm[];
  /** Literals that a scanner must step over whole, such as Rust's `'a'`; source of a regular expression. */
  readonly atoms?: string;
  /** Whether angle brackets may hold type arguments: `Map<string>`. */
  readonly typeArguments?: boolean;
  /** Whether angle brackets make tags: everywhere, or only where an expression may start. */
  readonly tags?: "markup" | "jsx";
  readonly docForm?: DocForm;
  readonly blockStyle: BlockStyle;
  /** Grammar's file name without `tree-sitter-` and `.wasm`; absent where none is shipped. */
  readonly grammar?: string;
}
