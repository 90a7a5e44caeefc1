import * as z from "zod/mini";
import { controlFeatures, type FeatureName, type Features } from "./features";
import trained from "./forest.json";

/** A decision tree: a leaf has a value, a fork asks whether a feature is below a number. */
export type Tree =
  | { readonly value: number }
  | { readonly feature: FeatureName; readonly at: number; readonly below: Tree; readonly above: Tree };

/** Boosted trees: the sum of `base` and of every tree's value is the logarithm of the odds. */
export interface Forest {
  readonly base: number;
  readonly trees: readonly Tree[];
}

const treeForm: z.ZodMiniType<Tree> = z.lazy(() =>
  z.union([
    z.strictObject({ value: z.number() }),
    z.strictObject({ feature: z.enum(controlFeatures), at: z.number(), below: treeForm, above: treeForm }),
  ]),
);
const forestForm = z.strictObject({ base: z.number(), trees: z.array(treeForm) });

/** The chance, 0–1, that a candidate's first character is the one that the user would type. */
export function chanceOf(features: Features, { base, trees }: Forest): number {
  let score = base;
  for (let tree of trees) {
    while ("feature" in tree) tree = features[tree.feature] < tree.at ? tree.below : tree.above;
    score += tree.value;
  }
  return 1 / (1 + Math.exp(-score));
}

/** Reads trained trees. @throws Error if the file is of another form, or names a feature that there isn't. */
export function readForest(file: unknown): Forest {
  return forestForm.parse(file);
}

/** The trees that `bench/control` trained. */
export const shippedForest: Forest = readForest(trained);
