/**
 * The rule by which changes of a commit count as alike. It is independent of the engine: words and single signs, no grammar.
 */

/** A change of some lines of a file: a changed line, or a hunk whose old and new lines can't be paired. */
export interface Atom {
  /** Index of the first old line; of the line before which lines are added, if none is taken away. */
  readonly line: number;
  readonly old: readonly string[];
  readonly now: readonly string[];
}

/** The changed tokens of an atom, with the characters around them. */
interface Core {
  readonly old: readonly string[];
  readonly now: readonly string[];
  /** Offsets of the changed part in the joined old lines and in the joined new ones. */
  readonly oldSpan: readonly [number, number];
  readonly newSpan: readonly [number, number];
}

const tokenPattern = /[\p{L}\p{N}_$]+|[^\s\p{L}\p{N}_$]/gu;

/** Returns a text's words and signs. */
export function benchTokens(text: string): string[] {
  return text.match(tokenPattern) ?? [];
}

/** Finds what an atom changes: everything between the tokens that both forms begin and end with. */
export function coreOf({ old, now }: Pick<Atom, "old" | "now">): Core {
  const [oldText, newText] = [old.join("\n"), now.join("\n")];
  const [a, b] = [[...oldText.matchAll(tokenPattern)], [...newText.matchAll(tokenPattern)]];
  let head = 0;
  while (head < a.length && head < b.length && a[head][0] === b[head][0]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail][0] === b[b.length - 1 - tail][0])
    tail++;
  const span = (all: readonly RegExpMatchArray[], text: string): [number, number] => {
    const [first, last] = [all.at(head), all.at(-1 - tail)];
    if (head >= all.length - tail) {
      const before = head === 0 ? undefined : all[head - 1];
      const at = before === undefined ? 0 : before.index! + before[0].length;
      return [at, at];
    }
    return [first?.index ?? 0, last === undefined ? text.length : last.index! + last[0].length];
  };
  return {
    old: a.slice(head, a.length - tail).map(([word]) => word),
    now: b.slice(head, b.length - tail).map(([word]) => word),
    oldSpan: span(a, oldText),
    newSpan: span(b, newText),
  };
}

/** Names a kind of change: atoms of one key are alike. `undefined` for one that says too little or too much. */
export function keyOf(atom: Atom): string | undefined {
  const { old, now } = coreOf(atom);
  if (old.length + now.length === 0 || old.length > 40 || now.length > 40) return undefined;
  const around = new Set(benchTokens(atom.old.join("\n")).filter(isWord));
  const names = new Map<string, string>();
  // Words that the change keeps, or takes from its own line, may differ from place to place.
  for (const word of [...old, ...now])
    if (isWord(word) && !names.has(word) && now.includes(word) && (old.includes(word) || around.has(word)))
      names.set(word, `$${names.size}`);
  const written = [old, now].map((words) => words.map((word) => names.get(word) ?? word));
  const literal = written.flat().filter((word) => isWord(word) && !/^\$\d+$/.test(word));
  return literal.length === 0 ? undefined : JSON.stringify(written);
}

/** Returns the tokens before and behind what an atom changes, in the text before the commit. */
export function neighboursOf(atom: Atom, before: string): readonly [string, string] {
  const lines = before.split("\n");
  const { oldSpan } = coreOf(atom);
  const old = atom.old.join("\n");
  const above = lines.slice(Math.max(0, atom.line - 5), atom.line).join("\n");
  const below = lines.slice(atom.line + atom.old.length, atom.line + atom.old.length + 5).join("\n");
  const left = benchTokens(`${above}\n${old.slice(0, oldSpan[0])}`).at(-1) ?? "";
  const right = benchTokens(`${old.slice(oldSpan[1])}\n${below}`).at(0) ?? "";
  return [left, right];
}

/** Names the words that an atom takes away and those that it adds; two atoms that share one of each may be one change, whatever is around it. */
export function replacedWords(atom: Atom): readonly string[] {
  const { old, now } = coreOf(atom);
  const gone = new Set(old.filter((word) => isWord(word) && !now.includes(word)));
  const come = new Set(now.filter((word) => isWord(word) && !old.includes(word)));
  return [...gone].flatMap((from) => [...come].map((to) => `${from} ${to}`));
}

function isWord(token: string): boolean {
  return /^[\p{L}_$]/u.test(token);
}
