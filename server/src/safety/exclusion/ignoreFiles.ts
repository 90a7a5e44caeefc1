import { dirname, join } from "node:path";
import { pathInside } from "../../base/pathInside";
import { Slices } from "../../base/slices";
import { asBytes, type Decision } from "./ignorePatterns";
import { readIgnoreFile, type IgnoreFile } from "./readIgnoreFile";
import { repositoryRootAt, type RepositoryRoot } from "./repositoryRoot";
import type { Budget } from "./wildmatch";

const [gitsName, ourName] = [".gitignore", ".nanotypeignore"];

/** Names of ignore files; in one folder, the later one has the last word. */
export const ignoreFileNames: readonly string[] = [gitsName, ourName];

/** Most folders above a file that are read; a file in more folders is kept out. // guess */
const maxDepth = 200;

/** Work for one file, in characters compared; a file that takes more is kept out. // guess: a quarter of a second, in slices */
const maxSteps = 5_000_000;

/** Most folders that are remembered. // guess */
const maxFolders = 5_000;

/** A folder, with the rules of its ignore files. */
interface FolderRules {
  readonly folder: string;
  readonly files: readonly IgnoreFile[];
}

/** The rules for the files of one folder. */
interface Rules {
  /** From the innermost to the outermost folder, and of each the last file first. */
  readonly folders: readonly FolderRules[];
  /** Git's rules for this clone alone, which have the first word. */
  readonly clone: FolderRules | undefined;
  /** The reason why everything here is kept out, if it is. */
  readonly excludedBy: string | undefined;
}

/** Reads ignore files, each once until `forget`, and compares paths with them as git does, in slices. */
export class IgnoreFiles {
  readonly #files = new Map<string, Promise<IgnoreFile | undefined>>();
  readonly #roots = new Map<string, Promise<RepositoryRoot | undefined>>();
  readonly #folders = new Map<string, Promise<Rules>>();
  readonly #nowMs: (() => number) | undefined;
  readonly #ignoresCase: boolean;

  /** Git ignores the case of letters if the system's file names do. */
  constructor(params: { nowMs?: () => number; ignoresCase?: boolean } = {}) {
    this.#nowMs = params.nowMs;
    this.#ignoresCase = params.ignoresCase ?? (process.platform === "win32" || process.platform === "darwin");
  }

