import { execFileSync } from "node:child_process";
import { languageOfPath } from "../../server/src/code/languages";
import { sample } from "../../server/src/base/random";
import { coreOf, keyOf, neighboursOf, replacedWords, type Atom } from "./atoms";

/** A repository at one commit. */
export interface HistoryPin {
  readonly repository: string;
  readonly commit: string;
  readonly licence: string;
}

/** A changed file of a commit. */
interface ChangedFile {
  readonly path: string;
  readonly languageId: string;
  readonly before: string;
  readonly atoms: readonly Atom[];
}

/** A commit: its first like change is typed, and the others are expected; none is in a commit without like changes. */
export interface CommitCase {
  readonly repository: string;
  readonly commit: string;
  readonly files: readonly ChangedFile[];
  readonly first: { readonly file: number; readonly atom: number };
  readonly expected: readonly { readonly file: number; readonly atom: number; readonly isExact: boolean }[];
}

const maxFiles = 12;
const maxFileLength = 300_000;
const maxExpected = 20;

interface RawFile {
  readonly path: string;
  readonly languageId: string;
  readonly atoms: readonly Atom[];
}

interface RawCommit {
  readonly commit: string;
  readonly files: readonly RawFile[];
}

/** Draws cases from a repository's history, the same for the same seed: with like changes, and as many without. */
export function drawCases(params: { gitDir: string; pin: HistoryPin; count: number; reach: number; seed: string }): {
  readonly like: CommitCase[];
  readonly unlike: CommitCase[];
} {
  const { gitDir, pin, count, reach, seed } = params;
  const commits = readCommits(gitDir, pin.commit, reach);
  const like: { raw: RawCommit; places: Place[]; share: number }[] = [];
  const unlike: { raw: RawCommit; places: Place[] }[] = [];
  for (const raw of commits) {
    const groups = new Map<string, Place[]>();
    const all: Place[] = [];
    for (const [file, { atoms }] of raw.files.entries())
      for (const [atom, each] of atoms.entries()) {
        all.push({ file, atom });
        const key = keyOf(each);
        if (key === undefined) continue;
        const group = groups.get(key) ?? [];
        group.push({ file, atom });
        groups.set(key, group);
      }
    const largest = [...groups.values()].sort((a, b) => b.length - a.length).at(0);
    if (largest && largest.length >= 3 && largest.length <= maxExpected) {
      const exact = largest.slice(1).filter((place) => isExact(atomAt(raw, largest[0]), atomAt(raw, place))).length;
      like.push({ raw, places: largest, share: exact / (largest.length - 1) });
    } else if (largest?.length === 1 && all.length <= 6 && !repeats(raw)) {
      const typed = all.find((place) => keyOf(atomAt(raw, place)) !== undefined);
      if (typed) unlike.push({ raw, places: [typed] });
    }
  }
  // Half of the expected places need more than exact search.
  const hard = sample(
    like.filter(({ share }) => share < 0.5),
    Math.ceil(count * 0.6),
    `${seed}/hard/${pin.repository}`,
  );
  const easy = sample(
    like.filter(({ share }) => share >= 0.5),
    count - hard.length,
    `${seed}/easy/${pin.repository}`,
  );
  const complete = (raw: RawCommit, places: Place[]): CommitCase => {
    const texts = raw.files.map(({ path }) => show(gitDir, `${raw.commit}^:${path}`));
    const [first] = places;
    const beside = (place: Place): readonly [string, string] => neighboursOf(atomAt(raw, place), texts[place.file]);
    // Text that is only added is added at like places if a neighbour is the same too.
    const [left, right] = beside(first);
    const isAdded = coreOf(atomAt(raw, first)).old.length === 0;
    const rest = places.slice(1).filter((place) => {
      const [otherLeft, otherRight] = beside(place);
      return !isAdded || left === otherLeft || right === otherRight;
    });
    return {
      ...{ repository: pin.repository, commit: raw.commit, first },
      files: raw.files.map((file, index) => ({ ...file, before: texts[index] })),
      expected: rest.map((place) => ({ ...place, isExact: isExact(atomAt(raw, first), atomAt(raw, place)) })),
    };
  };
  const drawn = [...hard, ...easy]
    .map(({ raw, places }) => complete(raw, places))
    .filter((one) => isUsable(one) && one.expected.length >= 2);
  return {
    like: drawn,
    unlike: sample(unlike, drawn.length, `${seed}/none/${pin.repository}`)
      .map(({ raw, places: [first] }) => ({ ...complete(raw, [first]), expected: [] }))
      .filter(isUsable),
  };
}

