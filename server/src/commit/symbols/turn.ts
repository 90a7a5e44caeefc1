/** Cuts long work into slices, so that everything else in the process gets its turn. */
export interface Turns {
  /** Whether the slice is used up. */
  readonly isDue: () => boolean;
  /** Lets everything that waits go first where the slice is used up. @throws GitError `aborted` where nobody waits for the work any more */
  readonly pause: () => Promise<void>;
}
