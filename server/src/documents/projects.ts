import { fileURLToPath } from "node:url";
import { inBackground } from "../base/inBackground";
import { repositoryId } from "./repositoryId";
import { isSampleFile } from "./sampleFile";
import { normal, repositoryOf, uriOfAddress } from "./place";

/** Most folders whose repository is remembered. // guess: more than any user opens files of */
const maxFolders = 1_000;

/**
 * Names the project of each document: memory and kept answers of one project are never given to another. A workspace folder is one
 * project with everything in it, and folders of one repository are one. A file outside all folders belongs to its
 * repository, else to its own folder. A document that isn't a file belongs to the only project of the window, else to its kind.
 */
export class Projects {
  /** Project of each folder; `undefined` while its repository is being looked for. */
  readonly #folderIds = new Map<string, string | undefined>();
  #waiting: (() => void)[] = [];
  /** Documents that are each a project by themselves. */
  readonly #alone = new Set<string>();
  #folders: readonly string[] = [];

  /** Sets the workspace folders. */
  setFolders(folderUris: readonly string[]): void {
    this.#folders = folderUris.map((uri) => normal(uri).replace(/\/+$/, "")).sort((a, b) => a.length - b.length);
    for (const folder of this.#folders) this.#lookUp(folder);
  }

  /** Records a document that was opened: each of our own sample files is its own project. */
  opened({ uri, text }: { readonly uri: string; readonly text: string }): void {
    if (isSampleFile(text)) this.#alone.add(uri);
    else this.#alone.delete(uri);
    const folder = this.#folderOf(uri);
    if (folder !== undefined) this.#lookUp(folder);
  }

  /** Reports whether a document is its own project, of which nothing is kept once it's closed. */
  isAlone(uri: string): boolean {
    return this.#alone.has(uri);
  }

  /** Returns the project of a document as far as it's known; reads nothing. */
  of(uri: string): string {
    if (this.#alone.has(uri)) return `sample ${uri}`;
    const folder = this.#folderOf(uri);
    if (folder !== undefined) return this.#folderIds.get(folder) ?? folder;
    const ids = new Set(this.#folders.map((each) => this.#folderIds.get(each) ?? each));
    const only = ids.values().next().value;
    // Untitled documents of a window with one project are part of it.
    return ids.size === 1 && only !== undefined ? only : (/^[a-z][a-z0-9+.-]*:/i.exec(uri)?.[0].toLowerCase() ?? uri);
  }

  /** Calls `take` with the project of a document once it won't change any more, at once if it is already final. */
  whenDecided(uri: string, take: (project: string) => void): void {
    const folder = this.#folderOf(uri);
    if (folder !== undefined) this.#lookUp(folder);
    const folders = folder === undefined ? this.#folders : [folder];
    if (folders.some((each) => this.#folderIds.get(each) === undefined))
      this.#waiting.push(() => this.whenDecided(uri, take));
    else take(this.of(uri));
  }

  /** Returns the folder that decides: the outermost workspace folder, else the document's own; `undefined` if it isn't a file. */
  #folderOf(uri: string): string | undefined {
    const repository = repositoryOf(uri);
    const file = uri.replace(/^vscode-notebook-cell:(\/\/)?/, "file://").replace(/[?#].*$/s, "");
    const path = normal(repository ?? file);
    const folder = this.#folders.find((each) => path === each || path.startsWith(`${each}/`));
    if (folder !== undefined) return folder;
    if (!path.startsWith("file:")) return undefined;
    return repository === undefined ? path.replace(/\/+[^/]*$/, "") : path;
  }

  #lookUp(folder: string): void {
    if (this.#folderIds.has(folder)) return;
    const path = pathOf(folder);
    this.#folderIds.set(folder, path === undefined ? folder : undefined);
    const oldest = this.#folderIds.keys().next().value;
    if (this.#folderIds.size > maxFolders && oldest !== undefined) this.#folderIds.delete(oldest);
    if (path === undefined) return;
    const settle = (id: string | undefined): void => {
      this.#folderIds.set(folder, id ?? folder);
      for (const again of this.#waiting.splice(0)) again();
    };
    inBackground("looking for a repository", repositoryId(path).then(settle));
  }
}

/** Returns the path of a folder's plain URI; `undefined` if it isn't on this disk. */
function pathOf(folder: string): string | undefined {
  try {
    return folder.startsWith("file://") ? fileURLToPath(uriOfAddress(folder)) : undefined;
  } catch {
    return undefined; // not a path of this system
  }
}
