import type { Secret } from "./secretRule";

/** Longest key block, in UTF-16 units; an RSA key of 16,384 bits has 12,700. */
const maxBlockChars = 20_000;

const opening =
  /-----BEGIN[ A-Z0-9_-]{0,100}PRIVATE KEY(?: BLOCK)?-----|^[+ \t-]*PuTTY-User-Key-File-\d:.*$|^[+ \t-]*Private-Lines: \d+/gm;
/** What ends a block, counted from its opening. */
const closing = /-----END[ A-Z0-9_-]{0,100}PRIVATE KEY(?: BLOCK)?-----|^[+ \t-]*Private-MAC: \S+/m;
/** A line of a key: base64 in whatever a language puts around it, a header of the block, or nothing. */
const keyLine =
  /^[+\-\s"'`,\\]*(?:[A-Za-z0-9+/=]{16,}|[A-Za-z0-9+/]{0,80}={0,2}|[\w-]+:[^\n]*)(?:\\[nr])*[\s"'`,;+\\)]*$/;

/**
 * Finds private keys, which take several lines: from the line that opens one to the line that closes it, or where that is not
 * there (yet) as long as lines look like a key's. Looks at the whole text; that takes 0.1 ms for a million characters.
 */
export function findKeyBlocks(text: string): Secret[] {
  if (!text.includes("-----BEGIN") && !text.includes("PuTTY-User-Key-File") && !text.includes("Private-Lines"))
    return [];
  const blocks: Secret[] = [];
  let behind = 0;
  for (const { 0: line, index } of text.matchAll(opening)) {
    if (index < behind) continue;
    const body = index + line.length;
    const rest = text.slice(body, body + maxBlockChars);
    const end = closing.exec(rest);
    behind = body + (end === null ? keyLinesLength(rest) : end.index + end[0].length);
    blocks.push({ start: index, end: behind, rule: "private-key" });
  }
  return blocks;
}

function keyLinesLength(text: string): number {
  let length = 0;
  for (const line of text.split("\n")) {
    if (!keyLine.test(line)) break;
    length += line.length + 1;
  }
  return Math.max(0, Math.min(length - 1, text.length));
}
