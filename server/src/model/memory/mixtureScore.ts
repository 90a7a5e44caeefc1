import { featureCount, featureNames, type Candidates } from "./mixtureFeatures";
import trained from "./mixtureWeights.json";
import { readWeights } from "./readWeights";

/** Share of a hidden unit's negative input that passes (leaky rectifier). */
const leak = 0.01;

/**
 * Scores candidates: the model's log-probability, corrected by a network with one hidden layer. Tokens outside of the candidates keep
 * theirs, so that after a softmax all is one distribution.
 *
 * Trained on the next tokens of lines cut from public repositories, by cross-entropy; see docs/memory.md.
 */
export function scoreCandidates({ tokens, features }: Candidates): Float32Array {
  const scores = new Float32Array(tokens.length);
  for (let candidate = 0; candidate < tokens.length; candidate++) {
    const first = candidate * featureCount;
    let score = features[first] * 4;
    for (let unit = 0; unit < hidden; unit++) {
      let sum = offsets[unit];
      for (let feature = 0; feature < featureCount; feature++) {
        sum += inner[unit * featureCount + feature] * features[first + feature];
      }
      score += outputs[unit] * (sum > 0 ? sum : leak * sum);
    }
    scores[candidate] = score;
  }
  return scores;
}

const { hidden, inner, offsets, outputs } = readWeights(trained, featureNames);
