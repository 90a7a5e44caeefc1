import { join } from "node:path";
import { systemClock as clock } from "../../server/src/base/clock";
import {
  draftCommit,
  type CommitDraft,
  type CommitDraftParts,
  type CommitDraftRequest,
} from "../../server/src/commit/draftCommit";
import { createGit } from "../../server/src/commit/change/git";
import { Grammars } from "../../server/src/code/grammars";
import { silentLog } from "../../server/src/base/log";
import { defaultSettings } from "../../server/src/settings/settings";
import type { GitFixture } from "./gitFixture";

const grammars = new Grammars({ folder: join(process.cwd(), "dist", "grammars"), log: silentLog });

/** Drafts for a fixture's repository as the command line and the language server do. */
export function draftFor(
  repository: GitFixture,
  request: Partial<CommitDraftRequest> = {},
  parts: Partial<CommitDraftParts> = {},
  signal = new AbortController().signal,
): Promise<CommitDraft> {
  const git = createGit({ folder: repository.folder, environment: repository.environment, keepsPlace: true, signal });
  return draftCommit(
    { typed: "", attempt: 0, count: 5, changes: "stagedElseAll", isEdited: false, ...request },
    { git, grammars, clock, log: silentLog, settings: defaultSettings, writers: [], ...parts },
    signal,
  );
}

/** The drafted message, or in angle brackets why there is none. */
export async function messageFor(
  repository: GitFixture,
  request: Partial<CommitDraftRequest> = {},
  parts: Partial<CommitDraftParts> = {},
): Promise<string> {
  const draft = await draftFor(repository, request, parts);
  return draft.kind === "drafted" ? draft.message : `<${draft.reason}>`;
}
