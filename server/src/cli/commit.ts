import { systemClock as clock } from "../base/clock";
import type { CommitWriter } from "../commit/writers/commitWriter";
import { draftCommit, type CommitDraft, type CommitDraftRequest } from "../commit/draftCommit";
import { explainGit } from "../commit/change/explainGit";
import { createGit, GitError } from "../commit/change/git";
import { Grammars } from "../code/grammars";
import { createLog, stderrSink } from "../base/log";
import { pathsBeside } from "../engine";
import type { Settings } from "../settings/settings";
import { CliError } from "./cliError";
import { printable } from "./printable";
import { installHook, uninstallHook } from "./commitHook";
import { fillMessageFile, reasonOf } from "./commitHookRun";
import { openWriters } from "./openWriters";
import { readSettings } from "./readSettings";

/** Options of `nanotype commit`. */
export interface CommitOptions {
  readonly candidates: number;
  readonly json: boolean;
  readonly set: readonly string[];
  readonly installHook?: boolean;
  readonly uninstallHook?: boolean;
  readonly hook?: string;
}

/** Longest an endpoint or a model may take in a hook, in ms: the user waits for the editor. Then the rules write. // guess */
const hookWritersMs = 4_000;
/** Longest a hook may take, in ms. Source: bench/commits, 10,000 lines in under 1 s by rules. */
const hookLimitMs = hookWritersMs + 3_000;

/**
 * Prints a draft of a commit message, or installs or runs the hook that does so.
 * @throws CliError
 */
export async function commit(options: CommitOptions): Promise<void> {
  if (options.hook !== undefined) {
    await runHook(options.hook, options);
    return;
  }
  const { signal } = new AbortController();
  const git = createGit({ folder: process.cwd(), environment: process.env, keepsPlace: true, signal });
  const settings = readSettings(options.set);
  try {
    if (options.installHook === true) process.stdout.write(`${await installHook(git)}\n`);
    else if (options.uninstallHook === true) process.stdout.write(`${await uninstallHook(git)}\n`);
    else await print(options, settings, signal);
  } catch (error) {
    throw error instanceof GitError
      ? new CliError(1, explainGit(error, "Install it, or add its folder to the PATH."))
      : error;
  }
}

async function print(options: CommitOptions, settings: Settings, signal: AbortSignal): Promise<void> {
  const { stdout } = process;
  const startMs = clock.nowMs();
  const draft = await draftHere(
    { typed: "", attempt: 0, count: options.json ? 5 : options.candidates, changes: "stagedElseAll", isEdited: true },
    settings,
    { signal },
  );
  if (draft.kind === "nothing") throw new CliError(1, draft.reason);
  const { message, alternatives, backend, range, fileCount, reason } = draft;
  if (reason !== undefined) process.stderr.write(`nanotype: ${printable(reason)}\n`);
  const others = alternatives.slice(0, options.candidates - 1);
  if (options.json) {
    const object = {
      message,
      alternatives: options.candidates === 1 ? alternatives : others,
      backend,
      changes: range,
      files: fileCount,
    };
    stdout.write(`${JSON.stringify({ ...object, elapsedMs: Math.round(clock.nowMs() - startMs) })}\n`);
  } else if (options.candidates === 1 || stdout.isTTY)
    // It quotes names of files and of code, which a repository chooses.
    stdout.write(`${printable([message, ...others].join("\n\n"))}\n`);
  else stdout.write([message, ...others].join("\0"));
}

/** Drafts for the working folder. If other writers than the rules have `writersMs`, the rules write after that. */
async function draftHere(
  request: CommitDraftRequest,
  settings: Settings,
  { signal, writersMs }: { signal: AbortSignal; writersMs?: number },
): Promise<CommitDraft> {
  const log = createLog({
    sink: stderrSink,
    level: () => (settings.logLevel === "info" ? "error" : settings.logLevel),
  });
  const grammars = new Grammars({ folder: pathsBeside(__dirname).grammars, log });
  const git = createGit({ folder: process.cwd(), environment: process.env, keepsPlace: true, signal });
  const top = (await git(["rev-parse", "--show-toplevel"])).toString("utf8").replace(/\r?\n$/, "");
  const open = await openWriters(top, settings);
  try {
    const writers = writersMs === undefined ? open.writers : open.writers.map((writer) => within(writersMs, writer));
    const draft = await draftCommit(request, { git, grammars, clock, log, settings, writers }, signal);
    // The reason for another writer is given once, with the message.
    const isTold = draft.kind === "drafted" && draft.reason !== undefined;
    for (const notice of isTold ? [] : open.notices()) process.stderr.write(`nanotype: ${printable(notice)}\n`);
    return draft;
  } finally {
    await open.close();
  }
}

/** Wraps a writer so that it gives up after a time. */
function within(limitMs: number, writer: CommitWriter): CommitWriter {
  return {
    name: writer.name,
    write: (input, request, signal) =>
      writer.write(input, request, AbortSignal.any([signal, AbortSignal.timeout(limitMs)])),
  };
}

/** Fills the message file without ever stopping the commit: a failure leaves the message unchanged, and gives the reason in a comment. */
async function runHook(file: string, options: CommitOptions): Promise<void> {
  const { signal } = new AbortController();
  const git = createGit({ folder: process.cwd(), environment: process.env, keepsPlace: true, signal });
  const request = { typed: "", attempt: 0, count: 1, changes: "staged", isEdited: true } as const;
  const late = new Promise<CommitDraft>((resolve) =>
    setTimeout(() => resolve({ kind: "nothing", reason: "It took too long." }), hookLimitMs),
  );
  const draft = async (comment: string): Promise<CommitDraft> => {
    const drafted = draftHere({ ...request, comment }, readSettings(options.set), { signal, writersMs: hookWritersMs });
    return Promise.race([drafted, late]);
  };
  try {
    await fillMessageFile({ file, git, draft });
  } catch (error) {
    process.stderr.write(`nanotype: ${printable(reasonOf(error))}\n`);
  }
  process.exit(0); // whatever is still running
}
