import { scanBrackets } from "./brackets";
import { closesAngle } from "./closings";
import type { Rule } from "./rule";
import { isClosingOnly, type Surroundings } from "./surroundings";

/** Characters that must agree where a text reaches the rest of the line and then goes on differently. */
const minAgreement = 6; // guess

/** In the middle of a line, ends the text where the rest of the line takes over. */
export const restOfLine: Rule = {
  name: "restOfLine",
  apply(text, around) {
    const { rest, place } = around;
    if (rest.trim() === "") return text;
    if (isClosingOnly(rest))
      return place === "code" || place === "string" ? text : text.slice(0, overlapStart(text, around));
    const reached = reachedAt(text, rest);
    const cut = reached < text.length ? reached : overlapStart(text, around);
    return cut === 0 && text !== "" ? { drop: "The rest of the line already says it." } : text.slice(0, cut);
  },
};

/** Where the text first says what the rest of the line starts with, long enough not to be chance. */
function reachedAt(text: string, rest: string): number {
  const wanted = rest.trimEnd();
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== wanted[0] || !isBoundary(text, at)) continue;
    let length = 1;
    while (length < wanted.length && text[at + length] === wanted[length]) length++;
    const agreed = wanted.slice(0, length);
    const isEnough = length >= minAgreement || (length === wanted.length && length >= 3);
    if (isEnough && /[\p{L}\p{N}]/u.test(agreed)) return at;
  }
  return text.length;
}

/** Where the text's end starts to be the rest's beginning. Brackets that the text itself has opened are its own. */
function overlapStart(text: string, around: Surroundings): number {
  const { rest, languageId } = around;
  const closers = scanBrackets(text, { languageId, outer: around.open() }).closers;
  const unmatched = new Set(closers.map(({ at }) => at));
  for (let at = Math.max(0, text.length - rest.length); at < text.length; at++) {
    if (!rest.startsWith(text.slice(at)) || !isBoundary(text, at)) continue;
    let isOwn = false;
    for (let i = at; i < text.length; i++) isOwn ||= /[)\]}]/.test(text.charAt(i)) && !unmatched.has(i);
    isOwn ||= text.includes(">", at) && !closesAngle(text);
    if (!isOwn) return at;
  }
  return text.length;
}

function isBoundary(text: string, at: number): boolean {
  return at === 0 || !(/\w/.test(text.charAt(at - 1)) && /\w/.test(text.charAt(at)));
}
