import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { findProgram, pathOf } from "../../base/findProgram";
import { gitEnvironment } from "./gitEnvironment";

/** Reason why `git` gave no answer. `missing`: the program wasn't found; `noFolder`: the folder is gone; `failed`: it refused, with its own words. */
export class GitError extends Error {
  override readonly name = "GitError";
  constructor(
    readonly kind: "missing" | "noFolder" | "failed" | "aborted",
    message: string,
  ) {
    super(message);
  }
}

/** Input and limits of one call. */
interface GitOptions {
  /** Written to its standard input. */
  readonly input?: string;
  /** Most output, in bytes; more is cut and ends the process. */
  readonly maxBytes?: number;
  /** True if exit code 1 is an answer, as with `git config` for an absent key. */
  readonly isOneAnAnswer?: boolean;
}

/** Runs `git` with arguments and returns its output. @throws GitError */
export type Git = (args: readonly string[], options?: GitOptions) => Promise<Buffer>;

/** Default limit of the output, in bytes: enough for every list we read; patches have a separate limit. */
const defaultMaxBytes = 64 * 1024 * 1024;

/**
 * Options that keep git from writing, prompting, connecting, and running anything that a repository's configuration names.
 * Drafting a message must be safe in a repository that came from elsewhere, and offline even if objects are fetched on demand.
 * Filters have arbitrary names: `withoutFilters` turns those off.
 */
const harmless = [
  ...["-c", "core.fsmonitor=", "-c", "core.quotePath=false", "-c", "protocol.allow=never"],
  ...["-c", "diff.autoRefreshIndex=false", "-c", "diff.external=", "-c", "gpg.program="],
  ...["-c", "log.showSignature=false", "-c", "diff.renameLimit=400", "-c", "diff.suppressBlankEmpty=false"],
  ...["--no-pager", "--literal-pathspecs"],
];

/**
 * Makes a `Git` for a folder. The program is never taken from the folder or its repository, and gets only the variables it needs.
 * `keepsPlace`: keeps the variables that name a repository and its index, because git passes them to its hooks.
 */
export function createGit(params: {
  folder: string;
  program?: string | undefined;
  environment: NodeJS.ProcessEnv;
  keepsPlace: boolean;
  signal: AbortSignal;
}): Git {
  const { folder, program: name = "git", environment, keepsPlace, signal } = params;
  const program = findProgram(name, { path: pathOf(environment), folder });
  const env = gitEnvironment(environment, { folder, keepsPlace });
  return (args, { input, maxBytes = defaultMaxBytes, isOneAnAnswer = false } = {}) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(new GitError("aborted", "Cancelled."));
        return;
      }
      if (!existsSync(folder)) {
        reject(new GitError("noFolder", "The folder no longer exists."));
        return;
      }
      if (program === undefined) {
        reject(new GitError("missing", `${name} was not found.`));
        return;
      }
      const child = spawn(program, [...harmless, ...args], { cwd: folder, env, windowsHide: true });
      const parts: Buffer[] = [];
      let sizeBytes = 0;
      let complaint = "";
      let isCut = false;
      const abort = (): void => void child.kill("SIGKILL");
      signal.addEventListener("abort", abort, { once: true });
      child.stdout.on("data", (part: Buffer) => {
        if (isCut) return;
        parts.push(part.subarray(0, maxBytes - sizeBytes));
        sizeBytes += part.length;
        if (sizeBytes <= maxBytes) return;
        isCut = true;
        child.kill("SIGKILL");
      });
      child.stderr.on("data", (part: Buffer) => (complaint = (complaint + part.toString("utf8")).slice(0, 2000)));
      child.stdin.on("error", () => undefined); // it ended before it had read everything; its exit code gives the reason
      child.stdin.end(input);
      child.once("error", (error) => {
        signal.removeEventListener("abort", abort);
        reject(new GitError("failed", error.message));
      });
      child.once("close", (code) => {
        signal.removeEventListener("abort", abort);
        if (signal.aborted) reject(new GitError("aborted", "Cancelled."));
        else if (isCut || code === 0 || (code === 1 && isOneAnAnswer)) resolve(Buffer.concat(parts));
        else reject(new GitError("failed", complaint.trim().replace(/^fatal: /, "") || `git ended with code ${code}.`));
      });
    });
}
