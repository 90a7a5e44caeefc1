import type { Elsewhere, ElsewherePlace } from "./elsewhere";
import { contextKinds, type Alike } from "./lexemeIndex";
import { collectCandidates, type Evidence } from "./mixtureFeatures";
import { scoreCandidates } from "./mixtureScore";
import { tokenGroups, type MixVocabulary, type TokenGroups } from "./tokenGroups";
import type { Continuation, WorkspaceMemory } from "./workspaceMemory";
import type { CaretSelf } from "./caretSelf";

export type { MixVocabulary } from "./tokenGroups";

/** The position of the next token. */
export interface MixPoint {
  /** Text before it, generated text included, at least its last 240 characters. */
  readonly history: string;
  /** Trailing characters of `history` that tokens still have to produce again, because the caret split a token. */
  readonly pending: string;
}

/** Changes normalised natural log-probabilities in place; they stay normalised. */
export type Mix = (logProbs: Float32Array, at: MixPoint) => void;

/** Parts of a mixture. */
export interface MixtureParams {
  readonly memory: WorkspaceMemory;
  /** The files of the workspace that aren't open. */
  readonly elsewhere?: Elsewhere;
  readonly vocabulary: MixVocabulary;
  /** Left out if the document isn't remembered. */
  readonly self?: CaretSelf;
}

/** Places requested from the memory, and characters of each: the rest of a line counts, not only its first token. */
const maxPlaces = 32;
const maxChars = 64;
/** Places requested from the files that aren't open. // guess: more agree with the first ones */
const maxElsewhere = 16;
/** Number of the model's own best tokens that are scored anew. */
const modelBestCount = 12;
/** Text that determines its first token: blanks and signs, a word, and the character that ends it. Short, so that lookups repeat. */
const decisiveText = /^[^\p{L}\p{N}]{0,8}[\p{L}\p{N}]{0,24}[^]?/u;
/** Log-probability below which the model's tokens aren't scored anew. */
const negligible = Math.log(1e-4);

/** Log-probability below which followers are dropped rather than added to their leader. */
const lost = Math.log(1e-7);

const nothingAlike: Alike = { byContext: contextKinds.map(() => []), renamed: [] };

/**
 * Mixes the memory's knowledge into the model's choice of the next token. Each token that either proposes gets a new score
 * from the model's log-probability and from how and where it followed the same or similar text; see `mixtureScore.ts`.
 * Of tokens that mean the same for the line only the best is kept; see `tokenGroups.ts`.
 */
export function createMixture(params: MixtureParams): Mix {
  const groups = tokenGroups(params.vocabulary);
  return (logProbs, point) => {
    const found = askMemory(params, point);
    if (!found) return;
    const { bestOf, logProbOfEnd } = mergeGroups(logProbs, groups);
    const candidates = collectCandidates(
      gatherEvidence(params, groups, logProbs, { ...point, ...found, logProbOfEnd }),
    );
    write(logProbs, candidates.tokens, scoreCandidates(candidates));
    for (const [leader, best] of bestOf) {
      logProbs[best] = logProbs[leader];
      logProbs[leader] = -Infinity;
    }
  };
}

/** The memory's findings for one place. */
interface Found {
  readonly places: readonly Continuation[];
  readonly alike: Alike;
  readonly elsewhere: readonly ElsewherePlace[];
}

/** Looks the position up in the memory; `undefined` if the memory finds nothing. */
export function askMemory(params: MixtureParams, { history }: MixPoint): Found | undefined {
  const { memory, self } = params;
  const places = memory.find(history, { ...(self ? { self } : {}), maxCount: maxPlaces, maxChars });
  const alike = self && memory.findAlike(fromLineStart(history), self);
  const isKnown = (address: string): boolean => memory.isRemembered(address);
  const elsewhere =
    self && params.elsewhere?.findElsewhere(history, { self, maxCount: maxElsewhere, maxChars, isKnown });
  if (places.length === 0 && !alike && (elsewhere ?? []).length === 0) return undefined;
  return { places, alike: alike ?? nothingAlike, elsewhere: elsewhere ?? [] };
}

