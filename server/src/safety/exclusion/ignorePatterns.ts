import { TooHard, wildmatch, type Budget } from "./wildmatch";

/** Work for one pattern on one path, in characters compared. A pattern that takes more keeps out more, never less. // guess: a millisecond */
const maxStepsAPattern = 20_000;

/** Work between two yields of a generator, in characters compared. // guess: far below a millisecond */
const stepsATurn = 2_000;

/** One line of an ignore file. Its texts hold a byte of UTF-8 in each unit. */
interface Pattern {
  readonly text: string;
  /** Length of the text before the first special character. */
  readonly plainLength: number;
  readonly isNegative: boolean;
  readonly isForFolders: boolean;
  /** True if only the last part of a path counts, at any depth. */
  readonly isName: boolean;
  readonly line: string;
  readonly mark: string;
}

/** The pattern that decides about a path, with the line as it was written. */
export interface Decision {
  readonly isExcluded: boolean;
  readonly line: string;
  readonly mark: string;
}

/** Patterns of one folder in their order; the last one that matches decides, as in git's `dir.c`. */
export class IgnorePatterns {
  readonly #ignoresCase: boolean;
  readonly #patterns: Pattern[] = [];
  /** Positions of patterns without special characters, by name. */
  readonly #names = new Map<string, number[]>();
  readonly #paths = new Map<string, number[]>();
  /** Positions of all others. */
  readonly #globs: number[] = [];

  constructor(params: { ignoresCase: boolean }) {
    this.#ignoresCase = params.ignoresCase;
  }

  get count(): number {
    return this.#patterns.length;
  }

  /** Adds a line of an ignore file, without its line end; `mark` names its source. Comments and empty lines are left out. */
  add(line: string, mark: string): void {
    const pattern = parse(line, mark);
    if (pattern === undefined) return;
    const at = this.#patterns.push(pattern) - 1;
    if (pattern.plainLength < pattern.text.length) this.#globs.push(at);
    else {
      const index = pattern.isName ? this.#names : this.#paths;
      const key = this.#fold(pattern.text);
      const others = index.get(key);
      if (others === undefined) index.set(key, [at]);
      else others.push(at);
    }
  }

  /**
   * Finds the pattern that decides about a path below the patterns' folder, with `/` inside and none at its end. Yields often enough to
   * let other work run in between.
   * @throws TooHard when the budget for all of it is used up.
   */
  *decide(path: string, isFolder: boolean, budget: Budget): Generator<undefined, Decision | undefined> {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const plain = [...(this.#names.get(this.#fold(name)) ?? []), ...(this.#paths.get(this.#fold(path)) ?? [])];
    const fits = (at: number): boolean => isFolder || !this.#patterns[at].isForFolders;
    let best = plain.reduce((latest, at) => (fits(at) ? Math.max(latest, at) : latest), -1);
    let turnsAt = budget.steps;
    for (let index = this.#globs.length - 1; index >= 0 && this.#globs[index] > best; index--) {
      if (turnsAt - budget.steps > stepsATurn) {
        yield;
        turnsAt = budget.steps;
      }
      const at = this.#globs[index];
      if (fits(at) && this.#matches(this.#patterns[at], path, name, budget)) best = at;
    }
    if (best < 0) return undefined;
    const { isNegative, line, mark } = this.#patterns[best];
    return { isExcluded: !isNegative, line, mark };
  }

  #matches({ text, plainLength, isName, isNegative }: Pattern, path: string, name: string, budget: Budget): boolean {
    const subject = isName ? name : path;
    budget.steps--;
    if (this.#fold(subject.slice(0, plainLength)) !== this.#fold(text.slice(0, plainLength))) return false;
    // `*.log`, by far the most frequent.
    if (isName && text.startsWith("*") && !/[*?[\\]/.test(text.slice(1)))
      return subject.length >= text.length - 1 && this.#fold(subject).endsWith(this.#fold(text.slice(1)));
    // Git compares the plain beginning alone, so that `a**/b` counts as `a` and `**/b`.
    const from = isName ? 0 : plainLength;
    const own: Budget = { steps: Math.min(maxStepsAPattern, budget.steps) };
    const granted = own.steps;
    try {
      const options = { isPath: !isName, ignoresCase: this.#ignoresCase };
      return wildmatch(text.slice(from), subject.slice(from), options, own);
    } catch (error) {
      if (!(error instanceof TooHard) || budget.steps <= maxStepsAPattern) throw error;
      return !isNegative;
    } finally {
      budget.steps -= granted - Math.max(0, own.steps);
    }
  }

  #fold(text: string): string {
    return this.#ignoresCase ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text;
  }
}

/** Returns the bytes of a text's UTF-8, one in each unit. */
export function asBytes(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** Returns the text whose bytes of UTF-8 are in `bytes`. */
function asText(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString("utf8");
}

function parse(line: string, mark: string): Pattern | undefined {
  if (line === "" || line.startsWith("#")) return undefined;
  const [whole] = line.replace(/\r$/, "").split("\0", 1);
  const trimmed = withoutTrailingBlanks(whole);
  const isNegative = trimmed.startsWith("!");
  const inner = isNegative ? trimmed.slice(1) : trimmed;
  const isForFolders = inner.endsWith("/");
  const path = isForFolders ? inner.slice(0, -1) : inner;
  if (path === "") return undefined;
  const isName = !path.includes("/");
  const text = path.startsWith("/") ? path.slice(1) : path;
  const special = text.search(/[*?[\\]/);
  const plainLength = special < 0 ? text.length : special;
  return { text, plainLength, isNegative, isForFolders, isName, line: asText(whole).slice(0, 200), mark };
}

/** Removes the blanks at the end, unless a backslash precedes them. */
function withoutTrailingBlanks(line: string): string {
  let end = line.length;
  while (end > 0 && line.charAt(end - 1) === " ") end--;
  let backslashes = 0;
  while (line.charAt(end - 1 - backslashes) === "\\") backslashes++;
  return line.slice(0, backslashes % 2 === 1 ? end + 1 : end);
}
