import { typeOf, type ChangeType } from "../style/changeType";
import type { FileKind } from "../change/fileKind";
import type { Idea } from "../wording/idea";
import { code, listed, nameList, stemOf } from "../wording/naming";
import type { DeclaredSymbol } from "../../code/declarations/declaredSymbol";
import { changedLineNumbers, linesOf } from "../change/patch";
import type { PhraseValues } from "../wording/phrases";
import type { PhraseName } from "../wording/phrases/english";
import { onlyReplacement, respelledCount } from "../change/replacements";
import type { FileChange } from "../change/changeSummary";
import { nameOf as declarationName } from "../wording/symbolNames";

/** Lists ideas by the kind of text that a change touches: prose, comments, tests, configuration, one word for another. */
export function textIdeas(about: readonly FileChange[]): Idea[] {
  return [...depthIdeas(about), ...kindIdeas(about), ...replacementIdeas(about)];
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
    return [...ideas, ...commentIdeas(about), make("docs", "comments", 6)];
  return ideas;
}

/** Lists ideas about changes of one kind of file. */
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

/** Returns the one name in backticks that documentation gains. */
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

/** Names the subject of some tests by their file names; empty if these only say that they are tests. */
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
  const make = (phrase: PhraseName, values: PhraseValues): Idea => ({
    type: typeOf(about),
    saying: { phrase, values },
    paths: about.map(({ path }) => path),
    // For one place in code, its syntax is more informative than its words.
    score: found.count === 1 && about.every(({ kind }) => kind === "source") ? 2.75 : 3.2,
  });
  if (
    /^(\d{4}\s*[-–]\s*)?(19|20)\d\d$/.test(to) &&
    linesOf(hunks, "+").every((line) => /copyright|©|\(c\)|licen[cs]e/i.test(line))
  )
    return [make("year", {})];
  const isName = (text: string): boolean => /[\p{L}\p{N}]{2}/u.test(text) && hasClosedBrackets(text);
  // A bare number means nothing without its place.
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

/** Most lines compared: no person repeats one replacement in more by hand, and comparing them word by word takes too long. // guess */
const maxComparedLines = 2_000;

function isLong(about: readonly FileChange[]): boolean {
  return about.reduce((sum, { addedCount, deletedCount }) => sum + addedCount + deletedCount, 0) > maxComparedLines;
}

/** Lists ideas about changes of comments alone: the documented declarations, or the files where comments were added or removed. */
function commentIdeas(about: readonly FileChange[]): Idea[] {
  const make = (phrase: PhraseName, x: string): Idea => ({
    type: "docs",
    saying: { phrase, values: { x } },
    paths: about.map(({ path }) => path),
    score: 6.5,
  });
  const isAddedOnly = about.every(({ deletedCount }) => deletedCount === 0);
  if (about.every(({ addedCount }) => addedCount === 0)) return [make("removeComments", nameList(about))];
  if (!isAddedOnly) return [];
  const documented = about.map(documentedDeclaration);
  const names = documented.flatMap((declaration) =>
    declaration === undefined ? [] : [code(declarationName(declaration))],
  );
  return [
    names.length === about.length && names.length <= 2
      ? make("document", listed([...new Set(names)]))
      : make("addComments", nameList(about)),
  ];
}

/** Finds the one declaration that all added lines of a file document: right above it, or as the first in its body. */
function documentedDeclaration({ hunks, declarations = [] }: FileChange): DeclaredSymbol | undefined {
  const lines = changedLineNumbers(hunks, "new");
  const [first = 0, last = 0] = [lines.at(0), lines.at(-1)];
  const text = linesOf(hunks, "+").join("\n").trim();
  if (last - first + 1 !== lines.length) return undefined;
  if (/^(\/\*\*|\/\/\/)/.test(text)) return declarations.find(({ startLine }) => startLine === last + 1);
  if (!/^[rub]*("""|''')/i.test(text)) return undefined;
  return declarations.findLast(
    ({ startLine, endLine }) => startLine < first && first <= startLine + 8 && last <= endLine,
  );
}
