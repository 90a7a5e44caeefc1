import { wait, type Clock } from "../../base/clock";
import { inBackground } from "../../base/inBackground";
import { Slices } from "../../base/slices";
import { headsIn, type DeclarationHead } from "../../code/declarations/heads";
import { importsIn } from "../../code/imports";
import { familyOf } from "../../code/languageFamily";
import { languageOf, languageOfPath } from "../../code/languages";
import type { Syntax } from "../../code/syntax";
import type { DocumentState } from "../../documents/documentState";
import { normal } from "../../documents/place";
import type { BackendLimits } from "../../model/backend";
import { hasStem, type WorkspaceFinds, type WorkspaceQuestion } from "../../model/memory/workspaceSearch";
import { windowAround } from "../../model/prompt/prefixSuffix";
import { cleanExcerpt } from "../../safety/secrets/excerpt";
import type { Ask } from "../ask";
import type { Secrets } from "../buildPrompt";
import { editHunk } from "./editHunk";
import type { EditHistory, RecentEdit } from "./editHistory";
import { declarationsOf, outlineAround } from "./findDeclarations";
import { fuse, type FoundSnippet } from "./foundSnippet";
import { mostSimilar, queryAround, shareIn, weighWords, wordLines, type WordLines } from "./similarLines";
import { closedSource, openSource, type SnippetSource } from "./snippetSource";

/** Time in which snippets are gathered, in ms; what isn't found by then isn't sent. // guess: about a debounce */
const deadlineMs = 300;

/** Least share of the query that similar lines hold, and most places. // guess */
const leastShare = 0.25;
const maxPlaces = 5;

/** Most open files whose declarations are read for one prompt. // guess */
const maxImported = 8;

/** Distance from the place of the last gathering within which its snippets still serve, in UTF-16 units. // guess: a screen */
const nearChars = 2_000;

/** Distance and time in which nothing is gathered anew, in UTF-16 units and ms: requests with the same beginning cost endpoints less. // guess: ten lines */
const fresh = { chars: 400, ms: 5_000 };

/** Largest text whose words or declarations are read, in UTF-16 units. // guess */
const maxChars = 200_000;

/** The files whose text may be in a prompt besides the document's own. */
type SnippetScope = "workspace" | "openFiles" | "off";

/** Parts that the gatherer works with. */
export interface SnippetParts {
  readonly clock: Clock;
  readonly scope: () => SnippetScope;
  /** Reports whether a request of this document may reach a backend that takes snippets. */
  readonly isWanted: (uri: string) => boolean;
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

/** Facts about a text, as far as they were read. */
interface Facts {
  words?: WordLines | undefined;
  heads?: readonly DeclarationHead[] | undefined;
}

/** Snippets for the surroundings of a line. */
interface Gathered {
  readonly uri: string;
  /** Start of the caret's line. */
  readonly lineStart: number;
  readonly atMs: number;
  /** False if a text was still being read, or the time was over. */
  readonly isWhole: boolean;
  readonly snippets: readonly FoundSnippet[];
}

/**
 * Gathers text from elsewhere for prompts that leave this machine: off the keystroke path, once for some lines, under one deadline. A request takes
 * what there is and waits for nothing.
 */
export class SnippetGatherer {
  readonly #parts: SnippetParts;
  #gathered: Gathered | undefined;
  #next: Ask | undefined;
  #isAtWork = false;
  /** Distinguishes work from before something was forgotten from later work. */
  #turn = 0;
  /** Facts about the open documents, which are read once for each state of their text. */
  readonly #facts = new Map<string, Facts & { readonly text: string }>();
  readonly #hunks = new WeakMap<RecentEdit, { readonly text: string | undefined }>();

  constructor(parts: SnippetParts) {
    this.#parts = parts;
  }

