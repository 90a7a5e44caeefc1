/** The part of the model's tokenizer that the mixture needs. */
export interface MixVocabulary {
  readonly size: number;
  /** Returns the first token of `text` as the tokenizer would cut it; `undefined` for an empty text. */
  firstToken(text: string): number | undefined;
  /** Returns a token's text; empty for special tokens. */
  tokenText(id: number): string;
}

/**
 * Groups of tokens that mean the same for the line at the caret: `);` and `);⏎`, or the end of the text and `⏎⏎`.
 * Each group is represented by its leader; separate tokens would split the votes.
 */
export interface TokenGroups {
  /** Leader of all tokens that end the line at once: special tokens, and those that begin with a line break. */
  readonly lineEnd: number;
  /** Special tokens; any of them ends the text. */
  readonly specials: readonly number[];
  /** Tokens that are not leaders. */
  readonly followers: readonly number[];
  /** Returns the leader of a follower; `undefined` for all other tokens. */
  leaderOf(id: number): number | undefined;
}

const known = new WeakMap<MixVocabulary, TokenGroups>();

/** Groups the tokens of a vocabulary; computed once for each. */
export function tokenGroups(vocabulary: MixVocabulary): TokenGroups {
  const groups = known.get(vocabulary) ?? group(vocabulary);
  known.set(vocabulary, groups);
  return groups;
}

function group(vocabulary: MixVocabulary): TokenGroups {
  const plain = new Map<string, number>();
  const ending: { id: number; head: string }[] = [];
  for (let id = 0; id < vocabulary.size; id++) {
    const text = vocabulary.tokenText(id);
    const lineBreak = text.indexOf("\n");
    if (text === "" || lineBreak >= 0)
      ending.push({ id, head: lineBreak < 0 ? "" : text.slice(0, lineBreak).trimEnd() });
    else if (!plain.has(text)) plain.set(text, id);
  }
  const lineEnd = ending.find(({ head }) => head === "")?.id ?? -1;
  const leaders = new Map<number, number>();
  for (const { id, head } of ending) {
    const leader = head === "" ? lineEnd : plain.get(head);
    if (leader !== undefined && leader !== id) leaders.set(id, leader);
  }
  return {
    lineEnd,
    specials: ending.map(({ id }) => id).filter((id) => vocabulary.tokenText(id) === ""),
    followers: [...leaders.keys()],
    leaderOf: (id) => leaders.get(id),
  };
}
