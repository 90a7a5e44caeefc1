/** Kind of text at the caret. */
export type CaretPlace = "code" | "lineComment" | "blockComment" | "docComment" | "docstring" | "string" | "text";
