import { findSecrets } from "../../safety/secrets/findSecrets";
import type { Span } from "../../safety/promptText";
import type { RecentEdit } from "../../documents/editHistory";

/** Most lines that a hunk takes away or adds; larger edits are pasted text. // guess */
const maxLines = 12;

/** Text around a hunk in which secrets are looked for: a key of many lines begins outside it. In UTF-16 units. */
const secretReach = 5_000;

/**
 * Writes an edit as the lines that it took away and added. `undefined` if nothing is left of it, if it is large, and if its lines hold a secret: half
 * of one may have been typed before.
 */
export function editHunk({ before, after, edit }: RecentEdit): string | undefined {
  const old = linesOf(before, edit.startOffset, edit.oldEndOffset);
  const now = linesOf(after, edit.startOffset, edit.newEndOffset);
  const gone = before.slice(old.start, old.end).split("\n");
  const come = after.slice(now.start, now.end).split("\n");
  while (gone.length > 0 && come.length > 0 && gone[0] === come[0]) for (const lines of [gone, come]) lines.shift();
  while (gone.length > 0 && come.length > 0 && gone.at(-1) === come.at(-1))
    for (const lines of [gone, come]) lines.pop();
  if (Math.max(gone.length, come.length) > maxLines) return undefined;
  const lines = [...gone.map((line) => `-${line}`), ...come.map((line) => `+${line}`)];
  if (lines.every((line) => line.slice(1).trim() === "")) return undefined;
  return holdsSecret(before, old) || holdsSecret(after, now) ? undefined : lines.join("\n");
}

/** Returns the whole lines that a stretch touches. */
function linesOf(text: string, start: number, end: number): Span {
  const lineEnd = text.indexOf("\n", end);
  return { start: text.lastIndexOf("\n", start - 1) + 1, end: lineEnd < 0 ? text.length : lineEnd };
}

function holdsSecret(text: string, { start, end }: Span): boolean {
  const from = Math.max(0, start - secretReach);
  const secrets = findSecrets(text.slice(from, end + secretReach));
  return secrets.some((secret) => from + secret.end > start && from + secret.start < end);
}
