import { lstatSync, readFileSync, statSync } from "node:fs";
import { readCommentRules, startIn, strippedStart } from "../commit/style/comments";
import type { CommitDraft } from "../commit/draftCommit";
import { explainGit } from "../commit/change/explainGit";
import { GitError, type Git } from "../commit/change/git";
import { replaceFile } from "../base/files/replaceFile";
import { CliError } from "./cliError";
import { printable } from "./printable";

/** Puts a draft into the file in which git has prepared a message, if it contains none yet; else a comment that gives the reason. */
export async function fillMessageFile(params: {
  file: string;
  git: Git;
  /** Drafts, for a message in which comments begin so. */
  draft: (comment: string) => Promise<CommitDraft>;
}): Promise<void> {
  const { file, git, draft } = params;
  // git makes a plain file; a link planted there leads to one that isn't ours to read or to replace.
  if (!lstatSync(file).isFile()) throw new CliError(1, "The message file is a link or a folder, and was left alone.");
  const text = readFileSync(file, "utf8");
  const rules = await readCommentRules(git);
  const comment = startIn(text, rules);
  if (holdsMessage(text, comment)) return;
  const stripped = strippedStart({ ...rules, start: comment }, true);
  const drafted = await draft(comment).catch((error: unknown) => ({
    kind: "nothing" as const,
    reason: reasonOf(error),
  }));
  const rest = text.replace(/^[\r\n]+/, "");
  if (drafted.kind === "drafted" && drafted.range === "staged") {
    // Trailers that `--signoff` has already added are not repeated.
    const message = drafted.message
      .split("\n")
      .filter((line) => !/^[A-Z][\w-]+: /.test(line) || !text.includes(line))
      .join("\n")
      .trimEnd();
    await replace(file, `${message}\n\n${rest}`);
    return;
  }
  const why = `nanotype wrote no draft. ${drafted.kind === "nothing" ? drafted.reason : "git has prepared the message."}`;
  const line = printable(why).replace(/\s+/g, " ");
  // If git keeps comments, one would end up in the message.
  if (stripped === undefined) process.stderr.write(`${line}\n`);
  else await replace(file, `\n${stripped} ${line}\n${stripped}\n${rest}`);
}

/** Explains why there is no draft; an error of another kind may quote text, so only its class is named. */
export function reasonOf(error: unknown): string {
  if (error instanceof CliError) return error.message;
  if (error instanceof GitError) return explainGit(error, "Install it, or add its folder to the PATH.");
  return `It failed (${error instanceof Error ? error.name : typeof error}); nanotype commit says more.`;
}

function replace(file: string, text: string): Promise<void> {
  return replaceFile(file, text, { mode: statSync(file).mode & 0o777 });
}

/** Reports whether the user has already written: anything but comments, trailers and the text after the scissors of `--verbose`. */
function holdsMessage(text: string, comment: string): boolean {
  const lines = text.split(/\r?\n/);
  const scissors = lines.findIndex((line) => line.startsWith(comment) && /-{8,} >8 -{8,}/.test(line));
  const own = (scissors === -1 ? lines : lines.slice(0, scissors)).filter((line) => !line.startsWith(comment));
  return own.some((line) => line.trim() !== "" && !/^[A-Z][\w-]+: \S/.test(line));
}
