/** What kind of text the caret stands in. */
export type CaretPlace = "code" | "lineComment" | "blockComment" | "docComment" | "docstring" | "string" | "text";
