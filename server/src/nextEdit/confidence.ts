import { chanceBy, parseForest, type Forest } from "../base/forest";
import { evidenceNames } from "./evidence";
import trained from "./forest.json";
import type { LikePlace } from "./likePlaces";

/** The trees that `bench/nextedit` trained. */
const forest: Forest<(typeof evidenceNames)[number]> = parseForest(trained, evidenceNames);

/** Least chance at which a chain's first place is offered, and at which the others are once one was accepted or made by hand. */
interface LeastChance {
  readonly first: number;
  readonly next: number;
}

/** Thresholds by `nanotype.nextEdit`. Source: bench/nextedit/train, 2026-12; the figures are in docs/nextEdit.md. */
export const leastChance: Readonly<Record<"on" | "quiet", LeastChance>> = {
  on: { first: 0.75, next: 0.45 },
  quiet: { first: 0.85, next: 0.75 },
};

/** Factor of the odds for each equal edit by hand after the first, up to three. // guess: authors type what the trees can't foresee */
const handOdds = 20;

/** Chance of a use orphaned by a rename. Source: bench/nextedit, 2026-11: 34 of 36 were right. */
const orphanChance = 0.94;

/** Chance that a call loses the argument whose parameter was removed. // guess: else it means another function of that name */
const argumentChance = 0.9;

/** Returns the chance, 0–1, that the author would make the same change at a place. */
export function confidenceOf({ evidence, isOrphan, isArgument }: LikePlace): number {
  const chance = chanceBy(evidence, forest);
  const odds = (chance / (1 - chance)) * handOdds ** Math.max(0, evidence.byHand - 1);
  return Math.max(odds / (1 + odds), isOrphan ? orphanChance : 0, isArgument ? argumentChance : 0);
}
