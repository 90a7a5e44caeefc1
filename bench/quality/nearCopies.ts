/** Lines of a text, trimmed, with the characters of each kind of line. */
type LineChars = ReadonlyMap<string, number>;

/** Share of a text's characters from which lines found in another file make that file its near-copy. */
const copyShare = 0.5;
/** Share of the other file's own characters from which it is a part of the text. */
const partShare = 0.8;

const known = new WeakMap<object, LineChars>();

/** Finds the files that are the text itself, or that hold so many of its lines that they would give its holes away. */
export function nearCopies<T extends { readonly path: string; readonly text: string }>(
  path: string,
  text: string,
  files: readonly T[],
): ReadonlySet<T> {
  const own = linesOf(text);
  return new Set(
    files.filter((file) => {
      const lines = known.get(file) ?? linesOf(file.text);
      known.set(file, lines);
      return file.path === path || shareIn(own, lines) >= copyShare || shareIn(lines, own) >= partShare;
    }),
  );
}

function linesOf(text: string): LineChars {
  const chars = new Map<string, number>();
  for (const line of text.split("\n")) {
    const content = line.trim();
    if (content !== "") chars.set(content, (chars.get(content) ?? 0) + content.length);
  }
  return chars;
}

/** Returns the share of a text's characters that are in lines of another one. */
function shareIn(own: LineChars, other: LineChars): number {
  let sum = 0;
  let found = 0;
  for (const [line, chars] of own) {
    sum += chars;
    if (other.has(line)) found += chars;
  }
  return sum === 0 ? 0 : found / sum;
}
