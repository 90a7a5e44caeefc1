import type { Clock } from "../base/clock";
import type { Grammars } from "../code/grammars";
import type { Logger } from "../base/log";
import { keptByGit, strippedStart } from "./style/comments";
import { wholeMessage, type CommitMessage } from "./wording/commitMessage";
import type { CommitRequest, CommitWriter } from "./writers/commitWriter";
import { withoutFilters } from "./change/filters";
import type { Git } from "./change/git";
import { readHistory } from "./style/history";
import { offlineWriter } from "./writers/offlineWriter";
import { readRepository, type Repository } from "./repository";
import { readRules, type StyleSettings } from "./style/rules";
import { learnStyle, withRules } from "./style/style";
import type { ChangeSummary } from "./change/changeSummary";
import { readSummary } from "./change/summary";
import { BackendError } from "../model/errors";
import type { WriterInput } from "./writers/writerInput";

/** A draft, or the reason why there is none. */
export type CommitDraft =
  | {
      readonly kind: "drafted";
      readonly message: string;
      readonly alternatives: readonly string[];
      readonly backend: string;
      readonly range: "staged" | "all" | "prepared";
      readonly fileCount: number;
      /** The reason why another writer replaced the first. */
      readonly reason?: string;
    }
  | { readonly kind: "nothing"; readonly reason: string };

/** Parts that a draft is made from. */
export interface CommitDraftParts {
  readonly git: Git;
  readonly grammars: Grammars;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: StyleSettings;
  /** Writers in the order in which they are asked; if all fail, or there is none, the rules write. */
  readonly writers: readonly CommitWriter[];
}

/** A request that names the changes to describe: `staged` alone, as in a hook, or all if none are staged. */
export interface CommitDraftRequest extends CommitRequest {
  readonly changes: "staged" | "stagedElseAll";
  /** True if the message goes through an editor, after which git removes comments. */
  readonly isEdited: boolean;
  /** The comment character, if git has already chosen it for the message. */
  readonly comment?: string;
}

/**
 * Drafts a message for the changes that would be committed. Git's own message for a merge, revert or squash is returned unchanged.
 * @throws GitError if git cannot answer
 */
export async function draftCommit(
  request: CommitDraftRequest,
  parts: CommitDraftParts,
  signal: AbortSignal,
): Promise<CommitDraft> {
  const repository = await readRepository(parts.git);
  // From the top: paths on git's command line and the list of untracked files depend on the folder.
  const inTop: Git = (args, options) => parts.git(["-C", repository.folder, ...args], options);
  const { preparedMessage } = repository;
  if (preparedMessage !== undefined && preparedMessage.startsWith(request.typed.trim()))
    return {
      kind: "drafted",
      message: preparedMessage,
      alternatives: [],
      backend: "git",
      range: "prepared",
      fileCount: 0,
    };
  const inFolder = { ...parts, ...(await withoutFilters(inTop)), folder: repository.folder, signal };
  const { hasHead } = repository;
  const staged = await readSummary({ kind: "staged", hasHead }, inFolder);
  const isStaged = staged.files.length > 0;
  if (!isStaged && request.changes === "staged") return { kind: "nothing", reason: "Nothing is staged." };
  const summary = isStaged ? staged : await readSummary({ kind: "all", hasHead }, inFolder);
  if (summary.files.length === 0) return { kind: "nothing", reason: "There are no changes to describe." };

  const input = await readInput(summary, repository, inFolder);
  const { messages, backend, reason } = await write(input, request, { ...parts, signal });
  const isContinued = request.typed.trim() !== "";
  const stripped = strippedStart(
    { ...repository.comments, ...(request.comment === undefined ? {} : { start: request.comment }) },
    request.isEdited,
  );
  const whole = messages.flatMap((message) => {
    const text = wholeMessage(message, { ...input, isContinued });
    // The user's own beginning is not changed.
    return (isContinued ? text : keptByGit(text, stripped)) ?? [];
  });
  const different = [...new Set(whole)];
  const first = different.at(0);
  if (first === undefined)
    return {
      kind: "nothing",
      reason:
        messages.length > 0
          ? `git takes lines that begin with "${stripped ?? ""}" for comments (core.commentChar), and this repository's messages begin that way.`
          : "Nothing in the changes continues your text.",
    };
  return {
    kind: "drafted",
    message: first,
    alternatives: different.slice(1),
    backend,
    range: isStaged ? "staged" : "all",
    fileCount: summary.files.length,
    ...(reason === undefined ? {} : { reason }),
  };
}

/** Gathers everything that messages are written from besides the change: habits, rules, branch. */
async function readInput(
  summary: ChangeSummary,
  repository: Repository,
  { git, settings, grammars }: CommitDraftParts,
): Promise<WriterInput> {
  const { branch, author, hasHead, folder } = repository;
  const history = hasHead ? await readHistory(git) : [];
  const rules = await readRules({ folder, settings, grammars });
  return {
    folder,
    summary,
    history,
    branch,
    author,
    style: withRules(learnStyle(history, author.email), rules.style),
    instructions: rules.instructions,
  };
}

/** Asks the writers in turn. A failure is reported beside the next writer's message. */
async function write(
  input: WriterInput,
  request: CommitDraftRequest,
  { writers, log, signal }: CommitDraftParts & { signal: AbortSignal },
): Promise<{ messages: CommitMessage[]; backend: string; reason?: string }> {
  let reason: string | undefined;
  for (const writer of writers) {
    try {
      const messages = await writer.write(input, request, signal);
      // The rules can always word it differently.
      const others = await offlineWriter.write(input, { ...request, attempt: 0 }, signal);
      if (messages.length > 0) return { messages: [...messages, ...others], backend: writer.name };
      reason = `${writer.name} gave no usable message; the message was written by rules instead.`;
    } catch (error) {
      if (!(error instanceof BackendError)) throw error;
      log.warn("A commit writer failed.", { writer: writer.name, kind: error.kind });
      reason = `${error.message} The message was written by rules instead.`;
    }
  }
  const messages = await offlineWriter.write(input, request, signal);
  return { messages, backend: offlineWriter.name, ...(reason === undefined ? {} : { reason }) };
}
