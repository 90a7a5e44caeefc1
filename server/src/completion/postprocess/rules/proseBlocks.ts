import type { Rule } from "../lib/rule";

/** Keeps prose in its paragraph, item or heading: only the author begins another block. */
export const proseBlocks: Rule = {
  name: "proseBlocks",
  why: "A paragraph, list item or heading ends where the author would begin the next block.",
  example: {
    languageId: "markdown",
    before: "The server ",
    reply: "starts at once\n- and stops later",
    rest: "\n",
    result: "starts at once",
  },
  apply(text, { place, beforeCaret }) {
    if (place !== "text") return text;
    const lines = text.split("\n");
    const first = lines.findIndex((line) => line.trim() !== "");
    const isOwn = beforeCaret.trim() === "";
    const end = lines.findIndex(
      (line, index) => index > (isOwn ? first : 0) && opensProseBlock(line, lines.slice(0, index)),
    );
    const isHeading = /^\s{0,3}#{1,6}\s/.test(beforeCaret);
    const length = isHeading ? 1 : end < 0 ? lines.length : end;
    return lines.slice(0, length).join("\n");
  },
};

/** Reports whether a line of Markdown or plain text begins something new that doesn't belong to the lines before it. */
export function opensProseBlock(line: string, before: readonly string[]): boolean {
  // A fence contains any text between its marks.
  if (before.filter((each) => fence.test(each)).length % 2 === 1) return false;
  if (line.trim() === "") return (before.at(-1) ?? "").trim() !== "";
  return fence.test(line) || blockStart.test(line);
}

const fence = /^\s*(?:`{3,}|~{3,})/;
const blockStart = /^\s*(?:[-*+]\s|\d+[.)]\s|#{1,6}\s|>|\||<\w|(?:[-*_]\s*){3,}$|={3,}$|\[[^\]]+\]:)/;
