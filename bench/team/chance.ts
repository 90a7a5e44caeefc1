import { mulberry32 } from "../../server/src/base/mulberry32";
import { percentile } from "../latency/figures";

/** Crowds that are drawn. */
const crowdCount = 200;

/** Standard deviations from a normal distribution's median to its 95th percentile. */
const z95 = 1.645;

/**
 * Returns the ratio of the slowest user's p95 to the median user's that chance alone gives: the median of drawn crowds in which everybody's answers have the same
 * log-normal distribution. `counts` are the users' numbers of answers; the distribution has the median `p50` and the percentile `p95`.
 */
export function chanceFairness(counts: readonly number[], { p50, p95 }: { p50: number; p95: number }): number {
  const sigma = Math.log(p95 / p50) / z95;
  const random = mulberry32(1);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const ratios = Array.from({ length: crowdCount }, () => {
    const p95s = counts.map((count) => {
      const answers = Array.from({ length: count }, () => Math.exp(sigma * normal())).sort((a, b) => a - b);
      return answers[Math.ceil(0.95 * count) - 1];
    });
    return Math.max(...p95s) / percentile(p95s, 0.5);
  });
  return percentile(ratios, 0.5);
}
