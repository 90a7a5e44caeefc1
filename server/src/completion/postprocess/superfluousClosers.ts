import { closings } from "./closings";
import type { Rule } from "./rule";

/** Cuts the text at a closing bracket that closes nothing, or what the document closes already. */
export const superfluousClosers: Rule = {
  name: "superfluousClosers",
  apply(text, around) {
    const { superfluousAt } = closings(text, around);
    if (superfluousAt === undefined) return text;
    const kept = text.slice(0, superfluousAt);
    // The blanks before a closer that stood on its own line go with it.
    const shaped = /\n[ \t]*$/.test(kept) ? kept.trimEnd() : kept;
    return shaped.trim() === "" ? { drop: "It only closed what is closed already." } : shaped;
  },
};
