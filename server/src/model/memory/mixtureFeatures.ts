import type { ElsewherePlace } from "./elsewhere";
import type { Alike } from "./lexemeIndex";
import type { Continuation } from "./workspaceMemory";

/** Evidence at the position of the next token. Log-probabilities are natural, of groups of tokens; see `tokenGroups.ts`. */
export interface Evidence {
  /** Text before the token, generated text included. */
  readonly history: string;
  /** Text of the lines after the caret's. */
  readonly afterLine: string;
  readonly pending: string;
  readonly places: readonly Continuation[];
  readonly alike: Alike;
  /** Places in files that aren't open, the longest match first. */
  readonly elsewhere: readonly ElsewherePlace[];
  /** The model's best tokens with their log-probabilities, best first. */
  readonly modelBest: readonly (readonly [token: number, logProb: number])[];
  readonly logProbOf: (token: number) => number;
  /** Log-probability that the text ends, apart from the line. */
  readonly logProbOfEnd: number;
  readonly lineEnd: number;
  readonly tokenText: (token: number) => string;
  /** Returns the token with which text that follows `history` begins; `undefined` if there is none. */
  readonly tokenOf: (text: string) => number | undefined;
}

/** Tokens that may come next, and the evidence for each. */
export interface Candidates {
  readonly tokens: readonly number[];
  /** `featureCount` numbers for each token, the last of them, which describe the place, equal for all tokens. */
  readonly features: Float32Array;
}

/** Names of the kinds of context, in the order of `contextKinds`. */
const contextNames = [
  "lastWord",
  "lastTwoWords",
  "lastThreeWords",
  "lastForms",
  "longerForms",
  "lineWords",
  "lineForms",
] as const;

/** Numbers that describe a candidate itself. */
const ownNames = [
  "logProb",
  "behindBest",
  "isLineEnd",
  "endLogProb",
  "beginsBlank",
  "hasLetter",
  "isMatched",
  "matchLength",
  "isLongestMatch",
  "isFirstMatch",
  "matchWeightShare",
  "middleMatchShare",
  "longMatchShare",
  "matchCount",
  "matchDistance",
  "isBeforeCaret",
  "matchTellingLength",
  "matchHasLineEnd",
  "matchRestLength",
  "afterMatchLength",
  "isBestAfterMatch",
  "afterMatchShare",
  "repeatsPreviousLine",
  "repeatsNextLine",
  "beginsPreviousLine",
  "beginsNextLine",
  "endsEqualLine",
  "addedLength",
  ...contextNames.flatMap((context) => [`${context}Share`, `${context}IsFirst`, `${context}Count`]),
  "renamedShare",
  "renamedIsFirst",
  "renamedAligned",
  "renamedSame",
  "isRenamed",
  "elsewhereLength",
  "elsewhereTellingLength",
  "isLongestElsewhere",
  "isFirstElsewhere",
  "elsewhereShare",
  "siblingShare",
  "elsewhereCount",
  "elsewhereRestLength",
  "elsewhereAfterMatch",
];
/** Numbers that describe the place, equal for all candidates. */
const placeNames = [
  "longestMatch",
  "modelEntropy",
  "modelBestLogProb",
  "rememberedCount",
  "placeCount",
  "isInToken",
  "isLineBlank",
  "isLineLong",
  "bestAfterMatch",
  ...contextNames.map((context) => `${context}PlaceCount`),
  "longestRenamed",
  "longestElsewhere",
  "elsewhereLead",
  "elsewherePlaceCount",
];

/** Each candidate's numbers by name, in their order. `mixtureWeights.json` has weights for exactly these. */
export const featureNames: readonly string[] = [...ownNames, ...placeNames];
export const featureCount = featureNames.length;

/** Votes of one kind of place for a token; nearer places weigh more. */
interface Votes {
  weight: number;
  count: number;
  isFirst: boolean;
}

interface Candidate {
  /** The best character match that continues with the token. */
  match: { place: Continuation; rank: number; rest: string; isFirst: boolean } | undefined;
  count: number;
  weight: number;
  middleCount: number;
  longCount: number;
  afterMatch: number;
  isBestAfter: boolean;
  readonly alike: (Votes | undefined)[];
  renamed: (Votes & { aligned: number; same: number; isRenamed: boolean }) | undefined;
  elsewhere: ElsewhereVotes | undefined;
}

