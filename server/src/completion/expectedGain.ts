/** A whole text that a backend proposes for the same caret. */
export interface Proposal {
  readonly text: string;
  /** Natural log-probability of the whole text, not of a token. */
  readonly logProb: number;
}

/**
 * Characters that a line which is right to its end is worth beyond its own.
 * Source: three proposals instead of one on 450 lines of the dev repositories, 2026-11: exact lines 40.4 to 41.3 %, characters saved
 * 32.2 to 34.0 % (with 30: 41.1 and 32.9 %). On 450 lines without short ones and tests: 14.9 to 15.8 %, 22.8 to 22.6 %.
 */
const wholeLineChars = 10;

/**
 * Picks the proposal from which the user may expect the most: the characters that agree with what is really wanted, where each
 * proposal is that with its own probability. A long text whose beginning others share beats a short one that is a little likelier.
 * Compares first lines; `undefined` without proposals.
 */
export function mostExpectedGain<P extends Proposal>(proposals: readonly P[]): P | undefined {
  const lines = proposals.map(({ text }) => text.split(/\r?\n/, 1)[0]);
  const gains = proposals.map(({ logProb }, index) => {
    const whole = Math.exp(logProb) * wholeLineChars;
    return proposals.reduce(
      (sum, other, at) => sum + Math.exp(other.logProb) * commonPrefixLength(lines[index], lines[at]),
      whole,
    );
  });
  return proposals[gains.indexOf(Math.max(...gains))];
}

function commonPrefixLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}
