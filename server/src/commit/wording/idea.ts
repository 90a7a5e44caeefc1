import type { ChangeType } from "../style/changeType";
import type { Phrase } from "./phrases";

/** One thing that could be said of a change. Names of code stand in backticks, which a style may take away. */
export interface Idea {
  readonly type: ChangeType;
  /** A phrase, or the author's own words. */
  readonly saying: Phrase | { readonly own: string };
  /** Files it is about, for the scope. */
  readonly paths: readonly string[];
  readonly score: number;
  /** Whether it is about what code does inside, which tells little of what kind of change it is. */
  readonly isInner?: boolean;
}
