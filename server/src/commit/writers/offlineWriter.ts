import { wrap, type CommitMessage } from "../wording/commitMessage";
import type { CommitRequest, CommitWriter } from "./commitWriter";
import { continueSubject } from "./continueMessage";
import { putFrame, takeFrame } from "../style/frame";
import type { Idea } from "../wording/idea";
import { findIdeas } from "../ideas/ideas";
import { shortened } from "../wording/naming";
import { ticketFor } from "../style/style";
import type { CommitStyle } from "../style/commitStyle";
import { textOfIdea } from "../wording/textOfIdea";
import { emojiFor, prefixOf } from "./prefix";
import { readConventional, type PastCommit } from "../style/history";
import type { WriterInput } from "./writerInput";

/** Writes by rules alone: reads nothing, asks no model, and writes the same for the same change. */
export const offlineWriter: CommitWriter = {
  name: "offline",
  write: (input, request) => Promise.resolve(writeByRules(input, request)),
};

/** Most messages that rules give: later ones say less and less. */
const maxMessages = 6;

/** Returns the messages that `offlineWriter` writes. */
export function writeByRules(
  input: WriterInput,
  { typed, attempt, count }: Pick<CommitRequest, "typed" | "attempt" | "count">,
): CommitMessage[] {
  const [begun = "", ...below] = typed.split("\n");
  // A subject that ends with its line is complete; only the text below it may be missing.
  if (below.length > 0)
    return [{ subject: begun, body: joinBody(below.join("\n").trim(), bodyOf(input, { isWanted: true })) }];
  const body = bodyOf(input, { isWanted: input.style.hasBody });
  // A beginning is continued once; another attempt would withdraw it.
  if (begun.trim() !== "")
    return continueSubject(begun, input)
      .slice(0, 1)
      .map((subject) => ({ subject, body }));
  const subjects = tellingSubjects(input);
  // Another attempt begins with the next subject; after the last idea the first one follows again.
  const start = subjects.length === 0 ? 0 : attempt % subjects.length;
  return [...subjects.slice(start), ...subjects.slice(0, start)].slice(0, count).map((subject) => ({ subject, body }));
}

/** Score from which an idea says more than the changed files' names. Source: the fallback ideas of `ideas.ts`, at most 0.5. */
const tellingScore = 0.6;

/** Returns the subjects that say something about the change; if none does, the best one. */
function tellingSubjects(input: WriterInput): string[] {
  const scored = [...scoredSubjects(input)];
  const telling = scored.filter(([, score]) => score >= tellingScore);
  return (telling.length > 0 ? telling : scored.slice(0, 1)).map(([subject]) => subject).slice(0, maxMessages);
}

/** Returns subjects for a change in the repository's style, the best first and all different. */
export function writeSubjects(input: WriterInput, count: number): string[] {
  return [...scoredSubjects(input).keys()].slice(0, count);
}

/** Returns subjects for a change and the score of their content, the best first. */
export function scoredSubjects(input: WriterInput): ReadonlyMap<string, number> {
  const scores = new Map<string, number>();
  const ideas = findIdeas(input.summary);
  const add = (list: readonly Idea[], mayCut: boolean): void => {
    for (const idea of list) {
      const subject = subjectOf(idea, input, mayCut);
      if (subject !== "" && !scores.has(subject)) scores.set(subject, mayCut ? 0 : idea.score);
    }
  };
  const counts = ideas.filter(({ saying }) => "phrase" in saying && saying.phrase === "updateFiles");
  const others = ideas.filter((idea) => !counts.includes(idea));
  add(others, false);
  // A long name with its middle cut out is more informative than the number of files.
  if (scores.size === 0) add(others, true);
  add(counts, false);
  return scores;
}

/** Score below which an idea is not worth a line of its own. // guess */
const bodyScore = 1.5;

/** Lists the change's other effects, if it does several things. */
function bodyOf(input: WriterInput, { isWanted }: { isWanted: boolean }): string {
  if (!isWanted) return "";
  const ideas = findIdeas(input.summary).filter(({ score }) => score >= bodyScore);
  const lines = [...new Set(ideas.map((idea) => textOfIdea(idea, { ...input.style, isCapitalized: true })))].slice(
    0,
    5,
  );
  return lines.length < 2 ? "" : lines.map((line) => wrap(`- ${line}`)).join("\n");
}

