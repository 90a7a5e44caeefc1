import { tokensOf, type Token } from "../lexer";

/** A member that a text names. Offsets count from the text's start. */
export interface MemberUse {
  /** Names before it, the outermost first: `this`, `cart` of `this.cart.total`. Empty if anything else is before the dot. */
  readonly receiver: readonly string[];
  /** Start of the dot. */
  readonly dot: number;
  /** Place of the name, a `#` included. */
  readonly start: number;
  readonly end: number;
  /** True if it is the target of an assignment. */
  readonly isAssigned: boolean;
}

/** Finds the members that a text names after dots. Comments and strings are left out. */
export function memberUses(text: string, languageId: string): MemberUse[] {
  const tokens = tokensOf(text, { languageId }).filter(({ kind }) => kind !== "comment" && kind !== "lineEnd");
  const said = (token: Token | undefined): string => (token === undefined ? "" : text.slice(token.start, token.end));
  const isDot = (token: Token | undefined): boolean => token?.kind === "sign" && /^\??\.$/.test(said(token));
  const uses: MemberUse[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== "word" || /^\d/.test(said(token))) continue;
    const isPrivate = said(tokens[index - 1]) === "#";
    const at = isPrivate ? index - 1 : index;
    const dot = tokens[at - 1];
    if (!isDot(dot)) continue;
    const receiver = chainBefore(at - 1);
    const next = said(tokens[index + 1]);
    uses.push({ receiver, dot: dot.start, start: tokens[at].start, end: token.end, isAssigned: next === "=" });
  }
  return uses;

  /** Returns the names before the dot at an index; none if they don't begin the expression. */
  function chainBefore(dotIndex: number): string[] {
    const chain: string[] = [];
    for (let index = dotIndex; ; index -= 2) {
      const name = tokens.at(index - 1);
      if (index < 1 || name?.kind !== "word" || /^\d/.test(said(name))) return [];
      const isPrivate = index > 1 && said(tokens[index - 2]) === "#";
      chain.unshift(isPrivate ? `#${said(name)}` : said(name));
      if (isPrivate) index--;
      if (index < 2 || !isDot(tokens[index - 2])) return chain;
    }
  }
}
