/**
 * Closers and separating marks, then at most one opener of a block: `);`, `"], {`, `/>`, ` {`. A near miss is `();`, which opens.
 */
const closingRest = /^(?:[\s)\]}>"'`;,:]|\*\/|\/>)*\{?\s*$/;

/** Reports whether the rest of the caret's line is empty, or only closes open brackets and begins the block. */
export function isClosingRest(rest: string): boolean {
  return closingRest.test(rest);
}
