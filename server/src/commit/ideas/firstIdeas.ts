import type { Idea } from "../wording/idea";
import { fileName } from "../wording/naming";
import type { ChangeSummary, FileChange } from "../change/changeSummary";

/** Number of files from which a first commit is a project rather than a file or two. // guess */
const projectFileCount = 3;
/** Longest name of a project that a subject repeats, in UTF-16 units. // guess */
const maxNameLength = 40;

/** Lists ideas about a repository's first commit: the project that it begins. */
export function firstIdeas({ isFirst }: ChangeSummary, about: readonly FileChange[]): Idea[] {
  if (!isFirst || about.length < projectFileCount) return [];
  const paths = about.map(({ path }) => path);
  const name = projectName(about);
  const files: Idea = { type: "feat", saying: { phrase: "firstFiles", values: {} }, paths, score: 20 };
  if (name === undefined) return [files];
  return [{ type: "feat", saying: { phrase: "first", values: { x: name } }, paths, score: 21 }, files];
}

/** Places in which a project names itself: the form of the file's text, in the order of trust. */
const places: readonly { file: RegExp; name: RegExp }[] = [
  { file: /^package\.json$/, name: /^\s*\{[^{}]*?"name"\s*:\s*"(?:@[^/"]+\/)?([^"\\]+)"/ },
  {
    file: /^(Cargo|pyproject)\.toml$/,
    name: /^\[(?:package|project|tool\.poetry)\][^[]*?^name\s*=\s*["']([^"']+)["']/m,
  },
  { file: /^go\.mod$/, name: /^module\s+(?:\S*\/)?([^\s/]+)\s*$/m },
  { file: /^(composer|deno|jsr)\.json$/, name: /^\s*\{[^{}]*?"name"\s*:\s*"(?:@?[^/"]+\/)?([^"\\]+)"/ },
  { file: /^readme(\.(md|markdown|rst|txt))?$/i, name: /^(?:#\s+)?(\S[^\n]*?)\s*#*\s*(?:\n|$)/ },
];

/** Returns the project's name by the file nearest to its top. */
function projectName(files: readonly FileChange[]): string | undefined {
  const byDepth = [...files].sort((a, b) => a.path.split("/").length - b.path.split("/").length);
  for (const { file, name } of places) {
    const text = byDepth.find(({ path }) => file.test(fileName(path)))?.newText;
    const found = text === undefined ? undefined : name.exec(text.trimStart())?.[1];
    // A title made of links and pictures isn't a name.
    if (found !== undefined && found.length <= maxNameLength && /^[\p{L}\p{N}@][\p{L}\p{N} ._&+'-]*$/u.test(found))
      return found.trim();
  }
  return undefined;
}
