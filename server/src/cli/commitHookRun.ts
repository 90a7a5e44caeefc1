import { readFileSync, statSync } from "node:fs";
import type { CommitDraft } from "../commit/draftCommit";
import type { Git } from "../commit/git";
import { replaceFileSync } from "../storage/replaceFile";

/** Puts a draft into the file in which git has laid out a message, if it holds none yet. */
export async function fillMessageFile(params: {
  file: string;
  git: Git;
  draft: () => Promise<CommitDraft>;
}): Promise<void> {
  const { file, git, draft } = params;
  const text = readFileSync(file, "utf8");
  const comment = commentStart(
    (await git(["config", "--get", "core.commentChar"], { isOneAnAnswer: true })).toString("utf8").trim(),
    text,
  );
  if (holdsMessage(text, comment)) return;
  const drafted = await draft();
  if (drafted.kind !== "drafted" || drafted.range !== "staged" || drafted.message.startsWith(comment)) return;
  // Trailers that `--signoff` has put there already are not said twice.
  const message = drafted.message
    .split("\n")
    .filter((line) => !/^[A-Z][\w-]+: /.test(line) || !text.includes(line))
    .join("\n")
    .trimEnd();
  replaceFileSync(file, `${message}\n\n${text.replace(/^[\r\n]+/, "")}`, { mode: statSync(file).mode & 0o777 });
}

/** Whether somebody has written already: anything but comments, trailers and what follows the scissors of `--verbose`. */
function holdsMessage(text: string, comment: string): boolean {
  const lines = text.split(/\r?\n/);
  const scissors = lines.findIndex((line) => line.startsWith(comment) && /-{8,} >8 -{8,}/.test(line));
  const own = (scissors === -1 ? lines : lines.slice(0, scissors)).filter((line) => !line.startsWith(comment));
  return own.some((line) => line.trim() !== "" && !/^[A-Z][\w-]+: \S/.test(line));
}

/** What comments begin with; `auto` lets git choose, and its first comment shows what it has chosen. */
function commentStart(configured: string, text: string): string {
  if (configured !== "" && configured !== "auto") return configured;
  const chosen = /^([#;@!$%^&|:]) Please enter the commit message/m.exec(text)?.[1];
  return configured === "auto" ? (chosen ?? "#") : "#";
}