interface Place {
  readonly file: number;
  readonly atom: number;
}

/** Reports whether two changes of a commit replace the same word by the same. */
function repeats({ files }: RawCommit): boolean {
  const pairs = files.flatMap(({ atoms }) => atoms.flatMap((atom) => [...new Set(replacedWords(atom))]));
  return new Set(pairs).size < pairs.length;
}

function atomAt(raw: RawCommit, { file, atom }: Place): Atom {
  return raw.files[file].atoms[atom];
}

function isUsable({ files }: CommitCase): boolean {
  return files.every(
    ({ before, atoms }) =>
      before.length <= maxFileLength &&
      !before.includes("\r") &&
      atoms.every(({ line, old }) => old.every((each, index) => before.split("\n")[line + index] === each)),
  );
}

/** Reports whether replacing the first change's old text by its new one makes the other change too. */
function isExact(first: Atom, other: Atom): boolean {
  const [from, to] = searchOf(first);
  const old = other.old.join("\n");
  return from !== "" && old.includes(from) && old.split(from).join(to) === other.now.join("\n");
}

/** Returns what a user would search and replace after an edit: the changed tokens, or whole lines if none was taken away. */
export function searchOf(atom: Atom): readonly [string, string] {
  const { oldSpan, newSpan } = coreOf(atom);
  const [old, now] = [atom.old.join("\n"), atom.now.join("\n")];
  if (oldSpan[0] < oldSpan[1]) return [old.slice(...oldSpan), now.slice(...newSpan)];
  return [old.trim(), now.trim()];
}

function readCommits(gitDir: string, pin: string, reach: number): RawCommit[] {
  const log = git(gitDir, [
    ...["log", "-p", "-U0", "--no-merges", "--no-renames", "--diff-filter=M", "--no-color", `--max-count=${reach}`],
    ...["--format=%x00%H", pin],
  ]);
  return log.split("\0").flatMap((block): RawCommit[] => {
    const [commit = "", ...lines] = block.split("\n");
    const files = readFilesOf(lines).filter(({ languageId, atoms }) => languageId !== "" && atoms.length > 0);
    const count = files.reduce((sum, { atoms }) => sum + atoms.length, 0);
    return files.length === 0 || files.length > maxFiles || count > 400 ? [] : [{ commit, files }];
  });
}

function readFilesOf(lines: readonly string[]): RawFile[] {
  const files: { path: string; languageId: string; atoms: Atom[] }[] = [];
  let hunk: { line: number; old: string[]; now: string[] } | undefined;
  const finish = (): void => {
    const atoms = files.at(-1)?.atoms;
    if (hunk && atoms) {
      const { line, old, now } = hunk;
      if (old.length === now.length)
        for (const [index, each] of old.entries()) atoms.push({ line: line + index, old: [each], now: [now[index]] });
      else atoms.push(hunk);
    }
    hunk = undefined;
  };
  for (const line of lines) {
    const head = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@/.exec(line);
    if (line.startsWith("diff --git ")) {
      finish();
      files.push({ path: "", languageId: "", atoms: [] });
    } else if (head) {
      finish();
      hunk = { line: Number(head[1]) - (head[2] === "0" ? 0 : 1), old: [], now: [] };
    } else if (hunk && line.startsWith("-")) hunk.old.push(line.slice(1));
    else if (hunk && line.startsWith("+")) hunk.now.push(line.slice(1));
    else if (line.startsWith("+++ b/")) {
      const file = files.at(-1);
      const path = line.slice(6);
      const language = languageOfPath(path);
      if (file) {
        file.path = path;
        file.languageId =
          language?.kind === "code" && language.grammar && !/json|yaml/.test(language.id) ? language.id : "";
      }
    }
  }
  finish();
  return files;
}

function show(gitDir: string, object: string): string {
  return git(gitDir, ["cat-file", "blob", object]);
}

function git(gitDir: string, args: readonly string[]): string {
  return execFileSync("git", ["--git-dir", gitDir, "-c", "core.quotePath=false", ...args], {
    maxBuffer: 1 << 29,
    stdio: ["ignore", "pipe", "ignore"],
  }).toString("utf8");
}
