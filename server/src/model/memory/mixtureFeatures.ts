import { contextKinds, type Alike } from "./lexemeIndex";
import type { Continuation } from "./workspaceMemory";

/** What is known at the place of the next token. Log-probabilities are natural, of groups of tokens; see `tokenGroups.ts`. */
export interface Evidence {
  /** Text before the token, generated text included. */
  readonly history: string;
  /** Text of the lines after the caret's. */
  readonly afterLine: string;
  readonly pending: string;
  readonly places: readonly Continuation[];
  readonly alike: Alike;
  /** The model's best tokens with their log-probabilities, best first. */
  readonly modelBest: readonly (readonly [token: number, logProb: number])[];
  readonly logProbOf: (token: number) => number;
  /** Log-probability that the text ends, apart from the line. */
  readonly logProbOfEnd: number;
  readonly lineEnd: number;
  readonly tokenText: (token: number) => string;
  /** Token with which text that follows `history` begins; `undefined` if there is none. */
  readonly tokenOf: (text: string) => number | undefined;
}

/** Tokens that may come next, and what speaks for each. */
export interface Candidates {
  readonly tokens: readonly number[];
  /** `featureCount` numbers for each token, the last `sharedFeatureCount` of them equal for all tokens. */
  readonly features: Float32Array;
}

const alikeCount = contextKinds.length;
const ownFeatureCount = 28 + 3 * alikeCount + 5;

/** Numbers at the end of each candidate's features that describe the place, not the candidate. */
const sharedFeatureCount = 10 + alikeCount;

/** Numbers for each candidate. The weights of `mixtureWeights.json` are for exactly these. */
export const featureCount = ownFeatureCount + sharedFeatureCount;

/** Votes of one kind of place for a token; nearer places weigh more. */
interface Votes {
  weight: number;
  count: number;
  isFirst: boolean;
}

interface Candidate {
  /** From the best character match that continues with the token. */
  match: { place: Continuation; rank: number; rest: string; isFirst: boolean } | undefined;
  count: number;
  weight: number;
  middleCount: number;
  longCount: number;
  afterMatch: number;
  isBestAfter: boolean;
  readonly alike: (Votes | undefined)[];
  renamed: (Votes & { aligned: number; same: number; isRenamed: boolean }) | undefined;
}

