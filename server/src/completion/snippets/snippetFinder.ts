import { Slices } from "../../base/slices";
import { importsIn, type Imports } from "../../code/imports";
import { familyOf } from "../../code/languageFamily";
import { languageOfPath } from "../../code/languages";
import type { Syntax } from "../../code/syntax";
import type { DocumentState } from "../../documents/documentState";
import { normal } from "../../documents/place";
import type { BackendLimits } from "../../model/backend";
import { hasStem, type WorkspaceFinds, type WorkspaceQuestion } from "../../model/memory/workspaceSearch";
import { windowAround } from "../../model/prompt/prefixSuffix";
import type { Ask } from "../ask";
import type { Secrets } from "../buildPrompt";
import type { EditHistory } from "../../documents/editHistory";
import { EditSnippets } from "./editSnippets";
import { declarationsOf, outlineAround } from "./findDeclarations";
import type { FoundSnippet } from "./foundSnippet";
import { mostSimilar, queryAround, shareIn, weighWords, type WordLines } from "./similarLines";
import { closedSource, openSource, type SnippetSource } from "./snippetSource";
import { maxChars, TextFacts } from "./textFacts";

/** Least share of the query that similar lines hold, and most places. // guess */
const leastShare = 0.25;
const maxPlaces = 5;

/** Most open files whose declarations are read for one prompt. // guess */
const maxImported = 8;

/** The files whose text may be in a prompt besides the document's own. */
type SnippetScope = "workspace" | "openFiles" | "off";

/** Parts that the search works with. */
export interface FinderParts {
  readonly scope: () => SnippetScope;
  readonly documents: () => readonly DocumentState[];
  /** Reports whether text of another file may be in a prompt of this project now. */
  readonly mayShare: (uri: string, project: string) => boolean;
  /** Reports the same of a file that isn't open, by the ignore files on the disk. */
  readonly mayShareClosed: (uri: string, project: string) => Promise<boolean>;
  readonly copiesOf: (uri: string) => readonly string[];
  readonly edits: EditHistory;
  readonly secrets: Secrets;
  readonly syntax: Pick<Syntax, "read">;
  readonly search: (question: WorkspaceQuestion, signal: AbortSignal) => Promise<WorkspaceFinds | undefined>;
  readonly pathOf: (uri: string) => string;
  readonly limits: () => BackendLimits;
}

/** A search for one request. */
interface Search {
  readonly ask: Ask;
  readonly signal: AbortSignal;
  readonly slices: Slices;
  readonly imports: Imports;
  /** Ends of the addresses of imported modules, without extensions. */
  readonly stems: readonly string[];
  /** Text around the caret. */
  readonly query: string;
  readonly own: SnippetSource;
  /** The other open documents whose text may be in the prompt. */
  readonly open: readonly SnippetSource[];
  readonly finds: Promise<WorkspaceFinds | undefined>;
  readonly found: FoundSnippet[];
  /** Words of the query that open texts have, by how rare they are. */
  weights: ReadonlyMap<string, number>;
}

/** Lines of a text, and the share of the query that they hold. */
interface LikeLines {
  readonly source: SnippetSource;
  readonly start: number;
  readonly end: number;
  readonly share: number;
}

/** Finds text from elsewhere for prompts: in open documents, and in files of the workspace that aren't open. */
export class SnippetFinder {
  readonly #parts: FinderParts;
  readonly #facts: TextFacts;
  readonly #edits: EditSnippets;

  constructor(parts: FinderParts) {
    this.#parts = parts;
    this.#facts = new TextFacts(parts.syntax);
    this.#edits = new EditSnippets(parts);
  }

  /** Forgets a document. */
  forget(uri: string): void {
    this.#parts.edits.forget(uri);
    this.#facts.forget(uri);
  }

