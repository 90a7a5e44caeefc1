import type { Position } from "vscode-languageserver";

/** Returns the position `length` characters into a text that is inserted at `start`. */
export function positionWithin(text: string, start: Position, length: number): Position {
  const before = text.slice(0, length);
  const lineEnd = before.lastIndexOf("\n");
  const line = start.line + before.split("\n").length - 1;
  return { line, character: lineEnd < 0 ? start.character + before.length : before.length - lineEnd - 1 };
}
