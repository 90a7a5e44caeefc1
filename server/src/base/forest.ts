import * as z from "zod/mini";

/** A decision tree over named numbers: a leaf has a value, a fork asks whether a number is below another. */
export type Tree<Name extends string> =
  | { readonly value: number }
  | { readonly feature: Name; readonly at: number; readonly below: Tree<Name>; readonly above: Tree<Name> };

/** Boosted trees: the sum of `base` and of every tree's value is the logarithm of the odds. */
export interface Forest<Name extends string> {
  readonly base: number;
  readonly trees: readonly Tree<Name>[];
}

/** Returns the chance, 0–1, that trees see in some facts. */
export function chanceBy<Name extends string>(
  features: Readonly<Record<Name, number>>,
  { base, trees }: Forest<Name>,
): number {
  let score = base;
  for (let tree of trees) {
    while ("feature" in tree) tree = features[tree.feature] < tree.at ? tree.below : tree.above;
    score += tree.value;
  }
  return 1 / (1 + Math.exp(-score));
}

/** Reads trained trees over `names`. @throws Error if the file is of another form, or names a feature that there isn't. */
export function parseForest<Name extends string>(file: unknown, names: readonly Name[]): Forest<Name> {
  const treeForm: z.ZodMiniType<Tree<Name>> = z.lazy(() =>
    z.union([
      z.strictObject({ value: z.number() }),
      z.strictObject({ feature: z.enum(names), at: z.number(), below: treeForm, above: treeForm }),
    ]),
  );
  return z.strictObject({ base: z.number(), trees: z.array(treeForm) }).parse(file);
}
