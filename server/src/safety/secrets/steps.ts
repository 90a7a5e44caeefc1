/** Work in steps of about half a millisecond at most: at each turn its caller may do something else first. */
export type Steps<Result> = Generator<undefined, Result>;

/** Expressions that are tried on a text at a time: as many take a few hundredths of a millisecond. // guess */
export const looksAtOnce = 16;

/** Takes all steps at once. */
export function runSteps<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const turn = steps.next();
    if (turn.done === true) return turn.value;
  }
}
