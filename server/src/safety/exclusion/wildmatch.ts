/** Options of a comparison. Texts hold a byte of UTF-8 in each unit, as git compares bytes. */
export interface MatchOptions {
  /** True if `*` and `?` stop at a slash. */
  readonly isPath: boolean;
  /** True if ASCII letters match in either case. */
  readonly ignoresCase: boolean;
}

/** Remaining work, in characters compared. */
export interface Budget {
  steps: number;
}

/** Thrown by `wildmatch` when a pattern takes more work than its budget holds. */
export class TooHard extends Error {}

type Outcome = "match" | "none" | "abortAll" | "abortToDoubleStar";

/**
 * Compares a text with a glob pattern as git does (its `wildmatch.c`), byte by byte. Failed positions are remembered, so
 * that no pattern takes exponential time.
 * @throws TooHard when the budget is used up.
 */
export function wildmatch(pattern: string, text: string, options: MatchOptions, budget: Budget): boolean {
  const known = new Map<number, Outcome>();
  const remembered = (patternAt: number, textAt: number): Outcome => {
    const key = patternAt * (text.length + 1) + textAt;
    const before = known.get(key);
    if (before !== undefined) return before;
    const outcome = match(patternAt, textAt);
    known.set(key, outcome);
    return outcome;
  };
  const fold = (char: string): string =>
    options.ignoresCase && char >= "A" && char <= "Z" ? char.toLowerCase() : char;
  const spend = (): void => {
    if (--budget.steps < 0) throw new TooHard();
  };

  const match = (patternStart: number, textStart: number): Outcome => {
    let p = patternStart;
    let t = textStart;
    for (; p < pattern.length; p++, t++) {
      spend();
      let char = fold(pattern.charAt(p));
      const found = fold(text.charAt(t));
      if (found === "" && char !== "*") return "abortAll";
      if (char === "?") {
        if (options.isPath && found === "/") return "none";
      } else if (char === "[") {
        const set = matchSet(pattern, p, found, options.ignoresCase);
        if (set === undefined) return "abortAll";
        if (!set.isMatch || (options.isPath && found === "/")) return "none";
        p = set.end;
      } else if (char === "*") {
        const star = matchStar(p, t);
        if (typeof star === "string") return star;
        [p, t] = star;
      } else {
        if (char === "\\") char = fold(pattern.charAt(++p));
        if (found !== char) return "none";
      }
    }
    return t < text.length ? "none" : "match";
  };

  /** Returns the outcome from a star on, or, for a `*` before a slash, the positions of that slash in both. */
  const matchStar = (starAt: number, textAt: number): Outcome | [number, number] => {
    let p = starAt + 1;
    let t = textAt;
    let crossesSlashes = !options.isPath;
    if (pattern.charAt(p) === "*") {
      const before = pattern.charAt(starAt - 1);
      while (pattern.charAt(p) === "*") p++;
      const after = pattern.charAt(p);
      const isWholePart =
        (before === "" || before === "/") && (after === "" || after === "/" || pattern.startsWith("\\/", p));
      if (options.isPath && isWholePart) {
        // `a/**/b` matches `a/b` too.
        if (after === "/" && remembered(p + 1, t) === "match") return "match";
        crossesSlashes = true;
      }
    }
    if (p === pattern.length) return crossesSlashes || !text.includes("/", t) ? "match" : "abortToDoubleStar";
    if (!crossesSlashes && pattern.charAt(p) === "/") {
      const slash = text.indexOf("/", t);
      return slash < 0 ? "abortAll" : [p, slash];
    }
    const next = fold(pattern.charAt(p));
    const isLiteral = !/[*?[\\]/.test(next);
    for (; t < text.length; t++) {
      spend();
      if (isLiteral) {
        // The next literal character is searched for directly.
        while (t < text.length && (crossesSlashes || text.charAt(t) !== "/") && fold(text.charAt(t)) !== next) {
          spend();
          t++;
        }
        if (fold(text.charAt(t)) !== next) return crossesSlashes ? "abortAll" : "abortToDoubleStar";
      }
      const outcome = remembered(p, t);
      if (outcome !== "none") {
        if (!crossesSlashes || outcome !== "abortToDoubleStar") return outcome;
      } else if (!crossesSlashes && text.charAt(t) === "/") return "abortToDoubleStar";
    }
    return "abortAll";
  };

  return match(0, 0) === "match";
}

const classes: Readonly<Partial<Record<string, RegExp>>> = {
  alnum: /[0-9A-Za-z]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  // oxlint-disable-next-line no-control-regex -- that class holds these
  cntrl: /[\x00-\x1f\x7f]/,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t-\r]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
};

/** Compares a character with the set that begins at `start`; `undefined` if the set is malformed. `end` is its closing bracket. */
function matchSet(
  pattern: string,
  start: number,
  found: string,
  ignoresCase: boolean,
): { isMatch: boolean; end: number } | undefined {
  const fold = (char: string): string => (ignoresCase ? char.toLowerCase() : char);
  let p = start + 1;
  const isNegated = pattern.charAt(p) === "!" || pattern.charAt(p) === "^";
  if (isNegated) p++;
  let isMatch = false;
  let previous = "";
  do {
    let char = pattern.charAt(p);
    if (char === "") return undefined;
    if (char === "\\") {
      char = pattern.charAt(++p);
      if (char === "") return undefined;
      if (found === char) isMatch = true;
    } else if (char === "-" && previous !== "" && p + 1 < pattern.length && pattern.charAt(p + 1) !== "]") {
      char = pattern.charAt(++p);
      if (char === "\\") char = pattern.charAt(++p);
      if (char === "") return undefined;
      const upper = ignoresCase ? found.toUpperCase() : found;
      if ((found >= previous && found <= char) || (upper >= previous && upper <= char)) isMatch = true;
      char = "";
    } else if (char === "[" && pattern.charAt(p + 1) === ":") {
      const close = pattern.indexOf("]", p + 2);
      if (close < 0) return undefined;
      if (close > p + 2 && pattern.charAt(close - 1) === ":") {
        const name = pattern.slice(p + 2, close - 1);
        const members = Object.hasOwn(classes, name) ? classes[name] : undefined;
        if (members === undefined) return undefined;
        // Git takes folded letters for upper case as well.
        if (members.test(found) || (ignoresCase && name === "upper" && /[a-z]/.test(found))) isMatch = true;
        p = close;
        char = "";
      } else if (found === char) isMatch = true;
    } else if (found === fold(char)) isMatch = true;
    previous = char;
    p++;
  } while (pattern.charAt(p) !== "]");
  return { isMatch: isMatch !== isNegated, end: p };
}
