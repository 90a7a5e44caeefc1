/** A value read from a text, and the offset of its end. */
export interface LenientValue {
  readonly value: unknown;
  readonly end: number;
}

/** Deepest nesting of brackets that is read. */
const maxDepth = 20;
/** Quotes that open a string, each with those that may close it. */
const quotes: readonly { readonly open: string; readonly close: string }[] = [
  { open: '"', close: '"' },
  { open: "'", close: "'" },
  { open: "`", close: "`" },
  { open: "“”„«", close: '”“"»' },
  { open: "‘’‚", close: "’‘'" },
];
const space = /(?:[\s\uFEFF]|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)|#[ \t][^\n]*)*/y;
const bareKey = /[\p{L}_$][\p{L}\p{N}_$-]*/uy;
const bareValue = /[^,}\]\n]+/y;
/** Text that may follow a closing quote: the end of a value, a key or a line. */
const behindQuote = /[ \t]*(?:[,}\]:=\r\n]|\/[/*]|#[ \t]|$)/y;
const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };

/**
 * Reads the object, array or string that begins at `start`, as models write JSON. Accepted are any quotes, quotes within quotes, keys without
 * quotes, comments, missing and spare commas, line ends in strings, and a missing end. Valid JSON is read as JSON.
 */
export function readLenient(text: string, start: number, depth = 0): LenientValue | undefined {
  const opening = text.charAt(start);
  if (depth > maxDepth || opening === "") return undefined;
  if (opening === "{") return readObject(text, start + 1, depth);
  if (opening === "[") return readArray(text, start + 1, depth);
  const quote = quotes.find(({ open }) => open.includes(opening));
  if (quote !== undefined) return readString(text, start + 1, quote.close);
  const bare = matchAt(bareValue, text, start)?.trim() ?? "";
  if (bare === "") return undefined;
  return { value: /^(?:null|none|undefined)$/i.test(bare) ? null : bare, end: start + bare.length };
}

function readObject(text: string, start: number, depth: number): LenientValue {
  const value = new Map<string, unknown>();
  let at = start;
  for (;;) {
    at = skipSpace(text, at);
    const sign = text.charAt(at);
    if (sign === "" || sign === "}") return { value: Object.fromEntries(value), end: Math.min(at + 1, text.length) };
    const bare = matchAt(bareKey, text, at);
    const isQuoted = quotes.some(({ open }) => open.includes(sign));
    const key =
      bare !== undefined ? { value: bare, end: at + bare.length } : isQuoted ? readLenient(text, at, depth) : undefined;
    if (key === undefined) {
      at++; // a comma, or a sign that doesn't belong here
      continue;
    }
    at = skipSpace(text, key.end);
    if (!/[:=]/.test(text.charAt(at))) continue;
    at = skipSpace(text, at + 1);
    const read = readLenient(text, at, depth + 1);
    if (read === undefined) continue;
    value.set(String(key.value), read.value);
    at = read.end;
  }
}

function readArray(text: string, start: number, depth: number): LenientValue {
  const value: unknown[] = [];
  let at = start;
  for (;;) {
    at = skipSpace(text, at);
    const sign = text.charAt(at);
    if (sign === "" || sign === "]") return { value, end: Math.min(at + 1, text.length) };
    const read = sign === "," ? undefined : readLenient(text, at, depth + 1);
    if (read !== undefined) value.push(read.value);
    at = Math.max(at + 1, read?.end ?? 0);
  }
}

function readString(text: string, start: number, close: string): LenientValue {
  let value = "";
  let at = start;
  for (; at < text.length; at++) {
    const sign = text.charAt(at);
    if (sign === "\\") {
      const code = /^\\u([0-9a-f]{4})/i.exec(text.slice(at, at + 6));
      value += code === null ? escaped(text.charAt(at + 1)) : String.fromCharCode(Number.parseInt(code[1], 16));
      at += code === null ? 1 : 5;
    } else if (close.includes(sign) && matchAt(behindQuote, text, at + 1) !== undefined) return { value, end: at + 1 };
    else value += sign;
  }
  // The end is yet to come, or was forgotten.
  return { value, end: text.length };
}

/** Reads an escape; `\u` alone is the beginning of one whose end is yet to come. */
function escaped(sign: string): string {
  return sign === "u" ? "" : (escapes[sign] ?? sign);
}

function skipSpace(text: string, at: number): number {
  return at + (matchAt(space, text, at)?.length ?? 0);
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
