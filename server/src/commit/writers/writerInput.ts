import type { PastCommit } from "../style/history";
import type { CommitStyle } from "../style/commitStyle";
import type { ChangeSummary } from "../change/changeSummary";

/** Everything that a message is written from, for all writers. */
export interface WriterInput {
  /** Top folder of the working tree. */
  readonly folder: string;
  readonly summary: ChangeSummary;
  readonly style: CommitStyle;
  readonly history: readonly PastCommit[];
  readonly branch: string;
  readonly author: { readonly name: string; readonly email: string };
  /** The repository's instructions for messages, in its own words; empty if it has none. */
  readonly instructions: string;
}
