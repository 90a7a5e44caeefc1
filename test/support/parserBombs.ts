/** Texts that make parsers work long, deep or both: what they are, their language, and the text. */
export const parserBombs: [name: string, languageId: string, text: string][] = [
  ["brackets within brackets", "typescript", "f(\n".repeat(60_000)],
  ["arrays within arrays", "json", "[\n".repeat(100_000)],
  ["elements within elements", "html", "<div>\n".repeat(60_000)],
  ["blocks within blocks", "c", "{\n".repeat(60_000)],
  ["ever deeper indentation", "python", Array.from({ length: 800 }, (_, at) => `${" ".repeat(at)}if x:\n`).join("")],
  ["templates within templates", "javascript", "`${\n".repeat(40_000)],
  ["a comment that never ends", "css", `/*${"*\n".repeat(100_000)}`],
  ["keys within keys", "yaml", Array.from({ length: 800 }, (_, at) => `${" ".repeat(at)}a:\n`).join("")],
];