  /** Adds what it finds to `found`, the cheapest and surest first, until `signal` aborts. Returns whether every text could be read. */
  async find(ask: Ask, found: FoundSnippet[], signal: AbortSignal): Promise<boolean> {
    const search = this.#begin(ask, found, signal);
    const steps = [
      async () => void found.push(...(await this.#edits.find(ask, search.slices))),
      () => this.#addDeclarations(search),
      () => this.#addOutline(search),
      () => this.#addSimilar(search),
      () => this.#addFromClosed(search),
    ];
    for (const step of steps) {
      await step();
      if (isOver(signal)) return false;
    }
    return search.open.every(({ text, excerpt }) => excerpt({ start: 0, end: text.length }) !== undefined);
  }

  #begin(ask: Ask, found: FoundSnippet[], signal: AbortSignal): Search {
    const { document } = ask.request;
    const { project, family } = ask.reader;
    const imports = importsIn(document.languageId, document.text);
    const stems = stemsOf(document.uri, imports.modules);
    const query = queryAround(ask.prefix, ask.suffix);
    const question = { project, family, uri: normal(document.uri), text: query, stems };
    const isWide = this.#parts.scope() === "workspace";
    const finds = isWide ? this.#parts.search(question, signal) : Promise.resolve(undefined);
    const own = openSource(document, this.#parts.secrets);
    const open = this.#openSources(ask);
    return { ask, signal, slices: new Slices(), imports, stems, query, own, open, finds, found, weights: new Map() };
  }

  /** Returns the other open documents whose text may be in the prompt; copies of this one are left out. */
  #openSources(ask: Ask): SnippetSource[] {
    const { documents, mayShare, copiesOf, secrets } = this.#parts;
    const { uri } = ask.request.document;
    const left = new Set([uri, ...copiesOf(uri), ...(ask.request.above ?? []).map((cell) => cell.uri)]);
    return documents()
      .filter((document) => !left.has(document.uri) && mayShare(document.uri, ask.reader.project))
      .map((document) => openSource(document, secrets));
  }

  async #addDeclarations({ open, stems, imports, signal, found }: Search): Promise<void> {
    const importing = open.filter(({ uri }) => hasStem(normal(uri), stems));
    for (const source of importing.slice(0, maxImported))
      found.push(...declarationsOf(source, await this.#facts.heads(source, signal), imports));
  }

  async #addOutline({ ask, own, signal, found }: Search): Promise<void> {
    const { prefixStart, suffixEnd } = windowAround(ask, this.#parts.limits());
    const shown = { start: prefixStart, end: ask.prefix.length + suffixEnd };
    if (shown.start > 0 || shown.end < own.text.length)
      found.push(...outlineAround(own, await this.#facts.heads(own, signal), shown));
  }

  async #addSimilar(search: Search): Promise<void> {
    const { ask, own, open, query, slices, signal, found } = search;
    this.#facts.keepOnly(new Set([own, ...open].map(({ uri }) => uri)));
    const read: { source: SnippetSource; words: WordLines }[] = [];
    for (const source of open) {
      if (familyOf(source.languageId) !== ask.reader.family || source.text.length > maxChars) continue;
      if (isOver(signal)) return;
      read.push({ source, words: await this.#facts.words(source, slices) });
    }
    search.weights = weighWords(
      query,
      read.map(({ words }) => words),
    );
    const like: LikeLines[] = [];
    for (const { source, words } of read) {
      await slices.pause();
      const lines = mostSimilar(words, search.weights, source.text.length);
      if (lines !== undefined) like.push({ source, ...lines });
    }
    found.push(...likest(like));
  }

  async #addFromClosed({ ask, open, imports, finds, weights, slices, signal, found }: Search): Promise<void> {
    const addresses = new Set(open.map(({ uri }) => normal(uri)));
    const { files = [], places = [] } = (await finds) ?? {};
    for (const file of files) {
      const source = addresses.has(file.uri) ? undefined : await this.#closed(file, ask.reader.project, slices);
      if (isOver(signal)) return;
      if (source !== undefined)
        found.push(...declarationsOf(source, await this.#facts.headsOfClosed(source, signal), imports));
    }
    const like: LikeLines[] = [];
    for (const place of places) {
      const source = addresses.has(place.uri) ? undefined : await this.#closed(place, ask.reader.project, slices);
      if (isOver(signal)) return;
      const { text } = place;
      if (source !== undefined) like.push({ source, start: 0, end: text.length, share: shareIn(text, weights) });
    }
    found.push(...likest(like));
  }

  async #closed(
    file: { readonly uri: string; readonly text: string },
    project: string,
    slices: Slices,
  ): Promise<SnippetSource | undefined> {
    if (!(await this.#parts.mayShareClosed(file.uri, project))) return undefined;
    const languageId = languageOfPath(file.uri)?.id ?? "plaintext";
    return closedSource({ ...file, languageId, path: this.#parts.pathOf(file.uri) }, slices);
  }
}

/** Makes snippets of the likest lines. */
function likest(like: readonly LikeLines[]): FoundSnippet[] {
  return like
    .toSorted((a, b) => b.share - a.share)
    .slice(0, maxPlaces)
    .flatMap(({ source, share, ...span }) => {
      const excerpt = share < leastShare ? undefined : source.excerpt(span);
      return excerpt === undefined ? [] : [{ kind: "similar", uri: source.uri, path: source.path, excerpt }];
    });
}

/** Reports whether the time is over. A function, since the compiler assumes that a property is unchanged after an `await`. */
function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** Returns the ends of the addresses of a document's modules, without extensions. */
function stemsOf(uri: string, modules: readonly string[]): string[] {
  const address = normal(uri);
  const folder = address.slice(0, address.lastIndexOf("/") + 1);
  return modules.map((module) => {
    const stem = module.startsWith("/") ? module : normal(folder + module);
    return stem.replace(/\/(?:index|__init__|mod)$/, "");
  });
}
