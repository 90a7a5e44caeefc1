import type { CommitStyle } from "./commitStyle";
import type { FileKind } from "../change/fileKind";
import { takeFrame, ticketForm, type FramedSubject } from "./frame";
import { readConventional, type PastCommit } from "./history";
import { languageOfSubjects } from "./messageLanguage";
import { openingVerb } from "./verbs";

/** Number of one author's commits from which they show a style of their own. // guess */
const ownCommitCount = 25;
/** The longest subject we write without other rules, in UTF-16 units. Source: git's own advice is 50, hosts cut at 72. */
const usualLength = 72;

/** Learns the style from a log: from the author's own commits if there are many, else everyone's but the bots'. */
export function learnStyle(history: readonly PastCommit[], authorEmail: string): CommitStyle {
  const people = history.filter(({ isBot }) => !isBot);
  const own = people.filter((commit) => commit.authorEmail === authorEmail);
  const commits = (own.length >= ownCommitCount ? own : people).slice(0, 100);
  const all = commits.length === 0 ? history : commits;
  const conventional = all.flatMap(({ subject }) => readConventional(subject) ?? []);
  const framed = all.map(({ subject }) => takeFrame(subject));
  const isConventional = conventional.length * 2 > all.length;
  // "Bumped v1.2.0" comes from a tool or is written like one; it doesn't show how its author writes.
  const texts = isConventional
    ? conventional.map(({ text }) => text)
    : all
        .filter(({ subject }) => readConventional(subject) === undefined && !/v?\d+\.\d+/.test(subject))
        .map(({ subject }) => takeFrame(subject).text);
  const lettered = texts.filter((text) => /^\p{L}/u.test(text));
  const moods = texts.flatMap((text) => openingVerb(text)?.mood ?? []);
  const scopeShare = share(conventional, ({ scope }) => scope !== "");
  return {
    form: isConventional ? "conventional" : "plain",
    hasArea: !isConventional && share(framed, ({ type }) => type !== "") > 0.5,
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
    ...learnTickets(all, framed),
    ...learnEmoji(framed),
    signsOff: all.length >= 3 && share(all, ({ body }) => /^Signed-off-by: /m.test(body)) > 0.8,
  };
}

/** Applies rules to a learnt style, which they override. Habits of a form that the rules change do not carry over to the other. */
export function withRules(learnt: CommitStyle, rules: Partial<CommitStyle>): CommitStyle {
  const isOtherForm = rules.form !== undefined && rules.form !== learnt.form;
  const usual = isOtherForm ? { isCapitalized: rules.form === "plain", endsWithStop: false, hasArea: false } : {};
  return { ...learnt, ...usual, ...rules };
}

/** Returns the type and scope that a repository's messages give to changes of certain kinds of files. `undefined` without such messages. */
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

/** Returns the repository's type for changes of code alone, if most of them share one. */
export function usualType(history: readonly PastCommit[]): string | undefined {
  const types = history
    .filter(({ kinds, isBot }) => !isBot && kinds.has("source") && kinds.size === 1)
    .flatMap(({ subject }) => readConventional(subject)?.type ?? []);
  const best = mostCommon(types);
  return best !== undefined && types.length >= 5 && share(types, (type) => type === best) > 0.5 ? best : undefined;
}

/** Chooses the scope that earlier commits gave to the same files, or one in the path; empty if there is none. */
export function usualScope(history: readonly PastCommit[], paths: readonly string[]): string {
  return usualPart(history, paths, ({ subject }) => readConventional(subject)?.scope);
}

/** Chooses the area that earlier commits gave to the same files, or one in the path; empty if there is none. */
export function usualArea(history: readonly PastCommit[], paths: readonly string[]): string {
  return usualPart(history, paths, ({ subject }) => areaOf(subject));
}

/** Returns the area with which a subject begins, such as `net/http`; `undefined` for one without. */
export function areaOf(subject: string): string | undefined {
  return takeFrame(subject).type.replace(/!?:[ \t]+$/, "") || undefined;
}

function usualPart(
  history: readonly PastCommit[],
  paths: readonly string[],
  partOf: (commit: PastCommit) => string | undefined,
): string {
  const words = new Set(paths.flatMap((path) => path.toLowerCase().split(/[/.]/)));
  const votes = new Map<string, number>();
  for (const commit of history) {
    const part = partOf(commit);
    if (part === undefined || commit.isBot) continue;
    const sameCount = paths.filter((path) => commit.paths.includes(path)).length;
    const isInPath =
      part !== "" &&
      part
        .toLowerCase()
        .split("/")
        .every((word) => words.has(word));
    // A commit over many places says little about each.
    const weight = sameCount / Math.sqrt(Math.max(1, commit.paths.length) * paths.length) + (isInPath ? 1 : 0);
    if (weight > 0.3) votes.set(part, (votes.get(part) ?? 0) + weight);
  }
  return [...votes].reduce<[string, number]>((a, b) => (b[1] > a[1] ? b : a), ["", 0])[0];
}

