import { fileURLToPath } from "node:url";
import { Emitter } from "../../base/emitter";
import { documentPath } from "../../documents/documentPath";
import { inBackground } from "../../base/inBackground";
import { pathInside } from "../../base/pathInside";
import { realPath } from "../../base/realPath";
import { IgnoreFiles } from "./ignoreFiles";
import { privateFileRule, type DocumentPaths, type PathRule } from "./privateFiles";

/** State of a document: in use, kept out with the reason in plain words, or not compared yet. */
export type FileVerdict =
  { readonly kind: "included" } | { readonly kind: "excluded"; readonly reason: string } | { readonly kind: "pending" };

const included: FileVerdict = { kind: "included" };

/** Verdict on a file that could not be compared: privacy comes first. */
const undecided: FileVerdict = { kind: "excluded", reason: "it could not be compared with the exclusion rules" };

/** Number of verdicts kept. // guess: more documents than any user opens */
const maxVerdicts = 5_000;

/** Number of files compared at a time, beside all other work. // guess: a millisecond's work */
const filesAtOnce = 5;

/**
 * Decides which documents stay out of prompts, memory and caches: by the built-in list, `nanotype.exclude`, `.gitignore` and
 * `.nanotypeignore`. Ignore files are read when a document is opened, never at a keystroke; until then, it is kept out.
 */
export class Exclusion {
  /** The rules may have changed: what `judge` said counts no more. */
  readonly renewed = new Emitter("judging the workspace's files anew");
  readonly #files = new IgnoreFiles();
  readonly #verdicts = new Map<string, FileVerdict>();
  readonly #onVerdict: (uri: string) => void;
  #folderUris: readonly string[] = [];
  #patterns = JSON.stringify([[], []]);
  #rule: PathRule = privateFileRule([]);
  /** Real paths of the workspace folders, after following links. */
  #realFolders: Promise<readonly string[]> | undefined;
  /** Closed files of which something is kept. */
  readonly #followed = new Set<string>();
  #onExcluded: (uri: string) => void = () => undefined;
  /** Distinguishes answers from before a change from later ones. */
  #generation = 0;

  /** `onVerdict` is called with each document whose verdict has changed. */
  constructor(onVerdict: (uri: string) => void = () => undefined) {
    this.#onVerdict = onVerdict;
  }

  /** Sets the workspace folders. */
  setFolders(folderUris: readonly string[]): void {
    this.#folderUris = folderUris;
    this.#renew();
  }

