import type { Rule } from "../lib/rule";

/** Characters of a line that fit into the commit box beside VS Code's side bar of default width. // guess */
const boxChars = 32;

/** Ends an automatic suggestion in the commit box at the last word that fits into the box's line. */
export const commitBoxLine: Rule = {
  name: "commitBoxLine",
  why: "Text that needs another line makes the commit box grow, and what is below it jumps.",
  example: {
    languageId: "scminput",
    before: "Fetch orders",
    reply: " again when the first request fails",
    rest: "",
    result: " again when the",
    isAutomatic: true,
  },
  apply(text, { languageId, isAutomatic, beforeCaret }) {
    if (languageId !== "scminput" || !isAutomatic) return text;
    const room = boxChars - beforeCaret.length;
    if (text.length <= room) return text;
    // A typed line that needs the second row already: one word.
    const fitting = room <= 0 ? /^\s*\S+/.exec(text)?.[0] : /^.*\S(?=\s)/.exec(text.slice(0, room + 1))?.[0];
    return fitting ?? { drop: "The suggestion would make the commit box grow." };
  },
};
