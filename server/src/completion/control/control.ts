import { tooUncertain, type Eagerness, type Judgement } from "../../model/certainty";
import { chanceOf, shippedForest } from "./chance";
import { readFeatures, type Facts } from "./features";

/** Judges whether the model's suggestion is worth showing to a user who did not ask for one. */
export interface Control {
  verdict(facts: Facts, eagerness: Eagerness): Judgement;
}

/**
 * Least chance that the first character is right. Source: 3,301 lines of ten repositories, each judged by trees that had not seen its
 * repository, 2026-11 (`bench/control/main.ts`; the curve is in docs/silence.md). Share of the places with a suggestion / of these wrong at
 * once / characters saved: eager 70 / 31 / 20.7 %, balanced 51 / 16 / 18.2 %, quiet 40 / 8 / 15.7 %.
 */
export const thresholds: Readonly<Record<Eagerness, number>> = { eager: 0.19, balanced: 0.41, quiet: 0.66 };

/** Judges by the trees that `bench/control` trained. */
export const trainedControl: Control = {
  verdict(facts, eagerness) {
    const [chance, wanted] = [chanceOf(readFeatures(facts), shippedForest), thresholds[eagerness]];
    return chance >= wanted ? { offer: true } : tooUncertain(chance, wanted, eagerness);
  },
};
