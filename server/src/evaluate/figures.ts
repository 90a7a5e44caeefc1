import { differenceOf, shareOf, type Estimate, type Share } from "./bootstrap";
import type { LineFailure } from "./evaluationArm";
import type { LineResult } from "./lineResult";
import type { ArmResults } from "./runArms";

/** Shares that are reported, by name. */
const evaluatedShares = {
  exact: (results) => countShare(results, ({ isExact }) => isExact),
  saved: (results) => ({
    part: results.map(({ savedCharCount }) => savedCharCount),
    whole: results.map(({ truthCharCount }) => truthCharCount),
  }),
  offered: (results) => countShare(results, ({ isOffered }) => isOffered),
  wrongAtOnce: (results) => countShare(results, ({ isWrongAtOnce }) => isWrongAtOnce),
  parseErrors: (results) => countShare(results, ({ addsParseError }) => addsParseError === true),
} satisfies Record<string, (results: readonly LineResult[]) => Share>;

/** Name of a reported share. */
type ShareName = keyof typeof evaluatedShares;

const shareNames: readonly ShareName[] = ["exact", "saved", "offered", "wrongAtOnce", "parseErrors"];

/** An arm's figures over the lines that it answered. */
export interface ArmFigures {
  readonly name: string;
  readonly lineCount: number;
  /** Lines for which every backend failed, by the kind of failure; they count as nothing offered. */
  readonly failures: Readonly<Partial<Record<LineFailure, number>>>;
  readonly shares: Readonly<Record<ShareName, Estimate>>;
  /** Times to an answer; absent for a batch. */
  readonly p50Ms?: number;
  readonly p95Ms?: number;
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly completionTokens: number;
  readonly usd: number;
  readonly obstacle?: string;
}

/** The differences of an arm from another, over the lines that both answered. */
export interface ArmDifference {
  readonly name: string;
  readonly from: string;
  readonly lineCount: number;
  readonly shares: Readonly<Record<ShareName, Estimate>>;
}

/** Computes an arm's figures. */
export function figuresOf({ name, results, obstacle }: ArmResults): ArmFigures {
  const all = [...results.values()];
  const sum = (count: (one: LineResult) => number): number => all.reduce((total, one) => total + count(one), 0);
  const times = all.flatMap(({ latencyMs }) => latencyMs ?? []).sort((a, b) => a - b);
  return {
    name,
    lineCount: all.length,
    failures: failuresOf(all),
    shares: sharesBy((share) => shareOf(share(all))),
    ...(times.length > 0 && { p50Ms: quantile(times, 0.5), p95Ms: quantile(times, 0.95) }),
    promptTokens: sum(({ promptTokens }) => promptTokens),
    cachedTokens: sum(({ cachedTokens }) => cachedTokens),
    completionTokens: sum(({ completionTokens }) => completionTokens),
    usd: sum(({ usd }) => usd),
    ...(obstacle !== undefined && { obstacle }),
  };
}

/** Compares an arm with another, line by line. */
export function compareArms(arm: ArmResults, from: ArmResults): ArmDifference {
  const ids = [...arm.results.keys()].filter((id) => from.results.has(id));
  const resultsOf = ({ results }: ArmResults): LineResult[] => ids.flatMap((id) => results.get(id) ?? []);
  const [ours, theirs] = [resultsOf(arm), resultsOf(from)];
  return {
    name: arm.name,
    from: from.name,
    lineCount: ids.length,
    shares: sharesBy((share) => differenceOf(share(ours), share(theirs))),
  };
}

function sharesBy(
  estimate: (share: (results: readonly LineResult[]) => Share) => Estimate,
): Record<ShareName, Estimate> {
  const [exact, saved, offered, wrongAtOnce, parseErrors] = shareNames.map((name) => estimate(evaluatedShares[name]));
  return { exact, saved, offered, wrongAtOnce, parseErrors };
}

function failuresOf(results: readonly LineResult[]): Partial<Record<LineFailure, number>> {
  const failures: Partial<Record<LineFailure, number>> = {};
  for (const { failure } of results) if (failure !== undefined) failures[failure] = (failures[failure] ?? 0) + 1;
  return failures;
}

function countShare(results: readonly LineResult[], holds: (one: LineResult) => boolean): Share {
  return { part: results.map((one) => (holds(one) ? 1 : 0)), whole: results.map(() => 1) };
}

/** Returns a quantile of ascending numbers, by the nearest rank. */
function quantile(ascending: readonly number[], share: number): number {
  return ascending.at(Math.max(0, Math.ceil(share * ascending.length) - 1)) ?? 0;
}
