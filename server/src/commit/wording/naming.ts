import { commonEndLength, commonLength } from "../../base/commonLength";
import type { FileChange } from "../change/changeSummary";

/** Least letters of a name that are shown. // guess */
const minShownLength = 12;

/** Names files for people: two names, else the folder they share, else their number. */
export function nameList(files: readonly FileChange[]): string {
  const names = [...new Set(files.map(({ path }) => shownName(path)))];
  if (names.length <= 2) return listed(names);
  const folder = sharedFolder(files.map(({ path }) => path));
  if (folder !== "") return code(folder);
  const top = [...files]
    .sort((a, b) => b.addedCount + b.deletedCount - a.addedCount - a.deletedCount)
    .map(({ path }) => shownName(path));
  return `${top.at(0) ?? ""}{and}{${new Set(names).size - 1}}`;
}

function shownName(path: string): string {
  // A name may hold anything but a NUL; a subject is one line.
  const name = fileName(path).replace(/\p{Cc}+/gu, " ");
  // People refer to these by their title.
  if (/^(readme|changelog|contributing|license|licence|authors|history|changes)(\.(md|rst|txt))?$/i.test(name))
    return stemOf(path);
  return code(
    /^(index\.[cm]?[jt]sx?|__init__\.py|mod\.rs|main\.\w+)$/.test(name) && path.includes("/")
      ? path.split("/").slice(-2).join("/")
      : name,
  );
}

function sharedFolder(paths: readonly string[]): string {
  const [first = ""] = paths;
  const parts = first.split("/").slice(0, -1);
  while (parts.length > 0 && !paths.every((path) => path.startsWith(`${parts.join("/")}/`))) parts.pop();
  return parts.join("/");
}

/** Returns the parts of two paths that differ: a folder's old and new name. */
export function differingFolders(oldPath: string, path: string): [string, string] {
  const a = oldPath.split("/");
  const b = path.split("/");
  const end = commonEndLength(a, b, commonLength(a, b));
  return [a.slice(0, a.length - end).join("/"), b.slice(0, b.length - end).join("/")];
}

/** Puts a name of code or a path into backticks. */
export function code(name: string): string {
  return `\`${name}\``;
}

/** Cuts the middle out of the longest names in backticks until a text is `excess` units shorter. `undefined` if too little of them would be left. */
export function shortened(text: string, excess: number): string | undefined {
  if (excess <= 0) return text;
  const [longest = ""] = (text.match(/`[^`\n]+`/g) ?? []).sort((a, b) => b.length - a.length);
  const letters = Array.from(longest.slice(1, -1));
  const cutCount = Math.min(excess + 1, letters.length - minShownLength);
  if (cutCount < 2) return undefined;
  const start = Math.ceil((letters.length - cutCount) / 2);
  const short = code(`${letters.slice(0, start).join("")}…${letters.slice(start + cutCount).join("")}`);
  const less = text.replace(longest, () => short);
  return shortened(less, excess - (text.length - less.length));
}

/** Joins names; the language later fills in `{and}`. */
export function listed(names: readonly string[]): string {
  if (names.length <= 2) return names.join("{and}");
  return `${names.slice(0, -1).join(", ")}{and}${names.at(-1) ?? ""}`;
}

export function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** Returns a file's name without its last ending. */
export function stemOf(path: string): string {
  return fileName(path).replace(/(?<=.)\.[^.]+$/, "");
}
