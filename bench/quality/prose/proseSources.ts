import { execFileSync } from "node:child_process";
import { drawInt, shuffled, type Random } from "../../../server/src/base/random";
import { readFiles, type Pin } from "../repositories";
import { lineCase, type ProseCase, type ProseKind } from "./proseCase";

/** Files of one repository that are read at most, of each natural language. */
const maxFiles = 40;
/** Commits that are read at most. */
const maxCommits = 400;

/** Yields the lines of a repository's documents, one of each file a round, and with them its commit messages, in seeded random order. */
export function* proseOf(pin: Pin, gitDir: string, random: Random): Generator<ProseCase> {
  const counts = new Map<string, number>();
  const chosen = new Set<string>();
  for (const path of shuffled(documentPaths(gitDir, pin), random)) {
    const group = `${tongueOf(path) ?? ""}${kindOfFile(path)}`;
    const count = (counts.get(group) ?? 0) + 1;
    counts.set(group, count);
    if (count <= maxFiles) chosen.add(path);
  }
  const files = readFiles(gitDir, pin, (path) => chosen.has(path)).filter(({ text }) => !/[\0\r\uFFFD]/.test(text));
  const queues = [
    ...shuffled(files, random).map((file) => shuffled(casesOfFile(pin.repository, file, random), random)),
    shuffled(casesOfCommits(pin.repository, gitDir, pin, random), random),
  ];
  // Commits have as many turns as five files.
  const turns = [...queues, ...Array.from({ length: 4 }, () => queues[queues.length - 1])];
  while (queues.some(({ length }) => length > 0)) {
    for (const queue of turns) {
      const next = queue.pop();
      if (next !== undefined) yield next;
    }
  }
}

function documentPaths(gitDir: string, { commit }: Pin): string[] {
  const rows = git(gitDir, ["ls-tree", "-r", "-l", "-z", commit]).split("\0").filter(Boolean);
  return rows.flatMap((row) => {
    const [meta, path] = row.split("\t", 2);
    const size = Number(meta.split(/ +/)[3]);
    const isWanted = /\.(?:mdx?|rst)$/i.test(path) && tongueOf(path) !== undefined && !unwanted.test(path);
    return isWanted && size >= 600 && size <= 120_000 ? [path] : [];
  });
}

/** Paths of generated texts, fixtures and licences. */
const unwanted = /(^|\/)(node_modules|vendor|fixtures?|__[\w]+__|licen[cs]e|code_of_conduct|skills\/)|llm/i;

/** Natural language of a document by its path: `docs/de/`, `README.pt-BR.md`; `undefined` for one that isn't in the set. */
export function tongueOf(path: string): string | undefined {
  const named = /(?:^|\/|\.)([a-z]{2})(?:-[A-Za-z]{2,4})?(?=\/|\.mdx?$)/.exec(path)?.[1];
  if (named === undefined) return "en";
  return ["en", "de", "fr", "es", "pt"].includes(named) ? named : undefined;
}

function kindOfFile(path: string): "changelog" | "rst" | "markdown" {
  if (/(^|\/)(change(s|log)|history|releases?|release-notes|news)\b[^/]*$/i.test(path)) return "changelog";
  return path.endsWith(".rst") ? "rst" : "markdown";
}

function casesOfFile(repository: string, { path, text }: { path: string; text: string }, random: Random): ProseCase[] {
  const tongue = tongueOf(path) ?? "en";
  const file = kindOfFile(path);
  const languageId = path.endsWith(".rst") ? "restructuredtext" : "markdown";
  const frontMatterEnd = /^---\n[^]*?\n---\n/.exec(text)?.[0].length ?? 0;
  const cases: ProseCase[] = [];
  let lineStart = 0;
  let fence: string | undefined;
  for (const [index, line] of text.split("\n").entries()) {
    const mark = /^\s*(?:[-*]\s+)?(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined) fence = fence === undefined ? mark : mark.startsWith(fence) ? undefined : fence;
    const inFrontMatter = lineStart < frontMatterEnd;
    const isText = mark === undefined && fence === undefined && isWritten(line, inFrontMatter);
    if (isText) {
      const kind = tongue !== "en" ? "translation" : inFrontMatter ? "frontMatter" : (kindOfLine(line) ?? "paragraph");
      const proseKind: ProseKind = tongue === "en" && file !== "markdown" ? file : kind;
      const id = `${repository}@${path}:${index + 1}`;
      const start = drawStart(line, random);
      const one = lineCase({ id, repository, path, languageId, proseKind, tongue, text, lineStart, start });
      if (one !== undefined) cases.push(one);
    }
    lineStart += line.length + 1;
  }
  // At most one in five lines, so that no file speaks for all.
  return cases.filter((_, index) => index % 5 === drawInt(random, 5));
}