  /** Forgets all files, so that they are read anew. */
  forget(): void {
    for (const kept of [this.#files, this.#roots, this.#folders]) kept.clear();
  }

  /**
   * Returns the line that keeps the file at `path` out; `undefined` if none does. Follows git's rules: from the repository's root
   * down, the last line that matches decides, and files in an excluded folder stay excluded. `.nanotypeignore` counts from
   * the workspace folder, too, if that is further up. Git may track such a file all the same; this doesn't count: reading
   * that would need git.
   * @throws TooHard when the patterns take too much work.
   */
  async excluding(path: string, workspaceFolders: readonly string[]): Promise<string | undefined> {
    const rules = await this.#rulesOf(dirname(path), workspaceFolders);
    if (rules.excludedBy !== undefined) return rules.excludedBy;
    const budget = { steps: maxSteps };
    return reasonOf(await this.#decide(rules, path, false, { budget, slices: new Slices(this.#nowMs) }));
  }

  /** Reports whether everything in `folder` is kept out. */
  async excludesFolder(folder: string, workspaceFolders: readonly string[]): Promise<boolean> {
    return (await this.#rulesOf(folder, workspaceFolders)).excludedBy !== undefined;
  }

  /** Returns the top folder of the innermost repository that contains `path`. */
  async repositoryOf(path: string): Promise<string | undefined> {
    for (const folder of foldersAbove(path))
      if ((await this.#kept(this.#roots, folder, () => repositoryRootAt(folder))) !== undefined) return folder;
    return undefined;
  }

  #rulesOf(folder: string, workspaceFolders: readonly string[]): Promise<Rules> {
    return this.#kept(this.#folders, `${folder}\0${workspaceFolders.join("\0")}`, () =>
      this.#collect(folder, workspaceFolders),
    );
  }

  /** Collects the rules for a folder's files, and compares the folder itself and all above it. */
  async #collect(folder: string, workspaceFolders: readonly string[]): Promise<Rules> {
    const above = foldersAbove(join(folder, "x"));
    if (above.length > maxDepth)
      return { folders: [], clone: undefined, excludedBy: "it is in too many folders to compare with ignore files" };
    const repository = await this.repositoryOf(join(folder, "x"));
    const workspaceFolder = above.findLast((each) => workspaceFolders.includes(each));
    // Outside a repository the workspace folder is the root, or else the file's own folder.
    const gitsTop = repository ?? workspaceFolder ?? folder;
    // Outside both, nothing marks where our own files end.
    const top = repository ?? workspaceFolder ?? above.at(-1) ?? folder;
    const chain = above.slice(0, Math.max(above.indexOf(top), above.indexOf(workspaceFolder ?? top)) + 1);
    const isGits = (each: string): boolean => each === gitsTop || pathInside(gitsTop, each) !== undefined;
    const slices = new Slices(this.#nowMs);
    const read = (path: string): Promise<IgnoreFile | undefined> =>
      this.#kept(this.#files, path, () => readIgnoreFile(path, { ignoresCase: this.#ignoresCase, slices }));
    const readAll = async (paths: readonly string[]): Promise<IgnoreFile[]> =>
      (await Promise.all(paths.map(read))).flatMap((file) => file ?? []);

    const folders: FolderRules[] = [];
    for (const each of chain) {
      const names = isGits(each) ? [ourName, gitsName] : [ourName];
      const files = await readAll(names.map((name) => join(each, name)));
      if (files.length > 0) folders.push({ folder: each, files });
    }
    const root = repository === undefined ? undefined : await this.#roots.get(repository);
    const cloneFiles = root === undefined ? [] : await readAll([root.excludeFile]);
    const clone = { folder: gitsTop, files: cloneFiles };
    const unknown = [...folders, clone].flatMap(({ files }) => files).find((file) => file.kind === "unknown");
    if (unknown !== undefined) return { folders, clone, excludedBy: unknown.reason };

    const work = { budget: { steps: maxSteps }, slices };
    if (folder !== gitsTop && chain.length > 1) {
      const parent = await this.#rulesOf(dirname(folder), workspaceFolders);
      return {
        folders,
        clone,
        excludedBy: parent.excludedBy ?? reasonOf(await this.#decide(parent, folder, true, work)),
      };
    }
    let excludedBy: string | undefined;
    for (const each of chain.slice(0, -1).reverse())
      excludedBy ??= reasonOf(await this.#decide({ folders, clone }, each, true, work));
    return { folders, clone, excludedBy };
  }

  async #decide(
    { folders, clone }: Pick<Rules, "folders" | "clone">,
    path: string,
    isFolder: boolean,
    work: { budget: Budget; slices: Slices },
  ): Promise<Decision | undefined> {
    const all = [...folders, ...(clone === undefined ? [] : [clone])];
    for (const { folder, files } of all) {
      const inside = pathInside(folder, path);
      if (inside === undefined) continue;
      for (const file of files) {
        if (file.kind === "unknown") continue; // it already keeps everything out
        const decision = await work.slices.run(file.patterns.decide(asBytes(inside), isFolder, work.budget));
        if (decision !== undefined) return decision;
      }
    }
    return undefined;
  }

  #kept<T>(kept: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const made = make();
    kept.set(key, made);
    const oldest = kept.keys().next().value;
    if (kept.size > maxFolders && oldest !== undefined) kept.delete(oldest);
    return made;
  }
}

/** Returns the folders that contain `path`, the innermost first. */
function foldersAbove(path: string): string[] {
  const folders: string[] = [];
  for (let folder = dirname(path); folders.at(-1) !== folder; folder = dirname(folder)) folders.push(folder);
  return folders;
}

function reasonOf(decision: Decision | undefined): string | undefined {
  return decision?.isExcluded === true ? `${decision.mark} has the line "${decision.line}"` : undefined;
}
