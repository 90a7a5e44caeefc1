import { z } from "zod";

/** The network that corrects the model's log-probability: one hidden layer. */
interface MixtureWeights {
  /** Number of hidden units. */
  readonly hidden: number;
  /** For each hidden unit the weights of all features, in the order of their names. */
  readonly inner: Float64Array;
  /** For each hidden unit, the number added to its input. */
  readonly offsets: readonly number[];
  /** Each hidden unit's weight in the score. */
  readonly outputs: readonly number[];
}

/** The form of `mixtureWeights.json`: a feature's weights, one for each hidden unit, by the feature's name. */
export const weightsFile = z.strictObject({
  weights: z.record(z.string(), z.array(z.number())),
  offsets: z.array(z.number()),
  outputs: z.array(z.number()),
});

/** Reads trained weights for the features `names`. @throws Error that names the first feature whose weights are missing, unknown or too few. */
export function readWeights(file: unknown, names: readonly string[]): MixtureWeights {
  const { weights, offsets, outputs } = weightsFile.parse(file);
  const hidden = offsets.length;
  const unknown = Object.keys(weights).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`The mixture's weights name "${unknown}", which is not a feature.`);
  if (outputs.length !== hidden)
    throw new Error(`The mixture's weights have ${hidden} offsets and ${outputs.length} outputs.`);
  const inner = new Float64Array(hidden * names.length);
  for (const [feature, name] of names.entries()) {
    const all = Object.hasOwn(weights, name) ? weights[name] : undefined;
    if (all === undefined) throw new Error(`The mixture's weights lack the feature "${name}".`);
    if (all.length !== hidden)
      throw new Error(`The mixture's feature "${name}" has ${all.length} weights for ${hidden} hidden units.`);
    for (const [unit, weight] of all.entries()) inner[unit * names.length + feature] = weight;
  }
  return { hidden, inner, offsets, outputs };
}