/** Collects the tokens that the model or the memory proposes, with what the trained weights judge them by. */
export function collectCandidates(evidence: Evidence): Candidates {
  const { history, places, alike, modelBest, lineEnd, tokenOf } = evidence;
  const found = new Map<number, Candidate>();
  const candidate = (token: number): Candidate => {
    const known = found.get(token) ?? newCandidate();
    found.set(token, known);
    return known;
  };

  const longest = places.at(0)?.matchLength ?? 0;
  const bestAfter = places.reduce((best, place) => Math.max(best, place.afterMatchLength), 0);
  const bestAfterPlace = bestAfter > 0 ? places.find((place) => place.afterMatchLength === bestAfter) : undefined;
  const sums = { count: 0, weight: 0, middle: 0, long: 0 };
  for (const [rank, place] of places.entries()) {
    const rest = firstLine(place.text);
    const token = tokenOf(place.text);
    if (token === undefined) continue;
    const voted = candidate(token);
    voted.match ??= { place, rank, rest, isFirst: sums.count === 0 };
    voted.afterMatch = Math.max(voted.afterMatch, place.afterMatchLength);
    if (place === bestAfterPlace) voted.isBestAfter = true;
    const weight = (place.matchLength / longest) ** 2;
    voted.count++;
    voted.weight += weight;
    sums.count++;
    sums.weight += weight;
    if (place.matchLength >= middleMatch) {
      voted.middleCount++;
      sums.middle++;
    }
    if (place.matchLength >= longMatch) {
      voted.longCount++;
      sums.long++;
    }
  }
  const remembered = found.size;

  const alikeSums = alike.byContext.map((texts, kind) => {
    const sum = { weight: 0, count: 0 };
    for (const text of texts) {
      const token = tokenOf(text);
      if (token === undefined) continue;
      const weight = 1 / (1 + sum.count);
      const votes = (candidate(token).alike[kind] ??= { weight: 0, count: 0, isFirst: sum.count === 0 });
      votes.weight += weight;
      votes.count++;
      sum.weight += weight;
      sum.count++;
    }
    return sum;
  });
  const renamedSum = { weight: 0, longest: 0 };
  for (const { text, alignedCount, sameCount, isRenamed } of alike.renamed) {
    const token = tokenOf(text);
    if (token === undefined) continue;
    const length = alignedCount + sameCount;
    const isFirst = renamedSum.longest === 0;
    if (isFirst) renamedSum.longest = Math.max(1, length);
    const weight = (length / renamedSum.longest) ** 2;
    const same = sameCount / Math.max(1, alignedCount);
    const votes = (candidate(token).renamed ??= {
      weight: 0,
      count: 0,
      isFirst,
      aligned: alignedCount,
      same,
      isRenamed,
    });
    votes.weight += weight;
    votes.count++;
    renamedSum.weight += weight;
  }
  candidate(lineEnd);
  for (const [token] of modelBest) candidate(token);

  const lines = linesAround(evidence);
  const bestLogProb = Math.max(Math.log(1e-6), modelBest.at(0)?.[1] ?? -Infinity);
  const entropy = modelBest.reduce((sum, [, logProb]) => sum - Math.exp(logProb) * logProb, 0);
  const shared = [
    log(longest) / 6,
    entropy / 2,
    bestLogProb / 2,
    log(remembered) / 5,
    log(sums.count) / 5,
    flag(evidence.pending !== ""),
    flag(lines.current.trim() === ""),
    flag(lines.current.length > 80),
    log(bestAfter) / 6,
    ...alikeSums.map(({ count }) => log(count) / 4),
    log(renamedSum.longest) / 7,
  ];

  const tokens = [...found.keys()];
  const features = new Float32Array(tokens.length * featureCount);
  let at = 0;
  const add = (...values: readonly number[]): void => {
    for (const value of values) features[at++] = value;
  };
  for (const [token, seen] of found) {
    const isEnd = token === lineEnd;
    const text = isEnd ? "" : evidence.tokenText(token);
    const added = text.startsWith(evidence.pending) ? text.slice(evidence.pending.length) : "";
    const logProb = Math.max(lowestLogProb, evidence.logProbOf(token));
    add(
      logProb / 4,
      (logProb - bestLogProb) / 4,
      flag(isEnd),
      isEnd ? Math.max(lowestLogProb, evidence.logProbOfEnd) / 4 : 0,
    );
    add(flag(/^\s/.test(text)), flag(/[\p{L}_]/u.test(text)));

    const { match } = seen;
    const matched = match ? history.slice(-match.place.matchLength) : "";
    add(flag(match !== undefined), log(match?.place.matchLength ?? 0) / 6);
    add(flag(match !== undefined && match.place.matchLength >= longest), flag(match?.isFirst ?? false));
    add(share(seen.weight, sums.weight), share(seen.middleCount, sums.middle), share(seen.longCount, sums.long));
    add(
      log(seen.count) / 5,
      match ? log(match.place.distance ?? farAway) / 16 : 0,
      flag(match?.place.isBeforeCaret ?? false),
    );
    add(log(matched.replace(/\s+/g, " ").length) / 6, flag(matched.includes("\n")), (match?.rest.length ?? 0) / 32);
    add(log(seen.afterMatch) / 6, flag(seen.isBestAfter), share(seen.afterMatch, bestAfter));

    const line = (lines.current + added).trim();
    const whole = match ? (lines.current + match.rest).trim() : "";
    add(flag(whole !== "" && whole === lines.previous), flag(whole !== "" && whole === lines.next));
    add(flag(!isEnd && line.length > 1 && lines.previous.startsWith(line)));
    add(flag(!isEnd && line.length > 1 && lines.next.startsWith(line)));
    add(flag(isEnd && (line === lines.next || line === lines.previous)), added.length / 8);

    for (let kind = 0; kind < alikeCount; kind++) {
      const votes = seen.alike[kind];
      add(share(votes?.weight ?? 0, alikeSums[kind].weight), flag(votes?.isFirst ?? false), log(votes?.count ?? 0) / 4);
    }
    const { renamed } = seen;
    add(
      share(renamed?.weight ?? 0, renamedSum.weight),
      flag(renamed?.isFirst ?? false),
      log(renamed?.aligned ?? 0) / 6,
    );
    add(renamed?.same ?? 0, flag(renamed?.isRenamed ?? false));
    add(...shared);
  }
  return { tokens, features };
}

/** Matches from these lengths on are counted apart, in characters. */
const middleMatch = 8;
const longMatch = 16;
/** Replaces the distance to another document, in characters. */
const farAway = 100_000;
/** Less than this is as good as impossible. */
const lowestLogProb = -14;

function newCandidate(): Candidate {
  return {
    ...{ match: undefined, count: 0, weight: 0, middleCount: 0, longCount: 0 },
    ...{ afterMatch: 0, isBestAfter: false, alike: [], renamed: undefined },
  };
}

/** The line so far, and the nearest lines around it that are not blank, without blanks at their ends. */
function linesAround({ history, afterLine }: Evidence): { current: string; previous: string; next: string } {
  const start = history.lastIndexOf("\n") + 1;
  const before = history.slice(0, start).trimEnd();
  return {
    current: history.slice(start),
    previous: before.slice(before.lastIndexOf("\n") + 1).trim(),
    next: firstLine(afterLine.trimStart()).trim(),
  };
}

function firstLine(text: string): string {
  const end = text.indexOf("\n");
  return end < 0 ? text : text.slice(0, end);
}

function log(value: number): number {
  return Math.log2(1 + value);
}

function flag(value: boolean): number {
  return value ? 1 : 0;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
