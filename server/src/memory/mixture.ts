import type { CaretSelf, WorkspaceMemory } from "./workspaceMemory";

/** What the mixture needs of the model's tokenizer. */
export interface MixVocabulary {
  readonly size: number;
  /** First token of `text` as the tokenizer would cut it; `undefined` for an empty text. */
  firstToken(text: string): number | undefined;
  tokenText(id: number): string;
}

/** Where the next token will stand. */
export interface MixPoint {
  /** Text before it, generated text included, at least its last 200 characters. */
  readonly history: string;
  /** Trailing characters of `history` that tokens still have to say again, because the caret cut a token. */
  readonly pending: string;
}

/** Changes normalised natural log-probabilities in place; they stay normalised. */
export type Mix = (logProbs: Float32Array, at: MixPoint) => void;

/** Parts of a mixture. */
export interface MixtureParams {
  readonly memory: WorkspaceMemory;
  readonly vocabulary: MixVocabulary;
  /** Left out where the document is not remembered. */
  readonly self?: CaretSelf;
}

const maxPlaces = 24;
/** More than any token of the vocabulary holds. */
const maxChars = 24;

/** Weight of the memory by match length in characters. Source: training/memory_experiment.py, first weights. */
const weightFrom: readonly (readonly [length: number, weight: number])[] = [
  [64, 0.95],
  [40, 0.9],
  [28, 0.85],
  [20, 0.75],
  [14, 0.62],
  [10, 0.5],
  [7, 0.35],
  [5, 0.2],
  [4, 0.1],
];

/** Mixes what followed the same text elsewhere into the model's choice of the next token, by length and purity of the match. */
export function createMixture({ memory, vocabulary, self }: MixtureParams): Mix {
  const params = { ...(self ? { self } : {}), maxCount: maxPlaces, maxChars };
  return (logProbs, { history, pending }) => {
    const places = memory.find(history, params);
    const longest = places.at(0)?.matchLength;
    if (longest === undefined) return;
    const shares = new Map<number, number>();
    let sum = 0;
    for (const place of places) {
      const token = vocabulary.firstToken(pending + place.text);
      if (token === undefined) continue;
      const share = (place.matchLength / longest) ** 2;
      shares.set(token, (shares.get(token) ?? 0) + share);
      sum += share;
    }
    if (sum === 0) return;
    const purity = Math.max(...shares.values()) / sum;
    const weight = (weightFrom.find(([length]) => longest >= length)?.[1] ?? 0) * purity;
    const logRest = Math.log(1 - weight);
    for (let id = 0; id < vocabulary.size; id++) logProbs[id] += logRest;
    for (const [token, share] of shares) {
      logProbs[token] = Math.log(Math.exp(logProbs[token]) + (weight * share) / sum);
    }
  };
}
