import type { LanguageFamily } from "../../code/languageFamily";

/** The origin of a remembered text. */
export interface MemoryOrigin {
  /** Documents of one project feed each other; see `projects.ts`. */
  readonly project: string;
  readonly languageId: string;
}

/** The reader that queries the memory. */
export interface MemoryReader {
  readonly project: string;
  /** Family of the language at the caret, which may differ from the document's in a mixed document. */
  readonly family: LanguageFamily;
  /** True if the caret is in a comment, which prose and the comments of other languages may also finish. */
  readonly isComment?: boolean;
}
