import { typeOf, type ChangeType } from "../style/changeType";
import type { Idea } from "../wording/idea";
import { code, differingFolders, fileName, folderOf, nameList } from "../wording/naming";
import type { PhraseName } from "../wording/phrases/english";
import type { FileChange } from "../change/changeSummary";

/** Lists ideas that need no look inside files: renames, deletions, new files, modes. */
export function fileIdeas(about: readonly FileChange[]): Idea[] {
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
