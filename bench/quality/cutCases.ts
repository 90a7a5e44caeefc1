import type { QualityCase } from "./cases";
import { isForeignFile, kindOf, languageOf } from "./lineKind";
import { createRandom, shuffled, type Random } from "../../server/src/base/random";
import { drawColumn } from "../../server/src/evaluate/drawColumn";
import { findClone, readFiles, type Pin, type SourceFile } from "./repositories";

/**
 * Cuts `count` lines out of pinned repositories, the same ones for the same seed.
 *
 * The rule: Python, JavaScript and TypeScript (or the languages that the pins name) get the same number of cases; within a
 * language the repositories take turns, and within a repository the files, in seeded random order. Every non-blank line can be drawn, never twice, and
 * at most one in five of a file. The caret is at the line's start (after its indentation) in 30 % of the cases, behind
 * a character that belongs to no word in 50 %, anywhere in 20 % (as in the model's training). The hole reaches to the
 * end of the line and has at least six characters, since shorter ones are closing brackets that editors type by
 * themselves. Left out are files that are generated, minified, vendored, fixtures or odd in size, and tests and
 * benchmarks: these make up two thirds of such repositories and repeat themselves (copying alone gets 44 % of their
 * lines exact, and 23 % of the others).
 */
export function cutCases(params: {
  pins: readonly Pin[];
  clonesFolder: string;
  count: number;
  seed: string;
  /** True to cut out of tests and benchmarks too, and holes of any length: as people type. */
  includesAll?: boolean;
}): QualityCase[] {
  const { pins, clonesFolder, count, seed, includesAll = false } = params;
  const repositories = pins.map((pin) => {
    const gitDir = findClone(clonesFolder, pin);
    if (gitDir === undefined) throw new MissingClone(pin);
    const { repository, languageId } = pin;
    const wants = (path: string, sizeBytes: number): boolean =>
      cutLanguageOf(path, languageId) !== undefined && isWantedPath(path, sizeBytes, includesAll);
    return { repository, languageId, files: readFiles(gitDir, pin, wants).filter(isWantedText) };
  });
  return cutFromFiles(repositories, count, seed, includesAll ? 1 : minTruthLength);
}

/** Error for a pinned repository, or its commit, that is not in the folder of clones. */
class MissingClone extends Error {
  constructor(pin: Pin) {
    super(`${pin.repository} at ${pin.commit} is not among the clones.`);
  }
}

/** Files of a repository, all of them of one language if `languageId` names it. */
interface RepositoryFiles {
  readonly repository: string;
  readonly languageId?: string | undefined;
  readonly files: readonly SourceFile[];
}

/** Applies the rule, whatever the origin of the files. */
export function cutFromFiles(
  repositories: readonly RepositoryFiles[],
  count: number,
  seed: string,
  minLength = minTruthLength,
): QualityCase[] {
  const named = new Set(repositories.flatMap(({ languageId }) => languageId ?? []));
  const families = named.size > 0 ? [...named] : ["python", "javascript", "typescript"];
  return families.flatMap((family, index) => {
    const sources = repositories.map(({ repository, languageId, files }) =>
      caseSource(
        repository,
        files.flatMap((file) => {
          const language = cutLanguageOf(file.path, languageId);
          return language?.replace("react", "") === family ? { ...file, languageId: language } : [];
        }),
        createRandom(`${seed} ${repository} ${index}`),
        minLength,
      ),
    );
    const share = Math.floor((count * (index + 1)) / families.length) - Math.floor((count * index) / families.length);
    return takeTurns(sources, share);
  });
}

/** Returns the language as which a file is cut, if it is: one of those that the model was trained on, or the one that its pin names. */
function cutLanguageOf(path: string, pinned: string | undefined): string | undefined {
  if (pinned === undefined) return languageOf(path);
  return isForeignFile(pinned, path) ? pinned : undefined;
}

