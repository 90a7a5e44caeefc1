import type { Rule } from "../lib/rule";
import { lineLoopStart, loopInLine, rulersOf } from "../lib/loops";

/** Cuts a text that repeats itself: lines, blocks, or a phrase or number within its last line. */
export const repetition: Rule = {
  name: "repetition",
  why: "Small models go round in circles.",
  example: {
    languageId: "typescript",
    before: "",
    reply: "add(1);\nadd(1);\nadd(1);\nadd(1);",
    rest: "\n",
    result: "add(1);",
  },
  apply(text, { place, languageId, beforeCaret }) {
    const lines = text.split("\n");
    const cut = lineLoopStart(lines);
    const kept = cut === undefined ? lines : lines.slice(0, cut);
    const last = kept.findLastIndex((line) => line.trim() !== "");
    const isRuler = rulersOf({ languageId, place, before: last > 0 ? "" : beforeCaret });
    const loop = loopInLine(kept[last] ?? "", isRuler);
    if (loop === undefined || place === "text") return kept.join("\n").replace(cut === undefined ? /$^/ : /\s+$/, "");
    if (last > 0) return kept.slice(0, last).join("\n").trimEnd();
    return loop.isPhrase
      ? (kept[last] ?? "").slice(0, loop.start).trimEnd()
      : { drop: "The suggestion ran into an endless repetition." };
  },
};
