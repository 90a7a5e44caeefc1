// Shows what waiting for a pause costs and saves for the simulated typist: node scripts/run.mjs bench/pauses.ts. No model runs.
import { keyGaps } from "./typist/keyGaps";

/** Keys typed: the figures repeat within a percent for other seeds. */
const keyCount = 100_000;
/** Time that a slow model takes to its first line, in ms. */
const modelMs = 300;
/** Time for which an answer must be visible to count, in ms. */
const seenMs = 250;
/** As in completion/debounce.ts: bounds of the wait, in ms, and the number of gaps that make the user's rhythm. */
const [shortestMs, longestMs, gapCount] = [80, 400, 24];

const gaps = Array.from({ length: keyCount }, keyGaps(1));
const percent = (part: number, of: number): string => `${Math.round((100 * part) / of)} %`;

for (const ms of [15, 60, 80, 200, 300, 400, 800])
  console.log(`Gaps longer than ${ms} ms: ${percent(gaps.filter((gap) => gap > ms).length, keyCount)}`);

/** The user's median gap before each key, in ms. */
const rhythmMs = gaps.map((_, key) => {
  const recent = gaps.slice(Math.max(0, key - 2 * gapCount), key).filter((gap) => gap <= 1_000);
  const sorted = recent.slice(-gapCount).sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 150;
});
const rests = gaps.filter((gap) => gap >= modelMs + seenMs).length;
console.log(`Waiting for a pause of so many usual gaps, with a model of ${modelMs} ms:`);
for (const factor of [0, 1, 1.3, 1.6, 2, 2.5]) {
  const waits = rhythmMs.map((ms) => (factor === 0 ? 0 : Math.min(longestMs, Math.max(shortestMs, ms * factor))));
  const asked = gaps.filter((gap, key) => gap > waits[key]).length;
  const useless = gaps.filter((gap, key) => gap > waits[key] && gap < waits[key] + modelMs).length;
  const served = gaps.filter((gap, key) => gap >= waits[key] + modelMs + seenMs).length;
  console.log(
    `${factor}: ${percent(asked, keyCount)} of the keys ask, ${percent(useless, asked)} of these in vain; ${percent(served, rests)} of the rests long enough for the model are served`,
  );
}
