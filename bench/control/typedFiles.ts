import { createRandom, drawInt, shuffled } from "../../server/src/base/random";
import { findClone, pinnedRepositories, readFiles, type Pin, type SourceFile } from "../quality/repositories";
import pins from "./typedRepositories.json";

/** A part of a file that is typed, with the text around it. */
export interface Excerpt {
  readonly repository: string;
  readonly path: string;
  readonly above: string;
  readonly typed: string;
  /** Empty in half of the excerpts: people write at the end of a file, and in its middle. */
  readonly below: string;
  /** Files of the same folder that are open. */
  readonly others: readonly SourceFile[];
}

/** Characters typed at most in one file. */
const maxTyped = 450;
/** Files typed of one repository. */
const fileCount = 8;
/** Other files that are open. */
const openFileCount = 3;

/** The repositories of which parts are typed: those for tuning, and some in languages that the embedded model was not trained on. */
const typedRepositories: readonly Pin[] = [...pinnedRepositories.dev, ...pins];

const sources = /\.(py|[cm]?[jt]sx?|go|rs|java|php|rb)$/;
const unwanted =
  /(^|\/)(tests?|__tests__|fixtures|vendor|dist|benchmarks?|testdata|assets)\/|\.d\.ts$|_test\.|\.test\.|\.min\./;

/** Draws files of the pinned repositories, and from each some lines that follow a blank line; the same ones every time. */
export function drawExcerpts(clonesFolder: string): Excerpt[] {
  return typedRepositories.flatMap((pin) => {
    const gitDir = findClone(clonesFolder, pin);
    if (gitDir === undefined) throw new Error(`${pin.repository} at ${pin.commit} is not among the clones.`);
    const files = readFiles(
      gitDir,
      pin,
      (path, size) => sources.test(path) && !unwanted.test(path) && size > 1_500 && size < 40_000,
    );
    return shuffled(files, createRandom(`typed ${pin.repository}`))
      .slice(0, fileCount)
      .flatMap((file, index) => excerptOf(pin.repository, file, files, index % 2 === 0) ?? []);
  });
}

function excerptOf(
  repository: string,
  { path, text }: SourceFile,
  files: readonly SourceFile[],
  isAtEnd: boolean,
): Excerpt | undefined {
  const lines = text.replaceAll("\r\n", "\n").trimEnd().split("\n");
  const random = createRandom(`place ${repository} ${path}`);
  let first = Math.floor(lines.length / 4) + drawInt(random, Math.ceil(lines.length * 0.6));
  while (first > 0 && lines[first - 1]?.trim() !== "") first--;
  let end = first;
  for (let length = 0; end < lines.length; end++) {
    length += (lines[end]?.length ?? 0) + 1;
    if (length > maxTyped) break;
  }
  // A person does not type data on one long line.
  if (end === first) return undefined;
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const isBeside = (other: SourceFile): boolean =>
    other.path !== path && other.path.startsWith(folder) && other.path.endsWith(path.slice(path.lastIndexOf(".")));
  return {
    ...{ repository, path },
    above: lines
      .slice(0, first)
      .map((line) => `${line}\n`)
      .join(""),
    typed: lines.slice(first, end).join("\n").trimEnd(),
    below: isAtEnd ? "" : `\n${lines.slice(end).join("\n")}\n`,
    others: files.filter(isBeside).slice(0, openFileCount),
  };
}
