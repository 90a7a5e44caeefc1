/** Cuts long work into slices, so that everything else in the process gets its turn. */
export interface Turns {
  /** Reports whether the slice is used up. */
  readonly isDue: () => boolean;
  /** Lets all waiting work run first if the slice is used up. @throws once the work is no longer wanted */
  readonly pause: () => Promise<void>;
}
