import type { PastCommit } from "../style/history";
import type { CommitStyle } from "../style/commitStyle";
import type { ChangeSummary } from "../change/summary";

/** What a message is written from, whoever writes it. */
export interface WriterInput {
  /** Top folder of the working tree. */
  readonly folder: string;
  readonly summary: ChangeSummary;
  readonly style: CommitStyle;
  readonly history: readonly PastCommit[];
  readonly branch: string;
  readonly author: { readonly name: string; readonly email: string };
  /** What the repository asks of messages, in its own words; empty where it asks nothing. */
  readonly instructions: string;
}
