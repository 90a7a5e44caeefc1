import type { Rule } from "../lib/rule";

/** Removes blanks at line ends, and at the text's end those that the rest of the line does not need. */
export const trailingBlanks: Rule = {
  name: "trailingBlanks",
  why: "Blanks at a line's end are noise in every diff.",
  example: {
    languageId: "typescript",
    before: "",
    reply: "start(); \nstop();  ",
    rest: "\n",
    result: "start();\nstop();",
  },
  apply(text, around) {
    const { place, rest, beforeCaret } = around;
    const isContent = place === "text" || (place !== "code" && around.open().at(-1)?.form?.isMultiline === true);
    const lines = text.split("\n");
    const clean = lines
      .map((line, index) => (index === lines.length - 1 || isContent ? line : line.trimEnd()))
      .join("\n");
    const content = clean.trimEnd();
    if (content === "") return "";
    const blanks = /[ \t]*$/.exec(clean)?.[0] ?? "";
    const isOneLine = !clean.includes("\n");
    // In the middle of a line blanks separate; so does one blank at the end of unfinished prose.
    if (rest.trim() !== "") return isOneLine && !/^\s/.test(rest) ? content + blanks : content;
    return place === "text" && isOneLine && beforeCaret + content !== "" ? content + blanks.slice(0, 1) : content;
  },
};