/**
 * Gathers the log-probability of each group in its leader, in place; the other tokens become impossible.
 * Returns the best members of groups whose leader isn't the best, and the log-probability that the text ends.
 */
export function mergeGroups(
  logProbs: Float32Array,
  groups: TokenGroups,
): { bestOf: Map<number, number>; logProbOfEnd: number } {
  const logProbOfEnd = Math.log(groups.specials.reduce((sum, id) => sum + Math.exp(logProbs[id]), 0));
  const sums = new Map<number, { probability: number; best: number; bestLogProb: number }>();
  for (const id of groups.followers) {
    const logProb = logProbs[id];
    logProbs[id] = -Infinity;
    if (logProb < lost) continue;
    const leader = groups.leaderOf(id) ?? id;
    const own = logProbs[leader];
    const sum = sums.get(leader) ?? { probability: Math.exp(own), best: leader, bestLogProb: own };
    sum.probability += Math.exp(logProb);
    if (logProb > sum.bestLogProb) Object.assign(sum, { best: id, bestLogProb: logProb });
    sums.set(leader, sum);
  }
  const bestOf = new Map<number, number>();
  for (const [leader, { probability, best }] of sums) {
    logProbs[leader] = Math.log(probability);
    if (best !== leader) bestOf.set(leader, best);
  }
  return { bestOf, logProbOfEnd };
}

/** Collects the evidence by which candidates are scored; `logProbs` are already merged. */
export function gatherEvidence(
  { vocabulary, self }: MixtureParams,
  groups: TokenGroups,
  logProbs: Float32Array,
  known: MixPoint & Found & { readonly logProbOfEnd: number },
): Evidence {
  const { pending } = known;
  return {
    ...known,
    afterLine: self?.afterLine ?? "",
    modelBest: bestTokens(logProbs),
    logProbOf: (token) => logProbs[token],
    lineEnd: groups.lineEnd,
    tokenText: (token) => vocabulary.tokenText(token),
    tokenOf(text) {
      const lineBreak = text.indexOf("\n");
      const line = lineBreak < 0 ? text : text.slice(0, lineBreak);
      if (lineBreak >= 0 && pending === "" && line.trim() === "") return groups.lineEnd;
      const token = vocabulary.firstToken(decisiveText.exec(pending + line)?.[0] ?? "");
      return token === undefined ? undefined : (groups.leaderOf(token) ?? token);
    },
  };
}

/** Returns the likeliest tokens with their log-probabilities, best first. */
function bestTokens(logProbs: Float32Array): (readonly [number, number])[] {
  const best: [number, number][] = [];
  for (let id = 0; id < logProbs.length; id++) {
    const logProb = logProbs[id];
    if (logProb < negligible || (best.length === modelBestCount && logProb <= best[best.length - 1][1])) continue;
    let at = best.length;
    while (at > 0 && best[at - 1][1] < logProb) at--;
    best.splice(at, 0, [id, logProb]);
    if (best.length > modelBestCount) best.pop();
  }
  return best;
}

/** Gives `tokens` their new scores and renormalises all probabilities to a sum of 1, in place. Impossible tokens stay impossible. */
function write(logProbs: Float32Array, tokens: readonly number[], scores: Float32Array): void {
  let rest = 1;
  let judged = 0;
  for (const [index, token] of tokens.entries()) {
    if (logProbs[token] === -Infinity) continue;
    rest -= Math.exp(logProbs[token]);
    judged += Math.exp(scores[index]);
  }
  const logSum = Math.log(Math.max(rest, 0) + judged);
  for (let id = 0; id < logProbs.length; id++) logProbs[id] -= logSum;
  for (const [index, token] of tokens.entries()) {
    if (logProbs[token] !== -Infinity) logProbs[token] = scores[index] - logSum;
  }
}

/** Returns `history` from its first whole line on, unless little would be left. */
function fromLineStart(history: string): string {
  const start = history.indexOf("\n");
  return start < 0 || start > history.length - 100 ? history : history.slice(start);
}
