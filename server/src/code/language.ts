/** A literal that may hold any text. Tokens are plain text; `after` is the source of a regular expression. */
export interface StringForm {
  readonly open: string;
  readonly close: string;
  /** The escape: a backslash escapes the next character; `doubling` means that the closing token, twice, is text. */
  readonly escape: "backslash" | "doubling" | "none";
  /** True if the literal continues over the end of a line. */
  readonly isMultiline: boolean;
  /** Tokens around code inside the literal, such as `${` and `}`. */
  readonly interpolation?: { readonly open: string; readonly close: string };
  /** Required text right before `open`, as a look-behind. */
  readonly after?: string;
  /** True if the literal's own syntax is a pattern, such as a regular expression's: `[/]` does not close it. */
  readonly isPattern?: boolean;
}

export interface BlockComment {
  readonly open: string;
  readonly close: string;
  readonly isDoc?: boolean;
  readonly nests?: boolean;
  /** Required text right before `open`, as a look-behind. */
  readonly after?: string;
}

/** Form of a definition's documentation: marked lines, a marked block, or a literal as the body's first statement. */
export type DocMarks =
  | { readonly kind: "lines"; readonly token: string }
  | { readonly kind: "block"; readonly open: string; readonly line: string; readonly close: string }
  | { readonly kind: "docstring"; readonly quotes: string };

/** Boundaries of code blocks. */
type BlockStyle = "braces" | "indent" | "end" | "tags" | "none";

/** The engine's facts about a language. All language-dependent decisions use them. */
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
  /** Line comments that document the declaration below; checked before `lineComments`. */
  readonly docLineComments: readonly string[];
  /** Required text right before a line comment, as a look-behind. */
  readonly lineCommentAfter?: string;
  readonly blockComments: readonly BlockComment[];
  readonly strings: readonly StringForm[];
  /** Literals that a scanner must step over whole, such as Rust's `'a'`; source of a regular expression. */
  readonly atoms?: string;
  /** True if angle brackets may contain type arguments: `Map<string>`. */
  readonly typeArguments?: boolean;
  /** Places of tags in angle brackets: everywhere, or only where an expression may start. */
  readonly tags?: "markup" | "jsx";
  readonly docForm?: DocMarks;
  readonly blockStyle: BlockStyle;
  /** Grammar's file name without `tree-sitter-` and `.wasm`; absent if none is shipped. */
  readonly grammar?: string;
}
