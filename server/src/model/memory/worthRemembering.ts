/** Longest document that is remembered, in characters. // guess: larger ones are data or generated */
export const maxDocumentChars = 500_000;

/** Mean line length, in characters, above which a text is minified or data. // guess: hand-written source has 20 to 60 */
const maxMeanLineChars = 300;

/** Reports whether people may have written a text: it isn't minified, and not huge. */
export function isWorthRemembering(text: string): boolean {
  if (text.length > maxDocumentChars) return false;
  if (text.length < 4 * maxMeanLineChars) return true;
  let lines = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  return text.length / lines <= maxMeanLineChars;
}
