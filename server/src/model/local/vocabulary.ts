import { LRUCache } from "lru-cache";
import type { ModelTokenizer } from "./tokenizer";
import { fromBytes } from "./tokenBytes";

/** The model's vocabulary as the workspace memory sees it. */
export interface Vocabulary {
  /** Number of ids, i.e. length of a distribution. */
  readonly size: number;
  /** Returns the first token of `text`; `undefined` for empty text. */
  firstToken(text: string): number | undefined;
  /** Returns a token's text; unfinished UTF-8 becomes U+FFFD. */
  tokenText(id: number): string;
}

/** Length of text that determines its first token, in UTF-16 units; longer tokens are rulers and blanks. // guess */
const decisiveLength = 24;

/** Makes the vocabulary's view. Lookups repeat a lot, so their results are kept. */
export function createVocabulary(tokenizer: ModelTokenizer, size: number): Vocabulary {
  const firstTokens = new LRUCache<string, number>({ max: 8192 });
  const texts: (string | undefined)[] = [];
  return {
    size,
    firstToken(text) {
      const start = text.slice(0, decisiveLength);
      const known = firstTokens.get(start);
      if (known !== undefined) return known;
      const first = tokenizer.encode(start).at(0);
      if (first !== undefined) firstTokens.set(start, first);
      return first;
    },
    tokenText: (id) => (texts[id] ??= fromBytes(tokenizer.bytes(id))),
  };
}
