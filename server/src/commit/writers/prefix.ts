import { noisyKinds, type FileKind } from "../change/fileKind";
import type { ChangeSummary } from "../change/changeSummary";
import type { ChangeType } from "../style/changeType";
import { codeOf, writeGitmoji } from "../style/gitmoji";
import { readConventional, type PastCommit } from "../style/history";
import { usualArea, usualEmoji, usualPrefix, usualScope, usualType } from "../style/style";
import { gitmojiFor } from "../wording/gitmojiFor";
import type { Idea } from "../wording/idea";
import type { WriterInput } from "./writerInput";

/** Returns `type(scope): ` or `area: ` by the repository's habits; empty if messages have neither. */
export function prefixOf(idea: Idea, input: WriterInput, ticket: string | undefined): string {
  const { style, history, summary } = input;
  if (style.form === "plain") {
    const area = style.hasArea ? usualArea(history, idea.paths) : "";
    return area === "" ? "" : `${area}: `;
  }
  const kinds = kindsFor(idea, summary);
  const usual = kinds === undefined ? undefined : usualPrefix(history, kinds, idea.type === "deps");
  const isInner =
    idea.type === "refactor" &&
    (idea.isInner === true || ("phrase" in idea.saying && idea.saying.phrase === "update")) &&
    summary.files.every(({ kind }) => kind === "source");
  const meant = isInner ? (usualType(history) ?? idea.type) : idea.type;
  const type = allowed(usual?.type ?? typeWord(meant, history), style.types, idea.type);
  const scope =
    style.scopeUse === "never"
      ? ""
      : style.ticketPlace === "scope"
        ? (ticket ?? "")
        : (usual?.scope ?? usualScope(history, idea.paths));
  const isAllowed = scope !== "" && (style.scopes.length === 0 || style.scopes.includes(scope));
  return `${type}${isAllowed ? `(${scope})` : ""}: `;
}

/** Returns the kinds of files for which a repository has a habit of its own. */
function kindsFor(idea: Idea, summary: ChangeSummary): ReadonlySet<FileKind> | undefined {
  const written = new Set(summary.files.map(({ kind }) => kind).filter((kind) => !noisyKinds.has(kind)));
  if (idea.type === "ci" || idea.type === "test") return written;
  return idea.type === "deps" || idea.type === "chore" ? new Set<FileKind>([...written, "lock"]) : undefined;
}

function typeWord(type: string, history: readonly PastCommit[]): string {
  if (type !== "deps" && type !== "release") return type;
  const used = history.flatMap(({ subject }) => readConventional(subject)?.type ?? []);
  return type === "deps" && used.filter((one) => one === "build").length > used.filter((one) => one === "chore").length
    ? "build"
    : "chore";
}

/** Returns a type that the repository's rules allow: the given one, else the nearest in meaning. */
function allowed(type: string, types: readonly string[], meant: ChangeType): string {
  if (types.length === 0 || types.includes(type)) return type;
  const nearest: readonly string[] =
    meant === "feat"
      ? ["feature", "feat", "improvement"]
      : meant === "fix"
        ? ["fix", "bugfix", "hotfix"]
        : ["chore", "refactor", "build", "fix", "feat"];
  return nearest.find((one) => types.includes(one)) ?? types.at(0) ?? type;
}

/** Returns the emoji that the repository's style puts before an idea, or before a model's words for it; empty if it puts none. */
export function emojiFor(
  idea: Idea,
  { style, summary, history }: WriterInput,
  said: { words?: string; type?: string; emoji?: string | undefined } = {},
): string {
  if (style.emojiPlace === "none") return "";
  const kinds = kindsFor(idea, summary) ?? (idea.type === "docs" ? new Set<FileKind>(["docs"]) : undefined);
  const usual = kinds === undefined ? undefined : usualEmoji(history, kinds);
  const code = (said.emoji === undefined ? undefined : codeOf(said.emoji)) ?? gitmojiFor(idea, said);
  return usual ?? writeGitmoji(code, style.emojiForm);
}
