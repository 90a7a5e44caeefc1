import { ProgressType, type CancellationToken } from "vscode-languageserver";
import { commitWriters } from "../commit/writers/commitWriters";
import { draftCommit } from "../commit/draftCommit";
import { explainGit } from "../commit/change/explainGit";
import { createGit, GitError } from "../commit/change/git";
import { Grammars } from "../code/grammars";
import { filePath } from "../base/filePath";
import { inBackground } from "../base/inBackground";
import { describeError } from "../base/log";
import {
  draftCommitMethod,
  draftCommitParams,
  type CommitProgress,
  type DraftCommitParams,
  type DraftCommitResult,
} from "../protocol";
import { checked } from "./checked";
import type { Face, Feature } from "./feature";
import { withSignal } from "./withSignal";

type Handler = (params: DraftCommitParams, token: CancellationToken) => Promise<DraftCommitResult>;

/** Number of messages that one request returns: the one for the box, and the next attempts. // guess */
const messageCount = 4;
const progress = new ProgressType<CommitProgress>();

/** Registers `nanotype/draftCommit`: a message for the changes of a repository. */
export function registerDraftCommit(face: Face): Feature {
  face.connection.onRequest(draftCommitMethod, face.lifecycle.guard(checked(draftCommitParams, createHandler(face))));
  return {};
}

/** Makes the handler. When cancelled it returns an empty message at once, whatever is still ending behind it. A failure is a reason, not an error. */
function createHandler({ connection, configuration, engine }: Face): Handler {
  const { clock, log, secrets } = engine;
  const grammars = new Grammars({ folder: engine.grammarFolder, log });

  const draft = async (params: DraftCommitParams, signal: AbortSignal): Promise<DraftCommitResult> => {
    const { repositoryUri, typed = "", attempt = 0, gitPath, partialResultToken } = params;
    const folder = filePath(repositoryUri);
    if (folder === undefined) return nothing("Messages are drafted only for repositories on this machine.");
    const settings = await configuration.settled();
    const startMs = clock.nowMs();
    const writers = commitWriters(repositoryUri, settings, { ...engine, names: secrets.names });
    // The server may have been started by a git that means another repository.
    const git = createGit({ folder, program: gitPath, environment: process.env, keepsPlace: false, signal });
    const onProgress =
      partialResultToken === undefined
        ? {}
        : {
            onProgress: (message: string) => {
              if (signal.aborted) return;
              inBackground("sending a draft", connection.sendProgress(progress, partialResultToken, { message }));
            },
          };
    const result = await draftCommit(
      {
        typed,
        attempt: Math.max(0, Math.trunc(attempt)),
        count: messageCount,
        changes: "stagedElseAll",
        isEdited: false, // what is in the commit box is committed as it is
        ...onProgress,
      },
      { git, grammars, clock, log, settings, writers },
      signal,
    );
    log.debug("Drafted a commit message.", { outcome: result.kind, elapsedMs: clock.nowMs() - startMs });
    if (result.kind === "nothing") return nothing(result.reason);
    const { message, alternatives, backend, reason } = result;
    engine.finishedMessages.note(repositoryUri, [message, ...alternatives]);
    return { message, alternatives, backend, ...(reason === undefined ? {} : { reason }) };
  };

  return (params, token) =>
    withSignal(token, (signal) => {
      const cancelled = new Promise<DraftCommitResult>((resolve) =>
        signal.addEventListener("abort", () => resolve(nothing("Cancelled.")), { once: true }),
      );
      const drafted = draft(params, signal).catch((error: unknown) => {
        if (error instanceof GitError) return nothing(explainGit(error, "Install it, or set git.path."));
        log.error("Drafting a commit message failed.", { error: describeError(error) });
        return nothing("Drafting the message failed; the log has more.");
      });
      return Promise.race([cancelled, drafted]);
    });
}

function nothing(reason: string): DraftCommitResult {
  return { message: "", alternatives: [], backend: "", reason };
}
