import type { CaretSelf } from "./caretSelf";

/** A place in a file that isn't open, with the caret's text before it. */
export interface ElsewherePlace {
  readonly uri: string;
  /** Number of characters before the caret that agree, counted backwards. */
  readonly matchLength: number;
  /** The text that followed. */
  readonly text: string;
  /** True if the file is in the folder of the caret's document. */
  readonly isSibling: boolean;
  /** As in `Continuation`. */
  readonly afterMatchLength: number;
}

/** The files of the workspace that aren't open, as a mixture asks them. */
export interface Elsewhere {
  /** Finds places for `history`, the longest match first, among equals the nearest folder first. Files of which `isKnown` is true are left out. */
  findElsewhere(
    history: string,
    params: {
      readonly self: CaretSelf;
      readonly maxCount: number;
      readonly maxChars: number;
      readonly isKnown: (uri: string) => boolean;
    },
  ): ElsewherePlace[];
}
