import { featureCount, type Candidates } from "./mixtureFeatures";
import { hidden, weights } from "./mixtureWeights.json";

/** How little of a hidden unit's negative input passes (leaky rectifier). */
const leak = 0.01;

/**
 * Scores candidates: the model's log-probability, corrected by a network with one hidden layer. Tokens outside of the candidates keep
 * theirs, so that after a softmax all is one distribution.
 *
 * `mixtureWeights.json` holds, for each hidden unit, the weights of all features; then the units' offsets; then their weights in the score.
 * Trained on the next tokens of lines cut from public repositories, by cross-entropy; see docs/memory.md.
 */
export function scoreCandidates({ tokens, features }: Candidates): Float32Array {
  const scores = new Float32Array(tokens.length);
  const offsetsAt = hidden * featureCount;
  for (let candidate = 0; candidate < tokens.length; candidate++) {
    const first = candidate * featureCount;
    let score = features[first] * 4;
    for (let unit = 0; unit < hidden; unit++) {
      let sum = weightTable[offsetsAt + unit];
      for (let feature = 0; feature < featureCount; feature++) {
        sum += weightTable[unit * featureCount + feature] * features[first + feature];
      }
      score += weightTable[offsetsAt + hidden + unit] * (sum > 0 ? sum : leak * sum);
    }
    scores[candidate] = score;
  }
  return scores;
}

const weightTable = Float64Array.from(weights);
