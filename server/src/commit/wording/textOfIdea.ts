import type { Idea } from "./idea";
import type { CommitStyle } from "../style/commitStyle";
import { say } from "./phrases";
import { inMood } from "../style/verbs";

/** Words an idea in the style, without `type:` and of any length. */
export function textOfIdea(idea: Idea, style: CommitStyle): string {
  return styledText(wordsOf(idea, style), style);
}

/** Words an idea in the style's language and mood, names in backticks. */
function wordsOf({ saying }: Idea, style: CommitStyle): string {
  if ("own" in saying) return inMood(saying.own, style.language === "en" ? style.mood : "imperative");
  const text = say(saying, style.language);
  return style.language === "en" ? inMood(text, style.mood) : text;
}

/** Puts a text into a style's spelling: first letter and backticks. */
export function styledText(text: string, style: CommitStyle): string {
  const plain = style.hasBackticks ? text : text.replace(/`/g, "");
  const opening = plain.slice(0, 1);
  // A name of code keeps its spelling.
  const isName =
    /^[`\p{L}\p{N}_$]*(?:[._/$`()]|\p{Ll}\p{Lu})/u.test(plain.split(" ", 1).at(0) ?? "") || /^\p{Lu}{2}/u.test(plain);
  return isName ? plain : (style.isCapitalized ? opening.toUpperCase() : opening.toLowerCase()) + plain.slice(1);
}
