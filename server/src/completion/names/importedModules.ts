import type { Clock } from "../../base/clock";
import { inBackground } from "../../base/inBackground";
import { familyOf, type LanguageFamily } from "../../code/languageFamily";
import { languageOfPath } from "../../code/languages";
import type { LocatedModule } from "../../code/names/memberNames";
import { nameReaderOf } from "../../code/names/nameReaders";
import type { Syntax } from "../../code/syntax";
import type { DocumentState } from "../../documents/documentState";
import { normal } from "../../documents/place";
import { hasStem, type WorkspaceFinds, type WorkspaceQuestion } from "../../model/memory/workspaceSearch";

/** Most modules that are read for one document, and that are kept. // guess */
const maxRead = 40;
const maxKept = 300;

/** Longest text of a module that is read, in UTF-16 units. // guess */
const maxChars = 200_000;

/** Length of a document's beginning that holds its imports, in UTF-16 units. // guess */
const headChars = 8_000;

/** Time after which a document's modules are looked for anew, in ms: they may have changed on the disk. // guess */
const freshMs = 60_000;

/** Parts that the modules are found with. */
interface ImportedModulesParts {
  readonly clock: Clock;
  readonly syntax: Pick<Syntax, "read">;
  readonly documents: () => readonly DocumentState[];
  readonly projectOf: (uri: string) => string;
  /** Searches the files that aren't open. */
  readonly search: (question: WorkspaceQuestion, signal: AbortSignal) => Promise<WorkspaceFinds | undefined>;
}

/** Names that files of the workspace declare, as far as open documents import them. Read in the background, in slices; nothing waits for them. */
export class ImportedModules {
  readonly #parts: ImportedModulesParts;
  /** By project and address without extension, the one that was used last at the end. */
  readonly #modules = new Map<string, LocatedModule>();
  #read: { readonly uri: string; readonly head: string; readonly atMs: number } | undefined;
  #isReading = false;
  #next: DocumentState | undefined;
  #waiting: (() => void)[] = [];

  constructor(parts: ImportedModulesParts) {
    this.#parts = parts;
  }

  /** Finds the module that a file imports, if it was read. */
  find(from: string, module: string): LocatedModule | undefined {
    return this.#modules.get(this.#key(from, module));
  }

  /** Reads what a document imports, soon, unless that was done a moment ago. */
  prepare(document: DocumentState): void {
    const { uri, text, languageId } = document;
    if (nameReaderOf(languageId) === undefined) return;
    const read = this.#read;
    const isFresh = read?.uri === uri && this.#parts.clock.nowMs() - read.atMs < freshMs;
    if (isFresh && importHead(text) === read.head) return;
    this.#next = document;
    if (this.#isReading) return;
    this.#isReading = true;
    this.#parts.clock.after(0, () => inBackground("reading imported files", this.#work()));
  }

  /** Resolves once nothing is being read. */
  async settled(): Promise<void> {
    while (this.#isReading) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Records a change of a document, whose names have to be read anew. */
  changed(uri: string): void {
    const address = normal(uri);
    for (const [key, module] of this.#modules)
      if (module.uri === address) {
        this.#modules.delete(key);
        this.#read = undefined;
      }
  }

  /** Forgets everything. */
  clear(): void {
    this.#modules.clear();
    this.#read = undefined;
  }

  async #work(): Promise<void> {
    try {
      for (let document = this.#next; document !== undefined; document = this.#next) {
        this.#next = undefined;
        const { uri, text } = document;
        this.#read = { uri, head: importHead(text), atMs: this.#parts.clock.nowMs() };
        await this.#readFrom(document);
      }
    } finally {
      this.#isReading = false;
      for (const done of this.#waiting.splice(0)) done();
    }
  }

  /** Reads the modules that a document imports, then what these import, and so on. */
  async #readFrom(document: DocumentState): Promise<void> {
    const project = this.#parts.projectOf(document.uri);
    const own = await this.#moduleOf(document.uri, document);
    if (own === undefined) return;
    const waiting = [own];
    const isRead = new Set([this.#key(own.uri, `./${own.uri.slice(own.uri.lastIndexOf("/") + 1)}`)]);
    for (let module = waiting.shift(); module !== undefined; module = waiting.shift()) {
      const { uri, names } = module;
      const named = [...names.imports.values(), ...names.exports.values()].flatMap((one) =>
        "module" in one ? [one.module] : [],
      );
      for (const name of [...new Set([...named, ...names.reexported])]) {
        const key = this.#key(uri, name);
        if (!/^[./]/.test(name) || isRead.has(key) || isRead.size > maxRead) continue;
        isRead.add(key);
        const found = await this.#lookUp({ from: uri, name, project, family: familyOf(document.languageId) });
        this.#modules.delete(key);
        if (found === undefined) continue;
        this.#modules.set(key, found);
        waiting.push(found);
      }
    }
    for (const key of this.#modules.keys()) {
      if (this.#modules.size <= maxKept) break;
      this.#modules.delete(key);
    }
  }

  async #lookUp(params: {
    from: string;
    name: string;
    project: string;
    family: LanguageFamily;
  }): Promise<LocatedModule | undefined> {
    const { from, name, project, family } = params;
    const stem = stemOf(from, name);
    const isIt = (uri: string): boolean => hasStem(uri, [stem]) && familyOf(languageOfPath(uri)?.id ?? "") === family;
    const open = this.#parts.documents().find(({ uri }) => isIt(normal(uri)) && this.#parts.projectOf(uri) === project);
    if (open !== undefined) return this.#moduleOf(normal(open.uri), open);
    const question = { project, family, uri: from, text: "", stems: [stem] };
    const finds = await this.#parts.search(question, new AbortController().signal);
    const file = finds?.files.find(({ uri }) => isIt(uri));
    if (file === undefined) return undefined;
    return this.#moduleOf(file.uri, { languageId: languageOfPath(file.uri)?.id ?? "typescript", text: file.text });
  }

  async #moduleOf(
    uri: string,
    { languageId, text }: { readonly languageId: string; readonly text: string },
  ): Promise<LocatedModule | undefined> {
    if (text.length > maxChars) return undefined;
    const reader = nameReaderOf(languageId);
    if (reader === undefined) return undefined;
    const names = await this.#parts.syntax.read({ languageId, text }, ({ rootNode }) => {
      const module = reader.module(rootNode);
      module.readAll();
      return module;
    });
    return names && { uri: normal(uri), names };
  }

  #key(from: string, module: string): string {
    return `${this.#parts.projectOf(from)} ${stemOf(from, module)}`;
  }
}

/** Returns the lines of a text's beginning that name modules. */
function importHead(text: string): string {
  return [...text.slice(0, headChars).matchAll(/\bfrom\s*(?:["'][^"'\n]+["']|[.\w]+ import\b)/g)]
    .map(([said]) => said)
    .join("\n");
}

/** Returns the address of a module without its extension. */
function stemOf(from: string, module: string): string {
  const address = normal(from);
  const stem = module.startsWith("/") ? module : normal(address.slice(0, address.lastIndexOf("/") + 1) + module);
  return stem.replace(/\.(?:[cm]?[jt]sx?|pyi?)$/, "").replace(/\/(?:index|__init__)$/, "");
}
