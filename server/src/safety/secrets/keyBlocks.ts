import type { Secret } from "./secretRule";
import type { Steps } from "./steps";

/** Longest key block, in UTF-16 units; an RSA key of 16,384 bits has 12,700. */
const maxBlockChars = 20_000;

/** Openings of blocks, each with the words by which it is found in a long text. */
const openings: readonly { readonly words: string; readonly pattern: RegExp }[] = [
  { words: "-----BEGIN", pattern: /-----BEGIN[ A-Z0-9_-]{0,100}PRIVATE KEY(?: BLOCK)?-----/y },
  { words: "-----BEGIN OpenVPN", pattern: /-----BEGIN OpenVPN Static key V1-----/y },
  { words: "---- BEGIN SSH2", pattern: /---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----/y },
  { words: "$ANSIBLE_VAULT;", pattern: /\$ANSIBLE_VAULT;[\w.;-]{1,60}/y },
  { words: "PuTTY-User-Key-File-", pattern: /PuTTY-User-Key-File-\d:.*/y },
  { words: "Private-Lines: ", pattern: /Private-Lines: \d+/y },
];
/** Closings of blocks, counted from their opening. */
const closing =
  /-----END[ A-Z0-9_-]{0,100}PRIVATE KEY(?: BLOCK)?-----|-----END OpenVPN Static key V1-----|---- END SSH2 ENCRYPTED PRIVATE KEY ----|^[+ \t-]{0,100}Private-MAC: \S{1,200}/m;
/** A line of a key without a language's marks around it: base64, a header of the block, or nothing. */
const keyLine = /^(?:[A-Za-z0-9+/=]{16,}|[A-Za-z0-9+/]{0,80}={0,2}|[\w-]+:.*)$/;
/** A part of a key. Near miss: `...`, and the line that closes a block. */
const keyPart = /[A-Za-z0-9+/]{16}/;
/** Characters that may come before and after it. */
const [before, behind] = [new Set("+- \t\r\"'`,\\"), new Set(" \t\r\"'`;,+\\)")];
/** Longest line of a key, in UTF-16 units; in PEM it has 64, as JSON or in one piece more. */
const maxLineChars = 2_000;
/**
 * Blocks without an end whose lines are read. Of more, which only a hostile text has, as much is cut as a key can take:
 * that costs no time.
 */
const maxOpenBlocks = 10;

/** Most blocks that are found; a text with more of them is a file of keys. // guess */
const maxBlocks = 1_000;

/**
 * Finds private keys, which take several lines: from the line that opens one to the line that closes it or, if that is missing (yet), as long as
 * lines look like a key's. Reads the whole text, which takes 0.1 ms for a million characters; a step for each line that may open one.
 */
export function* searchKeyBlocks(text: string): Steps<Secret[]> {
  const found: Secret[] = [];
  for (const { words, pattern } of openings) {
    const blocks: Secret[] = [];
    let openCount = 0;
    for (let at = text.indexOf(words); at >= 0 && blocks.length <= maxBlocks; at = text.indexOf(words, at + 1)) {
      yield;
      pattern.lastIndex = at;
      const line = pattern.exec(text)?.[0];
      if (line === undefined) continue;
      const body = at + line.length;
      const length = openCount < maxOpenBlocks ? closedLength(text, body) : maxBlockChars;
      if (length === undefined) openCount++;
      const end = Math.min(body + (length ?? keyLinesLength(text, body)), text.length);
      // Without anything like a key between the two lines, as in a comment that shows the form, nothing is cut.
      if (length === undefined || keyPart.test(text.slice(body, end)))
        blocks.push({ start: at, end, rule: "private-key" });
      at = end - 1;
    }
    found.push(...blocks);
  }
  return found;
}

/** Returns the length of the text up to and including the next end of a key; `undefined` if there is none. */
function closedLength(text: string, from: number): number | undefined {
  const end = closing.exec(text.slice(from, from + maxBlockChars));
  return end === null ? undefined : end.index + end[0].length;
}

/** Returns the length of the lines from `from` on that look like a key's; a line may end as it does within a string, with a backslash and an `n`. */
function keyLinesLength(text: string, from: number): number {
  let end = from;
  for (let start = from; start - from < maxBlockChars;) {
    const line = /^[^\n]*?(?=\n|\\n|$)/.exec(text.slice(start, start + maxLineChars))?.[0] ?? "";
    if (line.length === maxLineChars || !keyLine.test(inner(line))) break;
    end = start + line.length;
    if (end >= text.length) break;
    start = end + (text[end] === "\n" ? 1 : 2);
  }
  return end - from;
}

function inner(line: string): string {
  let [start, end] = [0, line.length];
  while (start < end && before.has(line[start])) start++;
  while (end > start && behind.has(line[end - 1])) end--;
  return line.slice(start, end);
}