/** Votes of files that aren't open. */
interface ElsewhereVotes extends Votes {
  /** The best place that continues with the token. */
  readonly place: ElsewherePlace;
  readonly rest: string;
  siblingWeight: number;
  afterMatch: number;
}

/** Collects the tokens that the model or the memory proposes, with the features by which the trained weights score them. */
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
  const elsewhereSum = { weight: 0, count: 0, sibling: 0 };
  const longestElsewhere = evidence.elsewhere.at(0)?.matchLength ?? 0;
  for (const place of evidence.elsewhere) {
    const token = tokenOf(place.text);
    if (token === undefined) continue;
    const weight = (place.matchLength / longestElsewhere) ** 2;
    const votes = (candidate(token).elsewhere ??= {
      ...{ weight: 0, count: 0, siblingWeight: 0, afterMatch: 0 },
      ...{ place, rest: firstLine(place.text), isFirst: elsewhereSum.count === 0 },
    });
    votes.weight += weight;
    votes.count++;
    votes.afterMatch = Math.max(votes.afterMatch, place.afterMatchLength);
    elsewhereSum.weight += weight;
    elsewhereSum.count++;
    if (place.isSibling) votes.siblingWeight += weight;
    if (place.isSibling) elsewhereSum.sibling += weight;
  }
  candidate(lineEnd);
  for (const [token] of modelBest) candidate(token);

  const lines = linesAround(evidence);
  const bestLogProb = Math.max(Math.log(1e-6), modelBest.at(0)?.[1] ?? -Infinity);
  const entropy = modelBest.reduce((sum, [, logProb]) => sum - Math.exp(logProb) * logProb, 0);
  const place: readonly Named[] = [
    ["longestMatch", log(longest) / 6],
    ["modelEntropy", entropy / 2],
    ["modelBestLogProb", bestLogProb / 2],
    ["rememberedCount", log(remembered) / 5],
    ["placeCount", log(sums.count) / 5],
    ["isInToken", flag(evidence.pending !== "")],
    ["isLineBlank", flag(lines.current.trim() === "")],
    ["isLineLong", flag(lines.current.length > 80)],
    ["bestAfterMatch", log(bestAfter) / 6],
    ...contextNames.map((name, kind): Named => [`${name}PlaceCount`, log(alikeSums[kind].count) / 4]),
    ["longestRenamed", log(renamedSum.longest) / 7],
    ["longestElsewhere", log(longestElsewhere) / 6],
    ["elsewhereLead", longestElsewhere === 0 ? 0 : (log(longestElsewhere) - log(longest)) / 6],
    ["elsewherePlaceCount", log(elsewhereSum.count) / 4],
  ];

  const tokens = [...found.keys()];
  const table = new FeatureTable(tokens.length);
  for (const [token, seen] of found) {
    const isEnd = token === lineEnd;
    const text = isEnd ? "" : evidence.tokenText(token);
    const added = text.startsWith(evidence.pending) ? text.slice(evidence.pending.length) : "";
    const logProb = Math.max(lowestLogProb, evidence.logProbOf(token));
    table.add("logProb", logProb / 4);
    table.add("behindBest", (logProb - bestLogProb) / 4);
    table.add("isLineEnd", flag(isEnd));
    table.add("endLogProb", isEnd ? Math.max(lowestLogProb, evidence.logProbOfEnd) / 4 : 0);
    table.add("beginsBlank", flag(/^\s/.test(text)));
    table.add("hasLetter", flag(/[\p{L}_]/u.test(text)));

    const { match } = seen;
    const matched = match ? history.slice(-match.place.matchLength) : "";
    table.add("isMatched", flag(match !== undefined));
    table.add("matchLength", log(match?.place.matchLength ?? 0) / 6);
    table.add("isLongestMatch", flag(match !== undefined && match.place.matchLength >= longest));
    table.add("isFirstMatch", flag(match?.isFirst ?? false));
    table.add("matchWeightShare", share(seen.weight, sums.weight));
    table.add("middleMatchShare", share(seen.middleCount, sums.middle));
    table.add("longMatchShare", share(seen.longCount, sums.long));
    table.add("matchCount", log(seen.count) / 5);
    table.add("matchDistance", match ? log(match.place.distance ?? farAway) / 16 : 0);
    table.add("isBeforeCaret", flag(match?.place.isBeforeCaret ?? false));
    table.add("matchTellingLength", log(matched.replace(/\s+/g, " ").length) / 6);
    table.add("matchHasLineEnd", flag(matched.includes("\n")));
    table.add("matchRestLength", (match?.rest.length ?? 0) / 32);
    table.add("afterMatchLength", log(seen.afterMatch) / 6);
    table.add("isBestAfterMatch", flag(seen.isBestAfter));
    table.add("afterMatchShare", share(seen.afterMatch, bestAfter));

    const line = (lines.current + added).trim();
    const whole = match ? (lines.current + match.rest).trim() : "";
    table.add("repeatsPreviousLine", flag(whole !== "" && whole === lines.previous));
    table.add("repeatsNextLine", flag(whole !== "" && whole === lines.next));
    table.add("beginsPreviousLine", flag(!isEnd && line.length > 1 && lines.previous.startsWith(line)));
    table.add("beginsNextLine", flag(!isEnd && line.length > 1 && lines.next.startsWith(line)));
    table.add("endsEqualLine", flag(isEnd && (line === lines.next || line === lines.previous)));
    table.add("addedLength", added.length / 8);

    for (const [kind, names] of contextFeatures.entries()) {
      const votes = seen.alike[kind];
      table.add(names.share, share(votes?.weight ?? 0, alikeSums[kind].weight));
      table.add(names.isFirst, flag(votes?.isFirst ?? false));
      table.add(names.count, log(votes?.count ?? 0) / 4);
    }
    const { renamed } = seen;
    table.add("renamedShare", share(renamed?.weight ?? 0, renamedSum.weight));
    table.add("renamedIsFirst", flag(renamed?.isFirst ?? false));
    table.add("renamedAligned", log(renamed?.aligned ?? 0) / 6);
    table.add("renamedSame", renamed?.same ?? 0);
    table.add("isRenamed", flag(renamed?.isRenamed ?? false));

    const { elsewhere } = seen;
    const there = elsewhere ? history.slice(-elsewhere.place.matchLength) : "";
    table.add("elsewhereLength", log(there.length) / 6);
    table.add("elsewhereTellingLength", log(there.replace(/\s+/g, " ").length) / 6);
    table.add("isLongestElsewhere", flag(elsewhere !== undefined && elsewhere.place.matchLength >= longestElsewhere));
    table.add("isFirstElsewhere", flag(elsewhere?.isFirst ?? false));
    table.add("elsewhereShare", share(elsewhere?.weight ?? 0, elsewhereSum.weight));
    table.add("siblingShare", share(elsewhere?.siblingWeight ?? 0, elsewhereSum.sibling));
    table.add("elsewhereCount", log(elsewhere?.count ?? 0) / 4);
    table.add("elsewhereRestLength", (elsewhere?.rest.length ?? 0) / 32);
    table.add("elsewhereAfterMatch", log(elsewhere?.afterMatch ?? 0) / 6);
    for (const [name, value] of place) table.add(name, value);
  }
  return { tokens, features: table.values };
}

