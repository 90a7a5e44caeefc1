import { fileURLToPath } from "node:url";
import { ProgressType, type CancellationToken, type Connection } from "vscode-languageserver";
import type { Clock } from "../base/clock";
import type { CommitWriter } from "../commit/writers/commitWriter";
import { draftCommit } from "../commit/draftCommit";
import { explainGit } from "../commit/change/explainGit";
import { createGit, GitError } from "../commit/change/git";
import type { Grammars } from "../code/grammars";
import { inBackground } from "../base/inBackground";
import { describeError, type Logger } from "../base/log";
import type { CommitProgress, DraftCommitParams, DraftCommitResult } from "../protocol";
import type { Settings } from "../settings/settings";
import { withSignal } from "./withSignal";

/** What the handler of `nanotype/draftCommit` is made of. */
export interface DraftCommitHandlerParts {
  readonly connection: Connection;
  readonly grammars: Grammars;
  readonly clock: Clock;
  readonly log: Logger;
  /** The settings in force; waits for the client's answer while it is being asked. */
  readonly settings: () => Promise<Settings>;
  /** Who may write messages for a repository now, besides the rules; the first is asked first. */
  readonly writers: (repositoryUri: string, settings: Settings) => readonly CommitWriter[];
}

type Handler = (params: DraftCommitParams, token: CancellationToken) => Promise<DraftCommitResult>;

/** Messages that one request gives: the one for the box, and the next attempts. // guess */
const messageCount = 4;
const progress = new ProgressType<CommitProgress>();

/** Makes the handler. Cancelled: an empty message at once, whatever is still ending behind it. A failure is a reason, not an error. */
export function createDraftCommitHandler(parts: DraftCommitHandlerParts): Handler {
  const { connection, grammars, clock, log, writers } = parts;

  const draft = async (params: DraftCommitParams, signal: AbortSignal): Promise<DraftCommitResult> => {
    const { repositoryUri, typed = "", attempt = 0, gitPath, partialResultToken } = params;
    const folder = folderOf(repositoryUri);
    if (folder === undefined) return nothing("Messages are drafted only for repositories on this machine.");
    const settings = await parts.settings();
    const startMs = clock.nowMs();
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
      { git, grammars, clock, log, settings, writers: writers(repositoryUri, settings) },
      signal,
    );
    log.debug("Drafted a commit message.", { outcome: result.kind, elapsedMs: clock.nowMs() - startMs });
    if (result.kind === "nothing") return nothing(result.reason);
    const { message, alternatives, backend, reason } = result;
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

function folderOf(uri: unknown): string | undefined {
  try {
    return typeof uri === "string" && uri.startsWith("file:") ? fileURLToPath(uri) : undefined;
  } catch {
    return undefined; // a file on another host
  }
}
