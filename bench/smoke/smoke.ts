import { warmOverCold } from "../engine/measureEngine";
import { keyOverEcho } from "../latency/ownShare";
import { cleaningOverBare } from "./cleaning";

/** A ratio of two medians of the same process and minute: a busy machine slows both. */
interface Check {
  readonly name: string;
  readonly measure: () => Promise<number>;
  /** Largest ratio that passes: what quiet and busy machines give, with a margin. */
  readonly atMost: number;
}

/** Figures that every change must keep. */
const checks: readonly Check[] = [
  { name: "a key through the server ÷ through an echo server", measure: () => keyOverEcho(80), atMost: 10 },
  { name: "first token after a keystroke ÷ of a new prompt", measure: () => warmOverCold(4), atMost: 1 / 3 },
  { name: "cleaning a reply ÷ the same without rules", measure: () => cleaningOverBare(), atMost: 25 },
];

/** Measures each ratio, one that misses once more; prints them, and says whether all hold. */
export async function smoke(over: readonly Check[] = checks): Promise<boolean> {
  let areAllMet = true;
  for (const { name, measure, atMost } of over) {
    const startMs = performance.now();
    let ratio = await measure();
    const isRetried = !(ratio <= atMost);
    if (isRetried) ratio = Math.min(ratio, await measure());
    const isMet = ratio <= atMost;
    areAllMet &&= isMet;
    const seconds = ((performance.now() - startMs) / 1_000).toFixed(1);
    const verdict = `≤ ${atMost.toFixed(2)} ${isMet ? "ok" : "MISSED"}`;
    console.log(
      `${name.padEnd(52)} ${ratio.toFixed(2)} ×  ${verdict}${isRetried ? ", measured twice" : ""} (${seconds} s)`,
    );
  }
  return areAllMet;
}
