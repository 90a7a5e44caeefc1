import { closings } from "./closings";
import type { Rule } from "./rule";

/** Refuses what is not worth a glance: nothing, what stands there already, or a mark that is typed faster than read. */
export const lowValue: Rule = {
  name: "lowValue",
  apply(text, around) {
    const content = text.trim();
    if (content === "") return { drop: "Nothing but blanks was left." };
    const replaced = around.rest.slice(0, closings(text, around).replaceSuffixLength);
    if (replaced.trim() === content) return { drop: "It only closed what the editor has closed already." };
    if (content.length === 1 && !/[\p{L}\p{N}_)\]}]/u.test(content))
      return { drop: "A single mark is not worth offering." };
    return text;
  },
};
