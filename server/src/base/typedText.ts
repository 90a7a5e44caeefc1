/** Pairs that editors close by themselves when one character is typed. */
export const autoClosed: ReadonlySet<string> = new Set(["()", "[]", "{}", '""', "''", "``", "<>"]);

/**
 * Reports that one key produced this text. That can be a character, a pair that the editor closed, or a line break with
 * its indentation.
 */
export function isTyped(text: string): boolean {
  return text.length === 1 || autoClosed.has(text) || /^\r?\n[ \t]*$/.test(text);
}

/** Reports whether a suggestion is `rest`, the untaken rest of the one on the screen, or a longer or shorter form of it. */
export function continuesText(rest: string, text: string): boolean {
  return rest !== "" && (rest.startsWith(text) || text.startsWith(rest));
}