function learnTickets(
  commits: readonly PastCommit[],
  framed: readonly FramedSubject[],
): Pick<CommitStyle, "ticketPlace" | "ticketTrailer" | "ticketFrame" | "ticketKind"> {
  const tickets = framed.flatMap(({ ticket }) => ticket ?? []);
  const inScope = commits.flatMap(
    ({ subject }) => new RegExp(String.raw`^\w+\((${ticketForm})\)!?: `).exec(subject)?.[1] ?? [],
  );
  const trailer = mostCommon(
    commits.flatMap(({ body }) => new RegExp(`^([A-Z][A-Za-z-]+): ${ticketForm}$`, "m").exec(body)?.[1] ?? []),
  );
  const inTrailer = commits.flatMap(({ body }) =>
    trailer === undefined ? [] : (new RegExp(`^${trailer}: (${ticketForm})`, "m").exec(body)?.[1] ?? []),
  );
  const at = (place: string): string[] => tickets.filter((ticket) => ticket.place === place).map(({ id }) => id);
  const places = { prefix: at("prefix"), scope: inScope, suffix: at("suffix"), trailer: inTrailer };
  const names = ["prefix", "scope", "suffix", "trailer"] as const;
  const best = names.reduce((a, b) => (places[b].length > places[a].length ? b : a));
  const none = { ticketPlace: "none", ticketTrailer: "", ticketFrame: "", ticketKind: "any" } as const;
  if (places[best].length === 0 || places[best].length < 0.3 * commits.length) return none;
  return {
    ticketPlace: best,
    ticketTrailer: best === "trailer" ? (trailer ?? "") : "",
    ticketFrame: mostCommon(tickets.filter(({ place }) => place === best).map(({ frame }) => frame)) ?? "",
    ticketKind: kindOf(places[best]),
  };
}

function kindOf(ids: readonly string[]): CommitStyle["ticketKind"] {
  if (ids.every((id) => id.startsWith("#"))) return "number";
  if (ids.every((id) => id.startsWith("GH-"))) return "github";
  return ids.every((id) => !id.startsWith("#") && !id.startsWith("GH-")) ? "key" : "any";
}

function learnEmoji(framed: readonly FramedSubject[]): Pick<CommitStyle, "emojiPlace" | "emojiForm"> {
  const emoji = framed.flatMap((subject) => subject.emoji ?? []);
  if (emoji.length === 0 || emoji.length <= 0.5 * framed.length) return { emojiPlace: "none", emojiForm: "sign" };
  return {
    emojiPlace: mostCommon(emoji.map(({ place }) => place)) ?? "start",
    emojiForm: share(emoji, ({ written }) => written.startsWith(":")) > 0.5 ? "code" : "sign",
  };
}

/** Returns the emoji that a repository's messages give to changes of the same kinds of files, as written. `undefined` if they differ. */
export function usualEmoji(history: readonly PastCommit[], kinds: ReadonlySet<FileKind>): string | undefined {
  const same = history
    .filter((commit) => !commit.isBot && commit.kinds.size > 0 && [...commit.kinds].every((kind) => kinds.has(kind)))
    .flatMap(({ subject }) => takeFrame(subject).emoji?.written ?? []);
  const best = mostCommon(same);
  return best !== undefined && same.length >= 2 && share(same, (one) => one === best) > 0.5 ? best : undefined;
}

/** Returns the ticket of the branch as messages write it; undefined if they name another kind of ticket. */
export function ticketFor(branch: string, { ticketKind }: CommitStyle): string | undefined {
  const ticket = ticketOfBranch(branch);
  if (ticket === undefined || ticketKind === "any") return ticket;
  const isNumber = ticket.startsWith("#");
  if (ticketKind === "key") return isNumber ? undefined : ticket;
  if (!isNumber) return undefined;
  return ticketKind === "github" ? `GH-${ticket.slice(1)}` : ticket;
}

/** Returns the ticket in a branch's name, such as `ABC-123` in `feature/abc-123-login` or `#123` in `123-login`. */
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
