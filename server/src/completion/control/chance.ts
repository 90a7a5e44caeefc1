import { chanceBy, parseForest, type Forest } from "../../base/forest";
import { controlFeatures, type FeatureName, type Features } from "./features";
import trained from "./forest.json";

/** The chance, 0–1, that a candidate's first character is the one that the user would type. */
export function chanceOf(features: Features, forest: Forest<FeatureName>): number {
  return chanceBy(features, forest);
}

/** Reads trained trees. @throws Error if the file is of another form, or names a feature that there isn't. */
export function readForest(file: unknown): Forest<FeatureName> {
  return parseForest(file, controlFeatures);
}

/** The trees that `bench/control` trained. */
export const shippedForest: Forest<FeatureName> = readForest(trained);
