import { mulberry32 } from "./mulberry32";

/** A stream of numbers in [0, 1) that is the same on every machine for the same seed. */
export type Random = () => number;

/** Seeds a stream from any text. Hash: FNV-1a, 32 bits; generator: mulberry32. Good enough for sampling, not for secrets. */
export function createRandom(seed: string): Random {
  let state = 0x811c9dc5;
  for (let i = 0; i < seed.length; i++) state = Math.imul(state ^ seed.charCodeAt(i), 0x01000193);
  return mulberry32(state);
}

/** Draws a whole number from 0 to `endExclusive - 1`. */
export function drawInt(random: Random, endExclusive: number): number {
  return Math.floor(random() * endExclusive);
}

/** Returns the items in random order (Fisher–Yates); the given list stays unchanged. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = drawInt(random, i + 1);
    [result[i], result[j]] = [result[j], result[i]];
  }
  return result;
}

/** Samples up to `count` items, the same for the same seed, and keeps them in their first order. */
export function sample<T>(items: readonly T[], count: number, seed: string): T[] {
  const indices = items.map((_, index) => index);
  const kept = shuffled(indices, createRandom(seed)).slice(0, count);
  return kept.sort((a, b) => a - b).map((index) => items[index]);
}
