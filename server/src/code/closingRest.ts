/**
 * Closers and separating marks, then at most one opener of a block: `);`, `"], {`, `/>`, ` {`. A near miss is `();`, which opens.
 */
const closingRest = /^(?:[\s)\]}>"'`;,:]|\*\/|\/>)*\{?\s*$/;

/** Whether what follows the caret on its line is nothing, or only closes what is open and begins the block. */
export function isClosingRest(rest: string): boolean {
  return closingRest.test(rest);
}