interface CutFile extends SourceFile {
  readonly languageId: string;
}

/** Draws from each source in turn until `count` are drawn or all are empty. */
function takeTurns<T>(sources: readonly Iterator<T>[], count: number): T[] {
  const drawn: T[] = [];
  let open = [...sources];
  while (drawn.length < count && open.length > 0) {
    open = open.filter((source) => {
      if (drawn.length >= count) return true;
      const next = source.next();
      if (next.done !== true) drawn.push(next.value);
      return next.done !== true;
    });
  }
  return drawn;
}

/** Yields cases of one repository: each file gives one per round, at most one for every five of its lines. */
function* caseSource(
  repository: string,
  files: readonly CutFile[],
  random: Random,
  minLength: number,
): Generator<QualityCase> {
  const queues = shuffled(files, random).map((file) => {
    const lines = lineStarts(file.text).filter(({ text }) => text.trim() !== "");
    return { file, lines: shuffled(lines, random).slice(0, Math.ceil(lines.length / 5)) };
  });
  for (let round = 0; queues.some(({ lines }) => round < lines.length); round++) {
    for (const { file, lines } of queues) {
      const line = lines.at(round);
      const cut = line && cutLine(repository, file, line, random, minLength);
      if (cut) yield cut;
    }
  }
}

interface Line {
  readonly start: number;
  readonly text: string;
}

function lineStarts(text: string): Line[] {
  let start = 0;
  return text.split("\n").map((line) => {
    const result = { start, text: line };
    start += line.length + 1;
    return result;
  });
}

/** Fewest characters of a hole, without blanks at both ends. */
const minTruthLength = 6;

function cutLine(
  repository: string,
  file: CutFile,
  line: Line,
  random: Random,
  minLength: number,
): QualityCase | undefined {
  const column = drawColumn(line.text, random);
  const truth = line.text.slice(column);
  const caret = line.start + column;
  const { languageId } = file;
  if (truth.trim().length < minLength) return undefined;
  const prefix = file.text.slice(0, caret);
  return {
    id: `${repository}@${file.path}:${prefix.split("\n").length}:${column + 1}`,
    repository,
    path: file.path,
    languageId,
    prefix,
    suffix: file.text.slice(caret + truth.length),
    truth,
    kind: kindOf(languageId, prefix, truth),
    hole: "line",
  };
}

const unwantedFolders =
  /(^|\/)(dist|build|node_modules|vendor|vendored|third_party|fixtures?|__fixtures__|__snapshots__|snapshots|locales?|i18n|testdata|generated|gen|min|assets|static)(\/|$)/;
const testFolders = /(^|\/)(tests?|__tests__|specs?|bench(marks?)?|[a-z]+Test)(\/|$)/;
const unwantedNames =
  /\.(test|spec|bench|test-d)\.|(^|\/)(test_|conftest\b|bench_)|_(test|spec)\.(py|go|rb|cc|sh)$|Tests?\.(java|kt|cs|php)$|\.min\.|\.d\.[mc]?ts$|\.generated\.|_pb2|\.snap$/;

/** Reports whether to use a file by its path and size in bytes. The upper bound excludes data written as code. */
function isWantedPath(path: string, sizeBytes: number, includesTests: boolean): boolean {
  if (unwantedFolders.test(path)) return false;
  if (!includesTests && [testFolders, unwantedNames].some((unwanted) => unwanted.test(path))) return false;
  return sizeBytes >= 300 && sizeBytes <= 60_000;
}

/**
 * Reports whether people wrote the text by hand. Such text has no line over 400 characters, no mark of a generator, no
 * foreign line breaks.
 */
function isWantedText({ text }: SourceFile): boolean {
  if (/[\0\r\uFFFD]/.test(text) || /@generated|do not edit/i.test(text.slice(0, 1000))) return false;
  const lines = text.split("\n");
  return lines.every((line) => line.length <= 400) && text.length / lines.length <= 80;
}
