import { joinRest } from "./joinRest";
import type { Rule } from "./rule";

/** Ends the text where the rest of the line takes over, and at a closer that closes nothing. */
export const restOfLine: Rule = {
  name: "restOfLine",
  apply(text, around) {
    const joint = joinRest(text, around);
    return "drop" in joint ? joint : joint.text;
  },
};