type Named = readonly [name: string, value: number];

const contextFeatures = contextNames.map((name) => ({
  share: `${name}Share`,
  isFirst: `${name}IsFirst`,
  count: `${name}Count`,
}));

/** Takes each candidate's numbers in the order of `featureNames`. */
class FeatureTable {
  readonly values: Float32Array;
  #at = 0;

  constructor(candidateCount: number) {
    this.values = new Float32Array(candidateCount * featureCount);
  }

  /** Invariant: a value is put where its name is, so that it meets the weights of its name. */
  add(name: string, value: number): void {
    const expected = featureNames[this.#at % featureCount];
    if (name !== expected) throw new Error(`The mixture's feature ${name} is given in the place of ${expected}.`);
    this.values[this.#at++] = value;
  }
}

/** Match lengths that get a feature of their own, in characters. */
const middleMatch = 8;
const longMatch = 16;
/** Distance that represents another document, in characters. */
const farAway = 100_000;
/** Floor of log-probabilities: anything below is practically impossible. */
const lowestLogProb = -14;

function newCandidate(): Candidate {
  return {
    ...{ match: undefined, count: 0, weight: 0, middleCount: 0, longCount: 0 },
    ...{ afterMatch: 0, isBestAfter: false, alike: [], renamed: undefined, elsewhere: undefined },
  };
}

/** Returns the line so far, and the nearest non-blank lines around it, trimmed. */
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
