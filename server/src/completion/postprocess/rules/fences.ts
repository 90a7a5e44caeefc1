import type { Rule } from "../lib/rule";

const openingFence = /^\s*(`{3,}|~{3,})[^\n`]*(?:\n|$)/;
const fenceLine = /^[ \t]*(?:`{3,}|~{3,})[ \t]*$/;

/**
 * Removes the Markdown fences that chat models wrap answers in, and a fence left over at the end.
 * In Markdown and other prose, fences are content.
 */
export const fences: Rule = {
  name: "fences",
  why: "Chat models wrap code in Markdown, which a source file can't read.",
  example: {
    languageId: "python",
    before: "",
    reply: "```python\ntotal = sum(prices)\n```\nThis adds them up.",
    rest: "\n",
    result: "total = sum(prices)",
  },
  apply(text, { place, languageId }) {
    if (place === "text" || languageId === "markdown" || !/`{3}|~{3}/.test(text)) return text;
    const opening = openingFence.exec(text);
    const lines = (opening ? text.slice(opening[0].length) : text).split("\n");
    const closing = opening
      ? lines.findIndex((line) => fenceLine.test(line))
      : lines.findLastIndex((line) => line.trim() !== "");
    if (closing < 0 || !fenceLine.test(lines[closing] ?? "")) return lines.join("\n");
    return lines.slice(0, closing).join("\n");
  },
};
