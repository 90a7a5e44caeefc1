import { createRandom, drawInt } from "../base/random";

/** A share over cases: the sum of `part` over the sum of `whole`, case by case in the same order for every arm. */
export interface Share {
  readonly part: readonly number[];
  readonly whole: readonly number[];
}

/** A figure with its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Number of resamples behind a figure. More changes only the third digit of an interval. */
const resampleCount = 2000;

/** A share with its percentile bootstrap interval, resampling cases. */
export function shareOf(share: Share): Estimate {
  return bootstrap(share.part.length, (cases) => ratio(share, cases));
}

/** Subtracts `theirs` from `ours`, paired by case. */
export function differenceOf(ours: Share, theirs: Share): Estimate {
  return bootstrap(ours.part.length, (cases) => ratio(ours, cases) - ratio(theirs, cases));
}

/** Divides `ours` by `theirs`, paired by case. Infinite if `theirs` is zero. */
export function ratioOf(ours: Share, theirs: Share): Estimate {
  return bootstrap(ours.part.length, (cases) => ratio(ours, cases) / ratio(theirs, cases));
}

function ratio(share: Share, cases: Int32Array): number {
  let part = 0;
  let whole = 0;
  for (const index of cases) {
    part += share.part[index] ?? 0;
    whole += share.whole[index] ?? 0;
  }
  return whole === 0 ? 0 : part / whole;
}

/**
 * Estimates any figure over cases with its percentile bootstrap interval; `statistic` gets the drawn cases, some of
 * them several times.
 */
export function bootstrap(caseCount: number, statistic: (cases: Int32Array) => number): Estimate {
  const all = Int32Array.from({ length: caseCount }, (_, index) => index);
  const value = statistic(all);
  if (caseCount === 0) return { value, low: value, high: value };
  const random = createRandom("bootstrap");
  const picked = new Int32Array(caseCount);
  const values = Array.from({ length: resampleCount }, () => {
    for (let i = 0; i < caseCount; i++) picked[i] = drawInt(random, caseCount);
    return statistic(picked);
  })
    .filter((resampled) => !Number.isNaN(resampled))
    .sort((a, b) => a - b);
  const at = (quantile: number): number => values[Math.round(quantile * (values.length - 1))] ?? value;
  return { value, low: at(0.025), high: at(0.975) };
}