function joinBody(typed: string, body: string): string {
  return typed === "" ? body : typed;
}

function subjectOf(idea: Idea, input: WriterInput, mayCut: boolean): string {
  const { style, summary, history } = input;
  const known = repeatedWords(idea, input);
  if (known !== undefined) return known;
  const release = idea.type === "release" ? releaseLikeBefore(history, summary.version?.to ?? "") : undefined;
  if (release !== undefined) return release;
  const ticket = ticketFor(input.branch, style);
  const type = prefixOf(idea, input, ticket);
  const frame = { style, type, ticket, emoji: emojiFor(idea, input) };
  const endsWithStop = style.endsWithStop && (ticket === undefined || style.ticketPlace !== "suffix");
  const room = style.maxLength - putFrame("", frame).length - (endsWithStop ? 1 : 0);
  const words = textOfIdea(idea, style);
  const cut = (): string => ("own" in idea.saying ? atClause(words, room) : mayCut ? cutNames(idea, style, room) : "");
  const text = words.length <= room ? words : cut();
  return text === "" ? "" : putFrame(`${text}${endsWithStop ? "." : ""}`, frame);
}

/** Words an idea with its names cut so that it fits; empty if that isn't possible. */
function cutNames(idea: Idea, style: CommitStyle, room: number): string {
  const marked = textOfIdea(idea, { ...style, hasBackticks: true });
  const excess = style.hasBackticks ? marked.length - room : marked.replace(/`/g, "").length - room;
  const text = shortened(marked, excess) ?? "";
  return style.hasBackticks ? text : text.replace(/`/g, "");
}

/** Cuts a sentence that is too long before a clause; empty if too little would be left. Torn sentences are worse than none. */
function atClause(text: string, room: number): string {
  const ends = [
    ...text.matchAll(
      /[,;:]? (?:when|if|so that|such that|because|since|which|that|where|while|instead of|in order to|without|by|for|and|but|as|using|via|on|in)\b|[,;:(] |\. | [-–—(]/g,
    ),
  ];
  const cut = ends
    .map(({ index }) => text.slice(0, index))
    .filter(
      (part) => part.length <= room && part.split(" ").length >= 4 && (part.match(/[`"]/g)?.length ?? 0) % 2 === 0,
    );
  return cut.at(-1) ?? "";
}

/** Returns the words that a repository always uses for the same routine change of the same files ("pre-commit autoupdate"), if they contain no names. */
function repeatedWords(idea: Idea, { history, summary, style }: WriterInput): string | undefined {
  if (idea.type !== "deps" || !("phrase" in idea.saying) || !/^(dependencies|locks?|update)$/.test(idea.saying.phrase))
    return undefined;
  const paths = new Set(summary.files.map(({ path }) => path));
  const same = history.filter(
    (commit) =>
      !commit.isBot &&
      commit.paths.length > 0 &&
      commit.paths.length === paths.size &&
      commit.paths.every((path) => paths.has(path)),
  );
  const subjects = same
    .map(({ subject }) => subject)
    .filter(
      (subject) =>
        (readConventional(subject) !== undefined) === (style.form === "conventional") &&
        !/[\d`@/_]/.test(subject.replace(/^[^:]*: /, "")),
    );
  return subjects.find((subject, index) => subjects.indexOf(subject) !== index);
}

/** Words a release exactly as the last one, with the new version. */
function releaseLikeBefore(history: readonly PastCommit[], version: string): string | undefined {
  const form = /v?\d+\.\d+(?:\.\d+)?(?:[-.]?(?:alpha|beta|rc|dev|a|b|post)[-.]?\d*)?/;
  for (const { subject } of history) {
    const match = form.exec(subject);
    const { type, text } = takeFrame(subject);
    const others =
      `${type}${text}`
        .replace(form, "")
        .replace(/^[a-z]+(\([^)]*\))?: /, "")
        .match(/\p{L}+/gu) ?? [];
    const isRelease = match !== null && others.length <= 3 && others.every((word) => releaseWords.test(word));
    if (!isRelease) continue;
    const bare = version.replace(/^v/, "");
    return subject.replace(form, match[0].startsWith("v") ? `v${bare}` : bare);
  }
  return undefined;
}

const releaseWords = /^(release|released|releases|bump|bumps|bumped|version|prepare|publish|to|start|cut|set|new)$/i;
