import { typeOf, type ChangeType } from "./changeType";
import { noisyKinds, type FileKind } from "./fileKind";
import { code, differingFolders, fileName, folderOf, listed, nameList, stemOf } from "./naming";
import { changelogEntries, testTitles } from "./ownWords";
import { linesOf } from "./patch";
import { onlyReplacement, respelledCount } from "./replacements";
import type { ChangeSummary, FileChange } from "./summary";
import { symbolIdeas } from "./symbolIdeas";
import { openingVerb, type PhraseName } from "./words";

/** One thing that could be said of a change. Names of code stand in backticks, which a style may take away. */
export interface Idea {
  readonly type: ChangeType;
  readonly saying:
    | { readonly phrase: PhraseName; readonly values: Readonly<Partial<Record<"x" | "y" | "a" | "b", string>>> }
    | { readonly own: string };
  /** Files it is about, for the scope. */
  readonly paths: readonly string[];
  readonly score: number;
}

/** Everything that could be said of a change, the best first. Never empty unless the change is. */
export function findIdeas(summary: ChangeSummary): Idea[] {
  const { files } = summary;
  if (files.length === 0) return [];
  // What people write decides; what programs write counts only where there is nothing else.
  const written = files.filter(({ kind }) => !noisyKinds.has(kind));
  const about = written.length > 0 ? written : files;
  const ideas = [
    ...releaseIdeas(summary, about),
    ...dependencyIdeas(summary),
    ...wholeFileIdeas(about),
    ...ownWordIdeas(about),
    ...depthIdeas(about),
    ...kindIdeas(about),
    ...symbolIdeas(summary),
    ...replacementIdeas(about),
    ...fallbacks(about),
  ];
  return ideas.filter((idea) => !quotesSecret(idea, about)).sort((a, b) => b.score - a.score);
}

/** Whether an idea quotes a part of a secret: what a change takes out of code must not go on in its message. */
function quotesSecret({ saying }: Idea, about: readonly FileChange[]): boolean {
  const quoted =
    "own" in saying
      ? [saying.own]
      : /^(replace|replaceIn|addTo|removeFrom)$/.test(saying.phrase)
        ? Object.values(saying.values)
        : [];
  if (quoted.length === 0) return false;
  return about.some(({ secrets }) => secrets === undefined || secrets.some((secret) => overlaps(secret, quoted)));
}