  /** Sets `nanotype.exclude`, and `nanotype.excludeHere`, which a workspace may set and which only adds. */
  setPatterns(patterns: readonly string[], added: readonly string[] = []): void {
    const all = JSON.stringify([patterns, added]);
    if (all === this.#patterns) return;
    this.#patterns = all;
    this.#rule = privateFileRule(patterns, added);
    this.#renew();
  }

  /** Reads the ignore files anew, e.g. after one has changed. */
  ignoreFilesChanged(): void {
    this.#renew();
  }

  /** Returns the verdict on a document as far as it is known. Reads nothing; the first call starts the reading of the ignore files. */
  verdict(uri: string): FileVerdict {
    const known = this.#verdicts.get(uri);
    if (known !== undefined) return known;
    const ruled = this.#byName(uri);
    const path = pathOf(uri);
    const verdict = ruled ?? (path === undefined ? included : ({ kind: "pending" } as const));
    this.#keep(uri, verdict);
    if (verdict.kind === "pending" && path !== undefined)
      inBackground("comparing a file with the ignore files", this.#decide(uri, path));
    return verdict;
  }

  /** Returns why a document is kept out now, as a sentence's end; `undefined` if it isn't. */
  reason(uri: string): string | undefined {
    const verdict = this.verdict(uri);
    if (verdict.kind === "included") return undefined;
    return verdict.kind === "pending" ? "it is being compared with the ignore files" : verdict.reason;
  }

  /** Returns the verdict on a file, opened or not, once its ignore files have been read. */
  async decide(uri: string): Promise<FileVerdict> {
    const verdict = this.verdict(uri);
    const path = pathOf(uri);
    if (verdict.kind !== "pending" || path === undefined) return verdict;
    await this.#decide(uri, path);
    return this.verdict(uri);
  }

  /** Returns the verdict on a file that may never be opened, and keeps nothing of it. */
  async judge(uri: string): Promise<FileVerdict> {
    const path = pathOf(uri);
    return this.#byName(uri) ?? (path === undefined ? included : await this.#byDisk(path));
  }

  /** Reports whether the ignore files keep everything in the folder at `path` out. */
  async isFolderExcluded(path: string): Promise<boolean> {
    return this.#files.excludesFolder(path, this.#folders()).catch(() => true);
  }

  /** Compares files that may never be opened, after all other work and again after each change; `onExcluded` is called once for each that is kept out. */
  follow(uris: readonly string[], onExcluded: (uri: string) => void): void {
    for (const uri of uris) this.#followed.add(uri);
    this.#onExcluded = onExcluded;
    inBackground("comparing kept files with the ignore files", this.#decideFollowed());
  }

  async #decideFollowed(): Promise<void> {
    const generation = this.#generation;
    for (const [index, uri] of [...this.#followed].entries()) {
      if (index % filesAtOnce === 0) await new Promise((resolve) => setImmediate(resolve));
      const path = pathOf(uri);
      const verdict = this.#byName(uri) ?? (path === undefined ? included : await this.#byDisk(path));
      if (generation !== this.#generation) return; // which has begun anew
      if (verdict.kind !== "excluded") continue;
      this.#followed.delete(uri);
      inBackground("forgetting an excluded file", () => this.#onExcluded(uri));
    }
  }

  #byName(uri: string): FileVerdict | undefined {
    const path = pathOf(uri);
    if (path !== undefined) return this.#byRule(path, this.#folders());
    const [address] = uri.split(/[?#]/, 1);
    return this.#judge({
      relative: documentPath(address, this.#folderUris),
      whole: decoded(address).replace(/^[\w+.-]*:(?:\/\/[^/]*)?/, ""),
    });
  }

  /** Returns the verdict of the built-in list and the user's patterns, which count from the innermost workspace folder. */
  #byRule(path: string, folders: readonly string[]): FileVerdict | undefined {
    const inside = folders.flatMap((folder) => pathInside(folder, path) ?? []);
    const [relative = path] = inside.sort((a, b) => a.length - b.length);
    return this.#judge({ relative, whole: path });
  }

  #judge(paths: DocumentPaths): FileVerdict | undefined {
    try {
      const reason = this.#rule(paths);
      return reason === undefined ? undefined : { kind: "excluded", reason };
    } catch {
      return undecided;
    }
  }

  /** Returns the verdict of the ignore files; for a link, also of all rules on its target. */
  async #byDisk(path: string): Promise<FileVerdict> {
    try {
      return (await this.#byLinks(path)) ?? (await this.#byIgnoreFiles(path, this.#folders())) ?? included;
    } catch {
      return undecided;
    }
  }

  async #byLinks(path: string): Promise<FileVerdict | undefined> {
    const target = await realPath(path);
    if (target === path) return undefined;
    const folders = this.#folders();
    const realFolders = await (this.#realFolders ??= Promise.all(folders.map(realPath)));
    const isIn = (each: readonly string[], file: string): boolean =>
      each.some((folder) => pathInside(folder, file) !== undefined);
    if (isIn(folders, path) && !isIn(realFolders, target)) return leadsOut("workspace");
    const repository = isIn(folders, path) ? undefined : await this.#files.repositoryOf(path);
    if (repository !== undefined && !isIn([await realPath(repository)], target)) return leadsOut("repository");
    return this.#byRule(target, realFolders) ?? (await this.#byIgnoreFiles(target, realFolders));
  }

  async #byIgnoreFiles(path: string, folders: readonly string[]): Promise<FileVerdict | undefined> {
    const reason = await this.#files.excluding(path, folders);
    return reason === undefined ? undefined : { kind: "excluded", reason };
  }

  #folders(): string[] {
    return this.#folderUris.flatMap((folder) => pathOf(folder)?.replace(/(?<=.)[\\/]+$/, "") ?? []);
  }

  async #decide(uri: string, path: string): Promise<void> {
    const generation = this.#generation;
    const verdict = await this.#byDisk(path);
    if (generation !== this.#generation || !this.#verdicts.has(uri)) return;
    this.#keep(uri, verdict);
    this.#tell(uri);
  }

  /** Compares every document anew; the known verdicts count until then. */
  #renew(): void {
    this.#generation++;
    this.#files.forget();
    this.#realFolders = undefined;
    this.renewed.emit();
    for (const uri of [...this.#verdicts.keys()]) {
      const ruled = this.#byName(uri);
      const path = pathOf(uri);
      if (ruled === undefined && path !== undefined)
        inBackground("comparing a file with the ignore files", this.#decide(uri, path));
      else {
        this.#keep(uri, ruled ?? included);
        this.#tell(uri);
      }
    }
    inBackground("comparing kept files with the ignore files", this.#decideFollowed());
  }

  /** Reports a changed verdict; an error in handling it doesn't affect other documents. */
  #tell(uri: string): void {
    inBackground("applying a verdict", () => this.#onVerdict(uri));
  }

  #keep(uri: string, verdict: FileVerdict): void {
    this.#verdicts.delete(uri);
    this.#verdicts.set(uri, verdict);
    const oldest = this.#verdicts.keys().next().value;
    if (this.#verdicts.size > maxVerdicts && oldest !== undefined) this.#verdicts.delete(oldest);
  }
}

function leadsOut(place: string): FileVerdict {
  return { kind: "excluded", reason: `it is a link, or in a linked folder, that leads out of the ${place}` };
}

/** Returns the path of a file's URI, or of the notebook that a cell's URI names. `undefined` if it isn't on the disk. */
function pathOf(uri: string): string | undefined {
  const file = uri.replace(/^vscode-notebook-cell:(\/\/)?/, "file://").replace(/[?#].*$/, "");
  if (!file.startsWith("file://")) return undefined;
  try {
    return fileURLToPath(file);
  } catch {
    // Not a path of this system: the name still counts.
    return undefined;
  }
}

function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri; // a stray percent sign
  }
}
