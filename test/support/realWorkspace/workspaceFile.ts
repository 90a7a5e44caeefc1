/** A file of the realistic workspace. */
export interface WorkspaceFile {
  /** From the workspace's root, with `/`. */
  readonly path: string;
  readonly languageId: string;
  /** With `\n`; written with the line ends of `lineEnd`. */
  readonly text: string;
  /** `mixed`: every other line ends in `\r\n`. */
  readonly lineEnd?: "lf" | "crlf" | "mixed";
  readonly indent?: "blank" | "tab";
  /** The ignore file that keeps this file out; absent for files that get completions. */
  readonly hidden?: string;
}

/** What is written to disk. */
export function textOnDisk({ text, lineEnd = "lf" }: WorkspaceFile): string {
  if (lineEnd === "lf") return text;
  let index = 0;
  return text.replaceAll("\n", () => (lineEnd === "crlf" || index++ % 2 === 0 ? "\r\n" : "\n"));
}