function overlaps(secret: string, quoted: readonly string[]): boolean {
  return quoted.some((text) =>
    text.split(/[`\s]+/).some((word) => word.length >= 4 && (secret.includes(word) || word.includes(secret))),
  );
}

function releaseIdeas({ version }: ChangeSummary, about: readonly FileChange[]): Idea[] {
  if (version === undefined) return [];
  const isAll = about.every(
    ({ kind, addedCount, deletedCount }) =>
      kind === "manifest" || kind === "changelog" || kind === "docs" || addedCount + deletedCount <= 4,
  );
  const paths = about.map(({ path }) => path);
  return [
    { type: "release", saying: { phrase: "release", values: { x: version.to } }, paths, score: isAll ? 12 : 1.5 },
  ];
}

function dependencyIdeas({ dependencies, isDependenciesOnly, files }: ChangeSummary): Idea[] {
  const first = dependencies.at(0);
  const more = dependencies.slice(1);
  const paths = files.map(({ path }) => path);
  if (files.every(({ kind }) => kind === "lock"))
    return [{ type: "deps", saying: { phrase: files.length === 1 ? "lock" : "locks", values: {} }, paths, score: 11 }];
  if (first === undefined) return [];
  const score = isDependenciesOnly ? 11 : 0.6;
  const idea = (phrase: PhraseName, values: Partial<Record<"x" | "y" | "a" | "b", string>>, less = 0): Idea => ({
    type: "deps",
    saying: { phrase, values },
    paths,
    score: score - less,
  });
  const generic = idea("dependencies", {}, 0.4);
  const isOneVersion = more.every(({ from, to }) => from === first.from && to === first.to);
  if (more.length > 0 && !(isOneVersion && more.length < 3)) {
    const kinds = new Set(
      dependencies.map(({ from, to }) => (from === undefined ? "add" : to === undefined ? "remove" : "update")),
    );
    const kind = [...kinds].at(0);
    if (kinds.size === 1 && kind !== undefined && dependencies.length <= 3)
      return [idea(kind, { x: listed(dependencies.map(({ name }) => name)) }), generic];
    return [{ ...generic, score }];
  }
  const x = listed(dependencies.map(({ name }) => name));
  if (first.from === undefined) return [idea("add", { x }), generic];
  if (first.to === undefined) return [idea("remove", { x }), generic];
  return [idea("bump", { x, a: first.from, b: first.to }), idea("bumpTo", { x, b: first.to }, 0.2), generic];
}

/** Renames, deletions, new files, modes: what can be said without looking inside. */
function wholeFileIdeas(about: readonly FileChange[]): Idea[] {
  const all = (test: (file: FileChange) => boolean): boolean => about.every(test);
  const paths = about.map(({ path }) => path);
  const make = (phrase: PhraseName, values: { x: string; y?: string }, score: number, type: ChangeType): Idea => ({
    type,
    saying: { phrase, values },
    paths,
    score,
  });
  const type = typeOf(about);
  const file = about.at(0);
  if (file === undefined) return [];
  if (all(({ status }) => status === "modeChanged")) {
    const isExecutable = all((one) => one.new.mode.endsWith("755"));
    return [make(isExecutable ? "executable" : "notExecutable", { x: nameList(about) }, 10, "chore")];
  }
  if (all(({ kind }) => kind === "submodule"))
    return [
      make(
        file.status === "added" ? "add" : file.status === "deleted" ? "remove" : "submodule",
        { x: nameList(about) },
        10,
        "chore",
      ),
    ];
  if (all(({ status }) => status === "renamed")) return [renameIdea(about, paths)];
  if (all(({ status }) => status === "deleted"))
    return [make("remove", { x: nameList(about) }, 7, type === "refactor" || type === "fix" ? "refactor" : type)];
  if (all(({ status }) => status === "added"))
    return [
      make(
        "add",
        { x: nameList(about) },
        about.some(({ kind }) => kind === "source") ? 1.5 : 4,
        type === "refactor" || type === "fix" ? "feat" : type,
      ),
    ];
  if (all(({ oldText, newText }) => oldText !== undefined && oldText === newText))
    return [make("lineEnds", { x: nameList(about) }, 10, "style")];
  return [];
}

function renameIdea(about: readonly FileChange[], paths: readonly string[]): Idea {
  const oldPath = about.at(0)?.oldPath ?? "";
  const path = about.at(0)?.path ?? "";
  const isChanged = about.some(({ addedCount, deletedCount }) => addedCount + deletedCount > 0);
  const score = isChanged ? 2 : 9;
  const folders = new Set(about.map((one) => folderOf(one.path)));
  const oldFolders = new Set(about.map((one) => folderOf(one.oldPath ?? "")));
  const isMove = about.every((one) => fileName(one.path) === fileName(one.oldPath ?? ""));
  if (isMove && folders.size === 1) {
    const x =
      about.length === 1 || oldFolders.size > 1
        ? nameList(about)
        : about.length > 2 && folderOf(oldPath) !== ""
          ? code(folderOf(oldPath))
          : nameList(about);
    return {
      type: "refactor",
      saying: { phrase: "move", values: { x, y: code(folderOf(path) === "" ? "." : folderOf(path)) } },
      paths,
      score,
    };
  }
  if (about.length === 1)
    return {
      type: "refactor",
      saying: { phrase: "rename", values: { x: code(fileName(oldPath)), y: code(fileName(path)) } },
      paths,
      score,
    };
  // Several files in one folder that was itself renamed.
  const [from, to] = differingFolders(oldPath, path);
  if (from !== "" && about.every((one) => (one.oldPath ?? "").replace(from, to) === one.path))
    return { type: "refactor", saying: { phrase: "rename", values: { x: code(from), y: code(to) } }, paths, score };
  return {
    type: "refactor",
    saying: { phrase: "rename", values: { x: code(fileName(oldPath)), y: code(fileName(path)) } },
    paths: paths.slice(0, 1),
    score: about.length <= 3 ? score : 1,
  };
}

function ownWordIdeas(about: readonly FileChange[]): Idea[] {
  const others = about.filter(({ kind }) => kind !== "changelog");
  const paths = others.map(({ path }) => path);
  const entries = about
    .filter(({ kind }) => kind === "changelog")
    .flatMap(({ hunks, newText }) => changelogEntries(hunks, newText ?? ""));
  const code = about.filter(({ kind }) => kind === "source");
  const titles = about
    .filter(({ kind }) => kind === "test")
    .flatMap(({ hunks }) => testTitles(hunks))
    .filter((title) => title.split(" ").length >= 3);
  const fromEntries = entries.slice(0, 4).map((own, index): Idea => ({
    type: typeOfEntry(own, about),
    saying: { own },
    paths: paths.length > 0 ? paths : about.map(({ path }) => path),
    score: (others.length > 0 ? 8 : 5) - index * 0.3 - (entries.length > 3 ? 5 : 0),
  }));
  const fromTitles = titles.slice(0, 3).map((title, index): Idea => ({
    type: code.length > 0 ? "fix" : "test",
    saying: { own: title },
    paths: (code.length > 0 ? code : about).map(({ path }) => path),
    // Of tests alone their titles only say what was so before.
    score: (code.length === 0 ? 0.8 : titles.length <= 2 ? 2.6 : 1.2) - index * 0.3,
  }));
  return [...fromEntries, ...fromTitles];
}

function typeOfEntry(entry: string, about: readonly FileChange[]): ChangeType {
  const base = openingVerb(entry)?.base;
  if (base === "fix" || base === "correct") return "fix";
  if (base === "add" || base === "support" || base === "allow" || base === "introduce" || base === "implement")
    return "feat";
  return typeOf(about);
}

function depthIdeas(about: readonly FileChange[]): Idea[] {
  const paths = about.map(({ path }) => path);
  const make = (type: ChangeType, phrase: PhraseName, score: number): Idea => ({
    type,
    saying: { phrase, values: { x: nameList(about) } },
    paths,
    score,
  });
  const isProse = about.every(({ kind, depth }) => kind === "docs" || kind === "changelog" || depth !== "content");
  const respelled =
    isProse && !isLong(about) && about.every(({ hunks }) => hunks.length > 0)
      ? respelledCount(about.flatMap(({ hunks }) => hunks))
      : undefined;
  const ideas = respelled === undefined ? [] : [make("docs", respelled === 1 ? "typo" : "typos", 9)];
  if (about.every(({ status, depth }) => status === "modified" && depth === "blanks"))
    return [...ideas, make("style", "format", 8)];
  if (
    about.every(
      ({ kind, status, depth }) =>
        (kind === "source" || kind === "test") && status === "modified" && depth !== "content",
    )
  )
    return [...ideas, make("docs", "comments", 6)];
  return ideas;
}

/** Changes of one kind of file. */
function kindIdeas(about: readonly FileChange[]): Idea[] {
  const kinds = new Set(about.map(({ kind }) => kind));
  const paths = about.map(({ path }) => path);
  const only = (...allowed: FileKind[]): boolean => [...kinds].every((kind) => allowed.includes(kind));
  const x = nameList(about);
  const make = (type: ChangeType, phrase: PhraseName, score: number, values: { x: string } = { x }): Idea => ({
    type,
    saying: { phrase, values },
    paths,
    score,
  });
  if (only("changelog")) return [make("docs", "changelog", 3)];
  if (only("docs", "changelog")) {
    const name = documentedName(about);
    return [
      ...(name === undefined ? [] : [make("docs", "document", 3.5, { x: code(name) })]),
      make("docs", "update", 3),
    ];
  }
  if (only("test")) {
    const isNew =
      about.every(({ status }) => status === "added") ||
      about.reduce((sum, file) => sum + file.addedCount - 4 * file.deletedCount, 0) > 3;
    const subjects = subjectsOfTests(about);
    const bare = make("test", isNew ? "newTests" : "tests", 0.6);
    if (subjects === "") return [{ ...bare, score: 3 }];
    return [make("test", isNew ? "addTests" : "updateTests", 3, { x: subjects }), bare];
  }
  if (only("ci", "config", "manifest", "docs", "asset")) return [make(typeOf(about), "update", 1.5)];
  return [];
}

/** The one name in backticks that documentation gains. */
function documentedName(about: readonly FileChange[]): string | undefined {
  const names = about.flatMap(({ hunks, oldText }) =>
    hunks
      .flatMap(({ lines }) => lines.filter((line) => line.startsWith("+")))
      .flatMap((line) => [...line.matchAll(/`+([\w.$@/-]{3,40})(?:\(\))?`+/g)].map((match) => match[1]))
      .filter((name) => !(oldText ?? "").includes(name)),
  );
  const counted = new Set(names);
  return counted.size > 0 && counted.size <= 3 ? names.at(0) : undefined;
}

/** What some tests are about, by the names of their files; empty where these only say that they are tests. */
function subjectsOfTests(about: readonly FileChange[]): string {
  const stems = new Set(about.map(({ path }) => stemOf(path).replace(/^test_|(_test|[.-](test|spec|test-d))$/g, "")));
  return [...stems].some((stem) => /^(index|tests?|main|__init__|spec|basic|conftest|utils?|helpers?)$/.test(stem)) ||
    stems.size > 2
    ? ""
    : listed([...stems].map(code));
}

function replacementIdeas(about: readonly FileChange[]): Idea[] {
  if (about.some(({ hunks }) => hunks.length === 0) || isLong(about)) return [];
  const hunks = about.flatMap((file) => file.hunks);
  const found = onlyReplacement(hunks);
  if (found === undefined) return [];
  const { from, to } = found;
  const make = (phrase: PhraseName, values: { x?: string; y?: string; a?: string }): Idea => ({
    type: typeOf(about),
    saying: { phrase, values },
    paths: about.map(({ path }) => path),
    score: 3.2,
  });
  if (
    /^(\d{4}\s*[-–]\s*)?(19|20)\d\d$/.test(to) &&
    linesOf(hunks, "+").every((line) => /copyright|©|\(c\)|licen[cs]e/i.test(line))
  )
    return [make("year", {})];
  const isName = (text: string): boolean => /[\p{L}\p{N}]{2}/u.test(text) && hasClosedBrackets(text);
  // A bare number says nothing without its place.
  const place = nameList(about);
  if (isName(from) && isName(to) && /^v?[\d.]+$/.test(from))
    return [make("replaceIn", { x: code(from), y: code(to), a: place })];
  if (isName(from) && isName(to)) return [make("replace", { x: code(from), y: code(to) })];
  // One word in one place is most often a part of a sentence.
  if (about.some(({ kind }) => kind === "docs") && found.count < 2) return [];
  if (from === "" && isName(to)) return [make("addTo", { x: code(to), y: place })];
  return to === "" && isName(from) ? [make("removeFrom", { x: code(from), y: place })] : [];
}

function hasClosedBrackets(text: string): boolean {
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  return count(/[([{<]/g) === count(/[)\]}>]/g);
}

/** Lines beyond which nobody repeats one thing by hand, and comparing them word by word takes too long. // guess */
const maxComparedLines = 2_000;

function isLong(about: readonly FileChange[]): boolean {
  return about.reduce((sum, { addedCount, deletedCount }) => sum + addedCount + deletedCount, 0) > maxComparedLines;
}

/** What is always true, and always short enough. */
function fallbacks(about: readonly FileChange[]): Idea[] {
  const make = (phrase: PhraseName, score: number, values: { x?: string; a?: string }): Idea => ({
    type: typeOf(about),
    saying: { phrase, values },
    paths: about.map(({ path }) => path),
    score,
  });
  return [
    make("update", 0.5, { x: nameList(about) }),
    about.length === 1 ? make("updateFile", 0.1, {}) : make("updateFiles", 0.1, { a: String(about.length) }),
  ];
}
