/** Most that a pause is lengthened: a share of it, and ms. // guess */
const most = { share: 0.25, ms: 10_000 };

/**
 * Lengthens a pause by chance, so that editors that were sent away together don't return together. It never gets shorter. `random` returns
 * numbers from 0 to 1.
 */
export function lengthened(pauseMs: number, random: () => number): number {
  return pauseMs + random() * Math.min(most.ms, pauseMs * most.share);
}
