import { mulberry32 } from "../../server/src/base/mulberry32";

/** Median of the gaps between keys, in ms. Source: the typing traces behind FACTS' figures of other systems. */
const medianMs = 150;
/** Spread of the gaps' logarithm: two thirds are between 95 and 235 ms. */
const spread = 0.45;
/** Share of the keys after which a burst begins, its length in keys, and its speed-up. */
const burst = { share: 0.06, keyCount: 8, factor: 0.6 };
/** Share of the keys after which the typist stops to think, with the pause's median and spread. */
const pause = { share: 0.05, medianMs: 900, spread: 0.5 };

/** Keys between two rests: about a line. // guess */
const stretchKeys = 20;

/**
 * Makes gaps between keys in ms, the same ones for the same seed: log-normal, with bursts and pauses. With `restMs`, a rest of half to one and a
 * half times this length follows every stretch of 20 keys, as when people read and think.
 */
export function keyGaps(seed: number, restMs = 0): () => number {
  const random = mulberry32(seed);
  const logNormal = (median: number, sigma: number): number => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return median * Math.exp(sigma * normal);
  };
  let burstLeft = 0;
  let keyCount = 0;
  const typingGapMs = (): number => {
    if (burstLeft > 0) burstLeft--;
    else if (random() < burst.share) burstLeft = burst.keyCount;
    const gapMs = logNormal(medianMs, spread) * (burstLeft > 0 ? burst.factor : 1);
    return random() < pause.share ? gapMs + logNormal(pause.medianMs, pause.spread) : gapMs;
  };
  return () => {
    const isRest = restMs > 0 && ++keyCount % stretchKeys === 0;
    return typingGapMs() + (isRest ? restMs * (0.5 + random()) : 0);
  };
}

/** Mean rest after a stretch at a pace of `keysPerHour`, in ms. */
export function restMsAt(keysPerHour: number): number {
  const typingMs = stretchKeys * (medianMs + pause.share * pause.medianMs);
  return Math.max(0, (3_600_000 * stretchKeys) / keysPerHour - typingMs);
}
