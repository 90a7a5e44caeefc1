import { stat } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";
import ignore, { type Ignore } from "ignore";
import { pathInside } from "../pathInside";
import { readRegularFile } from "../regularFile";
import { tamePattern } from "./tamePattern";

/** Files that say what to leave alone; of one folder, the later one has the last word. */
export const ignoreFileNames: readonly string[] = [".gitignore", ".nanotypeignore"];

/** Largest ignore file that is read, in bytes. // guess */
const maxIgnoreBytes = 1_000_000;

/** Folders that are looked at on the way up to the repository's root. // guess */
const maxDepth = 40;

/** The rules of one folder, and the folder they count from. */
interface FolderRules {
  readonly folder: string;
  readonly matcher: Ignore;
}

/** Reads ignore files, each once until `forget`. */
export class IgnoreFiles {
  readonly #rules = new Map<string, Promise<FolderRules | undefined>>();
  readonly #isRoot = new Map<string, Promise<boolean>>();

  /** Lets every file be read anew. */
  forget(): void {
    this.#rules.clear();
    this.#isRoot.clear();
  }

  /**
   * Says which line keeps the file at `path` out; `undefined` if none does. Counted as git does: from the repository's root (or
   * the workspace folder) down, the last line that matches decides, and what lies in an excluded folder stays excluded. That
   * git may follow such a file all the same does not count: reading that would need git.
   */
  async excluding(path: string, folders: readonly string[]): Promise<string | undefined> {
    const chain = await this.#foldersAbove(path, folders);
    const rules = (await Promise.all(chain.map((folder) => this.#rulesOf(folder)))).filter(
      (each) => each !== undefined,
    );
    // Every folder on the way is asked about before the file itself.
    const steps = [...chain.slice(1).map((folder) => folder + sep), path];
    for (const step of steps) {
      let verdict: string | undefined;
      for (const { folder, matcher } of rules) {
        const inside = pathInside(folder, step);
        if (inside === undefined) continue;
        const { ignored, unignored, rule } = matcher.test(step.endsWith(sep) ? `${inside}/` : inside);
        if (ignored) verdict = `${rule?.mark ?? "an ignore file"} has the line "${rule?.pattern ?? ""}"`;
        else if (unignored) verdict = undefined;
      }
      if (verdict !== undefined) return verdict;
    }
    return undefined;
  }

  /** From the root down to the file's own folder. */
  async #foldersAbove(path: string, workspaceFolders: readonly string[]): Promise<string[]> {
    const chain: string[] = [];
    for (let folder = dirname(path); chain.length < maxDepth; folder = dirname(folder)) {
      chain.unshift(folder);
      if (await this.#isRepository(folder)) return chain;
      if (dirname(folder) === folder) break;
    }
    // In no repository: the workspace folder is the root, or else the file's own folder.
    const top = chain.findIndex((folder) => workspaceFolders.includes(folder));
    return chain.slice(top < 0 ? -1 : top);
  }

  #isRepository(folder: string): Promise<boolean> {
    const known = this.#isRoot.get(folder);
    if (known !== undefined) return known;
    // A worktree's or a submodule's is a file.
    const found = stat(join(folder, ".git")).then(
      () => true,
      () => false,
    );
    this.#isRoot.set(folder, found);
    return found;
  }

  #rulesOf(folder: string): Promise<FolderRules | undefined> {
    const known = this.#rules.get(folder);
    if (known !== undefined) return known;
    const read = readRules(folder);
    this.#rules.set(folder, read);
    return read;
  }
}

async function readRules(folder: string): Promise<FolderRules | undefined> {
  const files = [...ignoreFileNames, join(".git", "info", "exclude")].map((name) => join(folder, name));
  const texts = await Promise.all(files.map(async (file) => (await readRegularFile(file, maxIgnoreBytes)) ?? "")); // most are not there
  if (texts.every((text) => text === "")) return undefined;
  const matcher = ignore();
  // What git keeps for this clone alone has the first word.
  for (const at of [2, 0, 1])
    texts[at].split(/\r?\n/).forEach((line, index) => {
      const pattern = tamePattern(line);
      if (pattern === undefined) return;
      matcher.add({ pattern, mark: `line ${index + 1} of ${at === 2 ? "info/exclude" : basename(files[at])}` });
    });
  return { folder, matcher };
}
