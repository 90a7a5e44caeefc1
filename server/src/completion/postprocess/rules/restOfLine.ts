import { joinRest } from "../lib/joinRest";
import type { Rule } from "../lib/rule";

/** Ends the text where the rest of the line takes over, and at a closer that closes nothing. */
export const restOfLine: Rule = {
  name: "restOfLine",
  why: "The rest of the line would be there twice.",
  example: {
    languageId: "typescript",
    before: "const total = sum(",
    reply: "prices) + tax;",
    rest: ") + tax;\n",
    result: "prices",
  },
  apply(text, around) {
    const joint = joinRest(text, around);
    return "drop" in joint ? joint : joint.text;
  },
};