  /** Gathers for a request, soon; does nothing at once. */
  prepare(ask: Ask): void {
    if (!this.#isNeeded(ask)) return;
    this.#next = ask;
    if (this.#isAtWork) return;
    this.#isAtWork = true;
    this.#parts.clock.after(0, () => inBackground("gathering snippets", this.#work()));
  }

  /** Gathers for a request now, as for a preview. */
  async gather(ask: Ask): Promise<void> {
    if (this.#isNeeded(ask)) await this.#gather(ask);
  }

  /** Returns the gathered snippets for the caret's place, as far as they may still be sent; gathers nothing. */
  ready(ask: Ask): readonly FoundSnippet[] {
    const gathered = this.#gathered;
    const { uri } = ask.request.document;
    if (gathered?.uri !== uri || this.#parts.scope() === "off") return [];
    if (Math.abs(gathered.lineStart - lineStartOf(ask)) > nearChars) return [];
    return gathered.snippets.filter(
      (snippet) => snippet.uri === uri || this.#parts.mayShare(snippet.uri, ask.reader.project),
    );
  }

  /** Forgets a document, and all snippets. */
  forget(uri: string): void {
    this.#parts.edits.forget(uri);
    this.#facts.delete(uri);
    this.clear();
  }

  /** Forgets everything that was gathered. */
  clear(): void {
    this.#turn++;
    this.#gathered = undefined;
  }

  #isNeeded(ask: Ask): boolean {
    const { uri, languageId } = ask.request.document;
    if (this.#parts.scope() === "off" || languageOf(languageId).kind !== "code") return false;
    return !this.#isFresh(ask) && (this.#parts.limits().snippetTokens ?? 0) > 0 && this.#parts.isWanted(uri);
  }

  #isFresh(ask: Ask): boolean {
    const gathered = this.#gathered;
    if (gathered?.uri !== ask.request.document.uri || !gathered.isWhole) return false;
    const isNear = Math.abs(gathered.lineStart - lineStartOf(ask)) <= fresh.chars;
    return isNear && this.#parts.clock.nowMs() - gathered.atMs < fresh.ms;
  }

  async #work(): Promise<void> {
    try {
      for (let ask = this.#next; ask !== undefined; ask = this.#next) {
        this.#next = undefined;
        await this.gather(ask);
      }
    } finally {
      this.#isAtWork = false;
    }
  }

  async #gather(ask: Ask): Promise<void> {
    const turn = this.#turn;
    const limits = this.#parts.limits();
    const over = new AbortController();
    const found: FoundSnippet[] = [];
    const late = wait(this.#parts.clock, deadlineMs, over.signal).then(() => false);
    const isWhole = await Promise.race([this.#find(ask, found, over.signal), late]);
    over.abort();
    if (turn !== this.#turn) return;
    const { prefixStart, suffixStart, suffixEnd } = windowAround(ask, limits);
    const above = (ask.request.above ?? []).map(({ text }) => text);
    const prompt = [...above, ask.prefix.slice(prefixStart), ask.suffix.slice(suffixStart, suffixEnd)].join("\n");
    const room = (limits.snippetTokens ?? 0) * limits.charsPerToken;
    const { uri } = ask.request.document;
    const atMs = this.#parts.clock.nowMs();
    this.#gathered = { uri, lineStart: lineStartOf(ask), atMs, isWhole, snippets: fuse(found, prompt, room) };
  }

  /** Adds what it finds to `found`, the cheapest and surest first, until `signal` aborts. Returns whether every text could be read. */
  async #find(ask: Ask, found: FoundSnippet[], signal: AbortSignal): Promise<boolean> {
    const { document } = ask.request;
    const { project, family } = ask.reader;
    const slices = new Slices();
    const own = openSource(document, this.#parts.secrets);
    const imports = importsIn(document.languageId, document.text);
    const stems = stemsOf(document.uri, imports.modules);
    const query = queryAround(ask.prefix, ask.suffix);
    const question = { project, family, uri: normal(document.uri), text: query, stems };
    const isWide = this.#parts.scope() === "workspace";
    const searched = isWide ? this.#parts.search(question, signal) : Promise.resolve(undefined);
    const sources = this.#openSources(ask);

    found.push(...(await this.#editsFor(ask, slices)));
    const importing = sources.filter(({ uri }) => hasStem(normal(uri), stems));
    for (const source of importing.slice(0, maxImported))
      found.push(...declarationsOf(source, await this.#headsOf(source, signal), imports));
    if (isOver(signal)) return false;
    const shown = shownOf(ask, this.#parts.limits());
    if (shown.start > 0 || shown.end < document.text.length)
      found.push(...outlineAround(own, await this.#headsOf(own, signal), shown));
    const like: { source: SnippetSource; start: number; end: number; share: number }[] = [];
    const readable = sources.filter(
      ({ languageId, text }) => familyOf(languageId) === family && text.length <= maxChars,
    );
    const isOpen = new Set([own, ...sources].map(({ uri }) => uri));
    for (const uri of this.#facts.keys()) if (!isOpen.has(uri)) this.#facts.delete(uri);
    const read: { source: SnippetSource; words: WordLines }[] = [];
    for (const source of readable) {
      if (isOver(signal)) return false;
      read.push({ source, words: await this.#wordsOf(source, slices) });
    }
    const weights = weighWords(
      query,
      read.map(({ words }) => words),
    );
    for (const { source, words } of read) {
      await slices.pause();
      const lines = mostSimilar(words, weights, source.text.length);
      if (lines !== undefined) like.push({ source, ...lines });
    }
    addSimilar(like, found);

    const finds = await searched;
    const addresses = new Set(sources.map(({ uri }) => normal(uri)));
    for (const { uri, text } of finds?.files ?? []) {
      if (addresses.has(uri)) continue;
      const source = await this.#closed({ uri, text }, project, slices);
      if (isOver(signal)) return false;
      if (source !== undefined) found.push(...declarationsOf(source, await this.#headsOf(source, signal), imports));
    }
    const elsewhere: typeof like = [];
    for (const { uri, text } of finds?.places ?? []) {
      if (addresses.has(uri)) continue;
      const source = await this.#closed({ uri, text }, project, slices);
      if (isOver(signal)) return false;
      if (source !== undefined) elsewhere.push({ source, start: 0, end: text.length, share: shareIn(text, weights) });
    }
    addSimilar(elsewhere, found);
    return sources.every(({ text, excerpt }) => excerpt({ start: 0, end: text.length }) !== undefined);
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

  async #editsFor(ask: Ask, slices: Slices): Promise<FoundSnippet[]> {
    const { edits, mayShare, pathOf } = this.#parts;
    const { document, offset } = ask.request;
    const found: FoundSnippet[] = [];
    for (const recent of edits.recent()) {
      await slices.pause();
      const { uri, after, edit } = recent;
      const isOwn = uri === document.uri;
      if (!isOwn && !mayShare(uri, ask.reader.project)) continue;
      // The line that is being written is in the prompt.
      const isAtCaret =
        isOwn && after === document.text && edit.startOffset <= offset && edit.newEndOffset >= lineStartOf(ask);
      if (isAtCaret) continue;
      const { text } = this.#hunks.get(recent) ?? { text: editHunk(recent) };
      this.#hunks.set(recent, { text });
      if (text === undefined) continue;
      found.push({ kind: "edits", uri, path: pathOf(uri), excerpt: cleanExcerpt(text) });
    }
    return found;
  }

  async #headsOf({ uri, languageId, text }: SnippetSource, signal: AbortSignal): Promise<readonly DeclarationHead[]> {
    if (text.length > maxChars) return [];
    const isOpen = this.#parts.documents().some((document) => document.uri === uri);
    const source = { ...(isOpen && { uri }), languageId, text, signal };
    const facts = isOpen ? this.#factsOf({ uri, text }) : {};
    facts.heads ??= await this.#parts.syntax.read(source, (tree) => headsIn(tree, text));
    return facts.heads ?? [];
  }

  async #wordsOf(source: SnippetSource, slices: Slices): Promise<WordLines> {
    return (this.#factsOf(source).words ??= await slices.run(wordLines(source.text)));
  }

  #factsOf({ uri, text }: Pick<SnippetSource, "uri" | "text">): Facts {
    const known = this.#facts.get(uri);
    const facts = known?.text === text ? known : { text };
    this.#facts.set(uri, facts);
    return facts;
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

/** Adds the likest lines as snippets. */
function addSimilar(
  like: { readonly source: SnippetSource; readonly start: number; readonly end: number; readonly share: number }[],
  found: FoundSnippet[],
): void {
  like.sort((a, b) => b.share - a.share);
  for (const { source, share, ...span } of like.slice(0, maxPlaces)) {
    const excerpt = share < leastShare ? undefined : source.excerpt(span);
    if (excerpt !== undefined) found.push({ kind: "similar", uri: source.uri, path: source.path, excerpt });
  }
}

/** Reports whether the time is over. A function, since the compiler assumes that a property is unchanged after an `await`. */
function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}

function lineStartOf({ prefix }: Ask): number {
  return prefix.lastIndexOf("\n") + 1;
}

/** Returns the stretch of the document that the prompt holds. */
function shownOf(ask: Ask, limits: BackendLimits): { start: number; end: number } {
  const { prefixStart, suffixEnd } = windowAround(ask, limits);
  return { start: prefixStart, end: ask.prefix.length + suffixEnd };
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
