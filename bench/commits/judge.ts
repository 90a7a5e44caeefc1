/** Judges messages by its own rules: the judged writer shares none of this code. */

/** ROUGE-L (Lin 2004, section 3.1) as F1 over lower-case words. */
export function rougeL(candidate: string, reference: string): number {
  const a = wordsOf(candidate);
  const b = wordsOf(reference);
  let row = new Uint16Array(b.length + 1);
  for (const word of a) {
    const next = new Uint16Array(b.length + 1);
    for (let j = 1; j <= b.length; j++)
      next[j] = word === b[j - 1] ? (row[j - 1] ?? 0) + 1 : Math.max(row[j] ?? 0, next[j - 1] ?? 0);
    row = next;
  }
  const common = row[b.length] ?? 0;
  return a.length + b.length === 0 ? 1 : (2 * common) / (a.length + b.length);
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
}

/** Outward features of a subject. */
interface Look {
  readonly isConventional: boolean;
  readonly opensWithCapital: boolean | undefined;
  readonly endsWithStop: boolean;
}

function lookOf(subject: string): Look {
  const match = /^[a-z]+(\([^)]*\))?!?: (.*)$/.exec(subject);
  const text = match?.[2] ?? subject;
  return {
    isConventional: match !== null,
    opensWithCapital: /^\p{Lu}/u.test(text) ? true : /^\p{Ll}/u.test(text) ? false : undefined,
    endsWithStop: /[^.]\.$/.test(text),
  };
}

/** Share of earlier subjects from which a feature counts as a habit. */
const habit = 0.7;

/** Reports whether a subject follows every habit of the subjects before it. */
export function isInStyle(subject: string, earlier: readonly string[]): boolean {
  const look = lookOf(subject);
  return (["isConventional", "opensWithCapital", "endsWithStop"] as const).every((feature) => {
    const shown = earlier.map((one) => lookOf(one)[feature]).filter((value) => value !== undefined);
    const trueShare = shown.filter(Boolean).length / Math.max(1, shown.length);
    if (look[feature] === undefined || (trueShare < habit && trueShare > 1 - habit)) return true;
    return look[feature] === trueShare >= habit;
  });
}

/**
 * Returns names in a message that the change does not contain. A name is text in backticks, or a word that looks like
 * code, a file or a version.
 */
export function inventedNames(message: string, diff: string): string[] {
  const text = message.replace(/^[a-z]+(\([^)]*\))?!?: /, "");
  const quoted = [...text.matchAll(/`([^`]+)`/g)].map((match) => match[1]);
  const shaped = text.replace(/`[^`]*`/g, " ").match(/[\p{L}\p{N}_$@][\p{L}\p{N}_$@./-]*[\p{L}\p{N}_$]/gu) ?? [];
  const names = [...quoted, ...shaped.filter((word) => /\p{Ll}\p{Lu}|_|\.\p{L}|\/|\d+\.\d+/u.test(word))];
  // `Owner.member` counts as two names.
  return names.filter(
    (name) => !diff.includes(name.replace(/^v(?=\d)/, "")) && !name.split(/[./]/).every((part) => diff.includes(part)),
  );
}
