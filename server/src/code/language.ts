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
  /** Set for a heredoc: the word that is alone on the line that ends it. */
  readonly endWord?: string;
}

export interface BlockComment {
  readonly open: string;
  readonly close: string;
  readonly isDoc?: boolean;
  readonly nests?: boolean;
  /** Required text right before `open`, as a look-behind. */
  readonly after?: string;
}

/** Words with which blocks open, continue and close; sources of regular expressions. */
export interface BlockWords {
  /** Matches the code of a line that leaves a block open. */
  readonly opens: string;
  /** Matches the beginning of a line that is the next part of a construct. */
  readonly continues: string;
  /** Matches the beginning of a line that ends a block. */
  readonly closes?: string;
  readonly ignoresCase?: boolean;
}

/** Form of a definition's documentation: marked lines, a marked block, or a literal as the body's first statement. */
export type DocMarks =
  | { readonly kind: "lines"; readonly token: string }
  | { readonly kind: "block"; readonly open: string; readonly line: string; readonly close: string }
  | { readonly kind: "docstring"; readonly quotes: string };

/** Boundaries of code blocks. */
export type BlockStyle = "braces" | "indent" | "end" | "tags" | "none";

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
  /** Absent if the block style says all. */
  readonly blockWords?: BlockWords;
  /** Mark of lines that aren't part of the code around them, whatever their indentation: a preprocessor's. */
  readonly directive?: string;
  /** True if double braces contain a value: `{{ name }}`. */
  readonly hasMustaches?: boolean;
  /** Closing bracket that is a sign where nothing opened it, as behind a shell's `case`. */
  readonly looseCloser?: string;
  /** Source of a regular expression for the opener of a literal that begins on the next line; its last group is the word on the line that ends it. */
  readonly heredoc?: string;
  /** Grammar's file name without `tree-sitter-` and `.wasm`; absent if none is shipped. */
  readonly grammar?: string;
}
