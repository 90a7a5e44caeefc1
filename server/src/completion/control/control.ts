import { tooUncertain, type Eagerness, type Judgement } from "../../model/certainty";
import { chanceOf, shippedForest } from "./chance";
import { readFeatures, type Facts } from "./features";

/** Judges whether the model's suggestion is worth showing to a user who did not ask for one. */
export interface Control {
  verdict(facts: Facts, params: { eagerness: Eagerness; approach: Approach }): Judgement;
}

/** The user's way to the caret's place: typed up to it, or put the caret there. */
export type Approach = "typing" | "arrived";

/**
 * Least chance that the first character is right. A user who types may see a new suggestion at each key, and the next key makes the guess surer;
 * a user who has put the caret at a place waits for one. Source: places and excerpts of 15 repositories, each judged by trees that had
 * not seen its repository, 2026-11 (`bench/control/main.ts`; the tables are in docs/silence.md).
 * Arrived, share of the places with a suggestion / of these wrong at once / characters saved: eager 70 / 31 / 20.7 %, balanced 51 / 17 / 18.3 %, quiet
 * 40 / 7 / 15.9 %. Typing, wrong suggestions of 100 keys / keys saved: eager 4.7 / 30.4 %, balanced 2.0 / 29.3 %, quiet 0.7 / 27.8 %.
 */
export const thresholds: Readonly<Record<Approach, Readonly<Record<Eagerness, number>>>> = {
  arrived: { eager: 0.2, balanced: 0.42, quiet: 0.64 },
  typing: { eager: 0.5, balanced: 0.75, quiet: 0.9 },
};

/** Judges by the trees that `bench/control` trained. */
export const trainedControl: Control = {
  verdict(facts, { eagerness, approach }) {
    const [chance, wanted] = [chanceOf(readFeatures(facts), shippedForest), thresholds[approach][eagerness]];
    return chance >= wanted ? { offer: true } : tooUncertain(chance, wanted, eagerness);
  },
};