/** Reports whether a line is words of a person: no link list, image, directive or markup. */
function isWritten(line: string, inFrontMatter: boolean): boolean {
  if (inFrontMatter) return /^\s*(?:title|description|summary|tagline)\s*:/i.test(line);
  if (/^\s*(?:<|!\[|\[!|\[[^\]]*\]:|\.\. |:\w+:|::|import |export |#\+|\{[%#*])|\S {3,}\S/.test(line)) return false;
  if (/^ {4,}\S/.test(line) && !/^\s*[-*+\d]/.test(line)) return false;
  const words = line.replace(/https?:\S+|\]\([^)]*\)|<[^>]*>/g, " ").match(/\p{L}{2,}/gu) ?? [];
  return words.length >= 4;
}

function kindOfLine(line: string): ProseKind | undefined {
  if (/^\s*\|/.test(line)) return "table";
  return /^\s*(?:[-*+]|\d+[.)])\s/.test(line) ? "list" : undefined;
}

/** Draws where typing begins: behind the line's mark and a first word, or behind any word. */
function drawStart(line: string, random: Random): number {
  const mark = /^\s*(?:[-*+>|]+|\d+[.)]|#{1,6})?\s*(?:\S+\s)?/.exec(line)?.[0].length ?? 0;
  if (random() < 0.5) return mark;
  const starts = [...line.matchAll(/\s(?=\S)/g)].map(({ index }) => index + 1).filter((start) => start > mark);
  const fitting = starts.filter((start) => line.length - start >= 24);
  return fitting[drawInt(random, fitting.length)] ?? mark;
}

function casesOfCommits(repository: string, gitDir: string, { commit }: Pin, random: Random): ProseCase[] {
  const log = git(gitDir, [
    "log",
    `-${maxCommits}`,
    "--no-merges",
    "--since=2025-01-01",
    "--pretty=%H%n%B%x00",
    commit,
  ]);
  return log.split("\0").flatMap((entry) => {
    const [hash = "", ...lines] = entry.trim().split("\n");
    const message = lines.filter((line) => !/^[\w-]+-by: |^\[skip ci\]/i.test(line));
    const isMachine = /\[bot\]|^(?:build|chore)\(deps|bump |release notes|update translations/i.test(entry);
    if (isMachine || message.length === 0 || /[\r\uFFFD]/.test(entry)) return [];
    const common = { repository, tongue: "en" };
    const [subject = "", ...body] = message;
    const box = lineCase({
      ...{ ...common, id: `${repository}@commit ${hash.slice(0, 10)}`, path: "COMMIT", languageId: "scminput" },
      ...{ proseKind: "commit" as const, text: subject, lineStart: 0, start: drawStart(subject, random) },
    });
    const text = body.join("\n").trim();
    const line = text.split("\n").find((one) => isWritten(one, false) && one.length >= 40);
    const lineStart = line === undefined ? 0 : text.indexOf(line);
    const request =
      line === undefined
        ? undefined
        : lineCase({
            ...{ ...common, id: `${repository}@request ${hash.slice(0, 10)}`, path: "pull-request.md" },
            ...{ languageId: "markdown", proseKind: "pullRequest" as const },
            ...{
              text: `# ${subject}\n\n${text}`,
              lineStart: lineStart + subject.length + 4,
              start: drawStart(line, random),
            },
          });
    return [box, request].flatMap((one) => one ?? []);
  });
}

function git(gitDir: string, args: readonly string[]): string {
  return execFileSync("git", ["--git-dir", gitDir, ...args], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "ignore"],
  });
}
