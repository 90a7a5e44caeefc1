/** Cuts long work into slices, so that everything else in the process gets its turn. */
export interface Turns {
  /** Whether the slice is used up. */
  readonly isDue: () => boolean;
  /** Lets everything that waits go first if the slice is used up. @throws once the work isn't wanted any more */
  readonly pause: () => Promise<void>;
}
