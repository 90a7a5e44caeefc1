import { takeFrame } from "./frame";
import type { Git } from "../change/git";
import { signOf } from "./gitmoji";

/** Git's rules for recognising and removing comments in a message. */
export interface CommentRules {
  /** Beginning of comments; `auto` if git chooses one with which no line of the message begins. */
  readonly start: string;
  /** `commit.cleanup`: `strip`, `whitespace`, `verbatim`, `scissors` or `default`. */
  readonly cleanup: string;
}

/** Reads `core.commentChar`, from git 2.45 on `core.commentString` too, and `commit.cleanup`. @throws GitError */
export async function readCommentRules(git: Git): Promise<CommentRules> {
  const pattern = "^(core\\.comment(char|string)|commit\\.cleanup)$";
  const list = (await git(["config", "--get-regexp", "-z", pattern], { isOneAnAnswer: true })).toString("utf8");
  const pairs = list.split("\0").map((pair) => pair.split("\n"));
  const last = (...names: readonly string[]): string | undefined =>
    pairs.filter(([name = ""]) => names.includes(name)).at(-1)?.[1];
  const knowsStrings = pairs.some(([name]) => name === "core.commentstring") && (await isFrom245(git));
  const start = last("core.commentchar", ...(knowsStrings ? ["core.commentstring"] : []));
  return { start: start === undefined || start === "" ? "#" : start, cleanup: last("commit.cleanup") ?? "default" };
}

async function isFrom245(git: Git): Promise<boolean> {
  const [, major = "0", minor = "0"] = /(\d+)\.(\d+)/.exec((await git(["version"])).toString("utf8")) ?? [];
  return Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 45);
}

/**
 * Returns the beginning of lines that git would remove from a message; `undefined` if it removes none. `isEdited`: the message
 * goes through the user's editor.
 */
export function strippedStart({ start, cleanup }: CommentRules, isEdited: boolean): string | undefined {
  const strips = cleanup === "strip" || (cleanup === "default" && isEdited);
  return strips && start !== "auto" ? start : undefined;
}

/**
 * Rewords a message so that git takes none of it for a comment. A leading ticket moves to the end, an emoji's code becomes its sign, other lines
 * are indented by a blank. `undefined` if the subject can't be reworded.
 */
export function keptByGit(message: string, start: string | undefined): string | undefined {
  if (start === undefined) return message;
  const [subject = "", ...body] = message.split("\n");
  const kept = keptSubject(subject, start);
  if (kept === undefined) return undefined;
  return [kept, ...body.map((line) => (line.startsWith(start) ? ` ${line}` : line))].join("\n");
}

function keptSubject(subject: string, start: string): string | undefined {
  const { lead, emoji, ticket, type, text } = takeFrame(subject);
  const behind = ticket?.place === "prefix" ? ` (${ticket.id})` : "";
  const rest = text + (ticket?.place === "suffix" ? subject.slice(lead.length + text.length) : "");
  const sign = emoji === undefined ? "" : `${signOf(emoji.written) ?? emoji.written} `;
  const ways = [
    subject,
    `${emoji === undefined ? "" : `${emoji.written} `}${type}${rest}${behind}`,
    `${sign}${type}${rest}${behind}`,
    `${type}${rest}${behind}`,
    subject.replace(/^#+[ \t]+/, ""),
  ];
  return ways.find((way) => way !== "" && !way.startsWith(start));
}

/**
 * Removes git's own comments from a message it has prepared: the list of conflicts at its end, and all if it combines several messages.
 * Other lines with the same beginning are the author's, such as `#123 fixed`.
 */
export function withoutGitComments(prepared: string, { start }: CommentRules): string {
  const begin = start === "auto" ? "#" : start;
  const isComment = (line: string): boolean =>
    line === begin || line.startsWith(`${begin} `) || line.startsWith(`${begin}\t`);
  const all = prepared.split(/\r?\n/);
  const scissors = all.findIndex((line) => isComment(line) && /-{8,} >8 -{8,}/.test(line));
  const lines = scissors === -1 ? all : all.slice(0, scissors);
  const first = lines.find((line) => line.trim() !== "") ?? "";
  const isCombined = isComment(first) && /This is a combination of/.test(first);
  if (isCombined) return lines.filter((line) => !isComment(line)).join("\n");
  const conflicts = lines.findLastIndex((line) => isComment(line) && /^\s*Conflicts:$/.test(line.slice(begin.length)));
  const isToTheEnd = lines.slice(conflicts).every((line) => line.trim() === "" || isComment(line));
  return (conflicts === -1 || !isToTheEnd ? lines : lines.slice(0, conflicts)).join("\n");
}

/** Returns the beginning of comments in a message that git has prepared for an editor; with `auto`, the beginning of its last lines. */
export function startIn(text: string, { start }: CommentRules): string {
  if (start !== "auto") return start;
  const lines = text.split(/\r?\n/);
  const scissors = lines.findIndex((line) => /^.{1,2}-{8,} >8 -{8,}/.test(line));
  const last = (scissors === -1 ? lines : lines.slice(0, scissors + 1)).findLast((line) => line !== "") ?? "";
  return /^[#;@!$%^&|:]/.exec(last)?.[0] ?? "#";
}
