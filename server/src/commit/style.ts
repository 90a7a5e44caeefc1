import type { FileKind } from "./fileKind";
import { readConventional, type PastCommit } from "./history";
import { languageOfSubjects, type MessageLanguage } from "./messageLanguage";
import { openingVerb, type Mood } from "./verbs";

/** How messages are written in a repository. */
export interface CommitStyle {
  /** `type(scope): text`, or text alone. */
  readonly form: "conventional" | "plain";
  readonly language: MessageLanguage;
  readonly mood: Mood;
  /** Whether the text (after `type:` if there is one) opens with a capital. */
  readonly isCapitalized: boolean;
  readonly endsWithStop: boolean;
  /** Whether names of code stand in backticks. */
  readonly hasBackticks: boolean;
  /** Longest subject, in UTF-16 units. */
  readonly maxLength: number;
  /** Whether messages usually have more than one line. */
  readonly hasBody: boolean;
  /** Types that may be used; empty where any may. */
  readonly types: readonly string[];
  /** Scopes that may be used; empty where any may. */
  readonly scopes: readonly string[];
  /** Whether a scope must, may or must not stand there. */
  readonly scopeUse: "always" | "sometimes" | "never";
  /** Where the ticket of the branch goes; `none` where messages name none. */
  readonly ticketPlace: "none" | "prefix" | "bracketPrefix" | "scope" | "suffix" | "trailer";
  /** Name of the trailer that tickets stand in. */
  readonly ticketTrailer: string;
  readonly signsOff: boolean;
}

/** Commits of one author that are enough to tell their own style. // guess */
const ownCommitCount = 25;
/** The longest subject we write by ourselves, in UTF-16 units. Source: git's own advice is 50, hosts cut at 72. */
const usualLength = 72;

/** Learns the style from a log: the author's own commits where they are many, else everyone's but the bots'. */
export function learnStyle(history: readonly PastCommit[], authorEmail: string): CommitStyle {
  const people = history.filter(({ isBot }) => !isBot);
  const own = people.filter((commit) => commit.authorEmail === authorEmail);
  const commits = (own.length >= ownCommitCount ? own : people).slice(0, 100);
  const all = commits.length === 0 ? history : commits;
  const conventional = all.flatMap(({ subject }) => readConventional(subject) ?? []);
  const isConventional = conventional.length * 2 > all.length;
  // "Bumped v1.2.0" comes from a tool or is written like one; it says nothing of how its author writes.
  const texts = isConventional
    ? conventional.map(({ text }) => text)
    : all
        .map(({ subject }) => subject)
        .filter((subject) => readConventional(subject) === undefined && !/v?\d+\.\d+/.test(subject));
  const lettered = texts.filter((text) => /^\p{L}/u.test(text));
  const moods = texts.flatMap((text) => openingVerb(text)?.mood ?? []);
  const scopeShare = share(conventional, ({ scope }) => scope !== "");
  return {
    form: isConventional ? "conventional" : "plain",
    language: languageOfSubjects(texts),
    mood: mostCommon(moods) ?? "imperative",
    isCapitalized: lettered.length === 0 ? true : share(lettered, (text) => /^\p{Lu}/u.test(text)) > 0.5,
    endsWithStop: share(texts, (text) => /[^.]\.$/.test(text)) > 0.5,
    hasBackticks: share(texts, (text) => text.includes("`")) > 0.08,
    maxLength: usualLength,
    hasBody: share(all, ({ body }) => withoutTrailers(body) !== "") > 0.5,
    types: [],
    scopes: [],
    scopeUse: scopeShare > 0.85 ? "always" : scopeShare < 0.08 ? "never" : "sometimes",
    ...learnTickets(all),
    signsOff: all.length >= 3 && share(all, ({ body }) => /^Signed-off-by: /m.test(body)) > 0.8,
  };
}

/** A learnt style under rules that stand above it. Habits of a form that the rules change do not carry over to the other. */
export function withRules(learnt: CommitStyle, rules: Partial<CommitStyle>): CommitStyle {
  const isOtherForm = rules.form !== undefined && rules.form !== learnt.form;
  const usual = isOtherForm ? { isCapitalized: rules.form === "plain", endsWithStop: false } : {};
  return { ...learnt, ...usual, ...rules };
}

/** The type and scope that a repository's messages give to changes of certain kinds of files; undefined where it has none of those. */
export function usualPrefix(
  history: readonly PastCommit[],
  kinds: ReadonlySet<FileKind>,
  isDependencies: boolean,
): { type: string; scope: string } | undefined {
  const same = history.filter(
    (commit) =>
      commit.kinds.size > 0 && (isDependencies || !commit.isBot) && [...commit.kinds].every((kind) => kinds.has(kind)),
  );
  const prefixes = same
    .slice(0, 30)
    .flatMap(({ subject }) => readConventional(subject) ?? [])
    .filter(({ scope }) => isDependencies || !scope.startsWith("deps"));
  const best = mostCommon(prefixes.map(({ type, scope }) => JSON.stringify([type, scope])));
  const found = prefixes.find(({ type, scope }) => JSON.stringify([type, scope]) === best);
  return found && prefixes.length >= 2 ? { type: found.type, scope: found.scope } : undefined;
}

