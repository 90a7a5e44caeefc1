import type { ChangeType } from "../style/changeType";
import type { Phrase } from "./phrases";

/** A possible statement about a change. Names of code are in backticks, which a style may remove. */
export interface Idea {
  readonly type: ChangeType;
  /** A phrase, or the author's own words. */
  readonly saying: Phrase | { readonly own: string };
  /** Files it is about, for the scope. */
  readonly paths: readonly string[];
  readonly score: number;
  /** True if it is about code inside declarations, which says little about the kind of change. */
  readonly isInner?: boolean;
}
