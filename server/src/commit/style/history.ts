import { fileKind, type FileKind } from "../change/fileKind";
import { takeFrame } from "./frame";
import type { Git } from "../change/git";

/** A commit of the log, as far as style can be learnt from it. */
export interface PastCommit {
  readonly authorEmail: string;
  /** True if a program wrote the message: programs have a style of their own. */
  readonly isBot: boolean;
  readonly subject: string;
  readonly body: string;
  readonly paths: readonly string[];
  readonly kinds: ReadonlySet<FileKind>;
}

/** Number of commits that are read. Older ones say little about the present style. // guess */
const maxCommits = 250;
/** Most paths kept of one commit. // guess */
const maxPaths = 60;

/** Reads the newest commits before `revision`, merges aside. Empty if there are none. @throws GitError for any other failure */
export async function readHistory(git: Git, revision = "HEAD"): Promise<PastCommit[]> {
  const format = "%x01%an%x02%ae%x02%B%x02";
  const log = await git(
    [
      "log",
      `--max-count=${maxCommits}`,
      "--no-merges",
      "--no-renames",
      "--no-show-signature",
      "--encoding=UTF-8",
      "--name-only",
      "-z",
      `--format=${format}`,
      revision,
      "--",
    ],
    {
      maxBytes: 8 * 1024 * 1024,
    },
  );
  return log
    .toString("utf8")
    .split("\x01")
    .slice(1)
    .map((record) => {
      const [author = "", authorEmail = "", message = "", names = ""] = record.split("\x02");
      const { subject, body } = takeApart(message);
      const paths = names
        .split("\0")
        .map((name) => name.trim())
        .filter((name) => name !== "")
        .slice(0, maxPaths);
      const isBot =
        /\[bot\]|^(renovate|dependabot|greenkeeper|snyk|pyup|github-actions|pre-commit)/i.test(author) ||
        /\[bot\]/.test(authorEmail);
      return { authorEmail, isBot, subject, body, paths, kinds: new Set(paths.map((path) => fileKind(path))) };
    })
    .filter(({ subject }) => subject !== "" && !/^(Merge |fixup! |squash! |amend! )/.test(subject));
}

/** Splits a message into its first line and the rest. */
export function takeApart(message: string): { subject: string; body: string } {
  const [subject = "", ...rest] = message.trim().split("\n");
  // The host adds the number of a pull request when it merges.
  return {
    subject: subject.replace(/\s*\((?:#|GH-|!)\d+\)(?:\s*\(#\d+\))*\s*$/, "").trim(),
    body: rest.join("\n").trim(),
  };
}

const conventional = /^([a-z]+)(?:\(([^()]+)\))?(!)?:\s+(.+)$/;

/** Parses a conventional subject (conventionalcommits.org, 1.0.0); undefined for any other. */
export function readConventional(
  subject: string,
): { type: string; scope: string; isBreaking: boolean; text: string } | undefined {
  const { lead, type: written } = takeFrame(subject);
  // Its frame doesn't change a subject's type: `✨ feat: add`, `#12 fix: add`, `feat: ✨ add`.
  const match = conventional.exec(written === "" ? subject : written + subject.slice(lead.length));
  if (match === null || !knownTypes.has(match[1])) return undefined;
  return { type: match[1], scope: match.at(2) ?? "", isBreaking: match.at(3) !== undefined, text: match[4] };
}

const knownTypes = new Set([
  ...[
    "feat",
    "fix",
    "docs",
    "style",
    "refactor",
    "perf",
    "test",
    "build",
    "ci",
    "chore",
    "revert",
    "types",
    "release",
    "deps",
  ],
  ...[
    "wip",
    "security",
    "dev",
    "examples",
    "example",
    "lint",
    "benchmark",
    "tests",
    "feature",
    "improvement",
    "bench",
    "break",
    "up",
  ],
]);