/** What the repository calls changes of code alone, if most of them are called the same. */
export function usualType(history: readonly PastCommit[]): string | undefined {
  const types = history
    .filter(({ kinds, isBot }) => !isBot && kinds.has("source") && kinds.size === 1)
    .flatMap(({ subject }) => readConventional(subject)?.type ?? []);
  const best = mostCommon(types);
  return best !== undefined && types.length >= 5 && share(types, (type) => type === best) > 0.5 ? best : undefined;
}

/** Chooses the scope that earlier commits gave to the same files, or one that stands in the path; empty where there is none. */
export function usualScope(history: readonly PastCommit[], paths: readonly string[]): string {
  const words = new Set(paths.flatMap((path) => path.toLowerCase().split(/[/.]/)));
  const votes = new Map<string, number>();
  for (const commit of history) {
    const prefix = readConventional(commit.subject);
    if (prefix === undefined || commit.isBot) continue;
    const sameCount = paths.filter((path) => commit.paths.includes(path)).length;
    const isInPath =
      prefix.scope !== "" &&
      prefix.scope
        .toLowerCase()
        .split("/")
        .every((part) => words.has(part));
    // A commit over many places tells little of each.
    const weight = sameCount / Math.sqrt(commit.paths.length * paths.length) + (isInPath ? 1 : 0);
    if (weight > 0.3) votes.set(prefix.scope, (votes.get(prefix.scope) ?? 0) + weight);
  }
  return [...votes].reduce<[string, number]>((a, b) => (b[1] > a[1] ? b : a), ["", 0])[0];
}

/** The form of a ticket's id: `ABC-123` as Jira and Linear write it, or `#123`. */
const ticketForm = String.raw`(?:[A-Z][A-Z0-9]{1,9}-\d+|#\d+)`;

function learnTickets(commits: readonly PastCommit[]): Pick<CommitStyle, "ticketPlace" | "ticketTrailer"> {
  const subjects = commits.map(({ subject }) => subject);
  const places = {
    prefix: share(subjects, (subject) => new RegExp(`^${ticketForm}:? `).test(subject)),
    bracketPrefix: share(subjects, (subject) => new RegExp(String.raw`^\[${ticketForm}\]:? `).test(subject)),
    scope: share(subjects, (subject) => new RegExp(String.raw`^\w+\(${ticketForm}\)!?: `).test(subject)),
    suffix: share(subjects, (subject) => new RegExp(String.raw`\(?[A-Z][A-Z0-9]{1,9}-\d+\)?$`).test(subject)),
  };
  const trailer = mostCommon(
    commits.flatMap(({ body }) => new RegExp(`^([A-Z][A-Za-z-]+): ${ticketForm}$`, "m").exec(body)?.[1] ?? []),
  );
  const trailerShare =
    trailer === undefined ? 0 : share(commits, ({ body }) => new RegExp(`^${trailer}: ${ticketForm}`, "m").test(body));
  const names = ["prefix", "bracketPrefix", "scope", "suffix"] as const;
  const best = names.reduce((a, b) => (places[b] > places[a] ? b : a));
  if (Math.max(places[best], trailerShare) < 0.3) return { ticketPlace: "none", ticketTrailer: "" };
  return trailerShare > places[best]
    ? { ticketPlace: "trailer", ticketTrailer: trailer ?? "" }
    : { ticketPlace: best, ticketTrailer: "" };
}

/** The ticket that a branch's name carries, such as `ABC-123` in `feature/abc-123-login` or `#123` in `123-login`. */
export function ticketOfBranch(branch: string): string | undefined {
  const key = /(?:^|[/_-])([a-z][a-z0-9]{1,9}-\d+)(?=$|[/_-])/i.exec(branch)?.[1];
  if (
    key !== undefined &&
    !/^(v|release|version|node|python|es|utf|sha|rc|beta|alpha|step|part|phase|test|fix|issue|bug|feature|pr|gh)-/i.test(
      key,
    )
  )
    return key.toUpperCase();
  const number = /(?:^|\/)(?:issue[-_/]|gh-|fix-|bug[-_/])?(\d{1,6})(?=$|[-_/])/i.exec(branch)?.[1];
  return number === undefined ? undefined : `#${number}`;
}

function withoutTrailers(body: string): string {
  return body.replace(/^[A-Z][\w-]+: .*$/gm, "").trim();
}

function share<T>(items: readonly T[], test: (item: T) => boolean): number {
  return items.length === 0 ? 0 : items.filter(test).length / items.length;
}

function mostCommon<T>(items: readonly T[]): T | undefined {
  const counts = new Map<T, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return [...counts].reduce<[T, number] | undefined>(
    (a, b) => (a === undefined || b[1] > a[1] ? b : a),
    undefined,
  )?.[0];
}
