/** Most characters of a new text that are shown beside the old one. // guess: more hides the code behind it */
const maxShownChars = 80;

/** Writes a text on one line, as a decoration shows it: blanks that stay, a sign for a line's end, and an ellipsis for more. */
export function shownOnOneLine(text: string): string {
  const line = text.replace(/\s*\r?\n\s*/g, "⏎ ").trimEnd();
  const shown = line.length > maxShownChars ? `${line.slice(0, maxShownChars - 1)}…` : line;
  return (shown === "" ? text : shown).replaceAll("\t", "  ").replaceAll(" ", "\u00a0");
}
