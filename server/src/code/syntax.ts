import type { Tree } from "@vscode/tree-sitter-wasm";
import type { Clock } from "../base/clock";
import { describeError, type Logger } from "../base/log";
import { joinEdits, type TextEdit } from "../base/textEdit";
import { blockEndByIndent, blockEndInTree, enclosingInTree, type BlockEnd, type Enclosing } from "./block";
import type { CaretPlace } from "./caret";
import { hasErrorIn, resolveName, roleAt, type NameUse } from "./bindings";
import { caretScope, type CaretScope } from "./caretScope";
import { Grammars } from "./grammars";
import { languageOf } from "./languages";
import { DocumentParser, type ParsedDocument } from "./documentParser";
import { caretMembers, type MembersAt } from "./names/caretMembers";
import type { FindModule } from "./names/memberNames";
import { nameReaderOf } from "./names/nameReaders";
import { placeByText } from "./placeByText";
import { readTree, type TreeReading } from "./treePlace";
import { faultsIn, type Trial, type TrialPlace } from "./trialReading";

/** The syntax around a caret. */
export interface SyntaxView {
  readonly place: CaretPlace;
  /** End of the block around the caret; absent at the top level and if it is unknown. */
  readonly blockEnd?: BlockEnd;
  /** Absent outside functions and types, and while the tree is stale. */
  readonly enclosing?: Enclosing;
  /** True if a tree of this very text answered; else the answer comes from the text alone, or from a tree of some keys ago. */
  readonly fresh: boolean;
}

/** Reads what a document's last tree says of tokens. */
export interface RoleReader {
  /** True if the tree is of this very text. */
  readonly isFresh: boolean;
  /** Reports whether a stretch holds a syntax error. */
  hasError(start: number, end: number): boolean;
  /** Describes the role of the token at an offset; empty if it is unknown. */
  roleAt(offset: number): string;
  /** Resolves one name at all its places; empty if that failed. */
  resolve(offsets: readonly number[]): readonly NameUse[];
}

/** Longest scan from a known start, in UTF-16 units: about 0.1 ms. Source: bench of `placeByText`, 2 cores, 2026-11. */
const maxScanLength = 20_000;

/** Most blanks before the caret that are passed over, in UTF-16 units. */
const maxBlankLength = 1_000;

/**
 * Knows the syntax of the open documents. Parses with tree-sitter a moment after a change, in slices; `at` never parses.
 * Without a working grammar, answers come from the text alone, and nothing throws.
 */
export class Syntax {
  readonly #parser: DocumentParser;
  readonly #log: Logger;
  readonly #documents = new Map<string, ParsedDocument>();
  #scratchCount = 0;

  constructor(params: { grammarFolder: string; clock: Clock; log: Logger }) {
    const { clock, log } = params;
    this.#log = log;
    this.#parser = new DocumentParser({ grammars: new Grammars({ folder: params.grammarFolder, log }), clock, log });
  }

  /** Adds a document. `text` may be a function if copying it for every change would cost too much. */
  open(uri: string, languageId: string, text: string | (() => string)): void {
    this.close(uri);
    const language = languageOf(languageId);
    const document: ParsedDocument = { uri, language, readText: reader(text), isClosed: false, settled: new Set() };
    this.#documents.set(uri, document);
    this.#parser.schedule(document);
  }

  /** Applies a change: `edits` in the order they were made, each in the text after the previous one. */
  change(uri: string, edits: readonly TextEdit[], newText: string | (() => string)): void {
    const document = this.#documents.get(uri);
    if (document === undefined) return;
    document.readText = reader(newText);
    for (const edit of edits) {
      if (document.parsed) document.parsed.pending = joinEdits(document.parsed.pending, edit);
      if (document.parsing) document.parsing.pending = joinEdits(document.parsing.pending, edit);
    }
    this.#parser.schedule(document);
  }

  close(uri: string): void {
    const document = this.#documents.get(uri);
    if (document === undefined) return;
    this.#documents.delete(uri);
    this.#parser.forget(document);
  }

  /** Describes the caret's place, at once, from the last tree and the text; `text` is the document's as the caller sees it. */
  at(uri: string, offset: number, text: string, languageId?: string): SyntaxView {
    const document = this.#documents.get(uri);
    const language = document?.language ?? languageOf(languageId ?? "");
    try {
      if (document !== undefined && language.kind === "code") {
        const view = viewByTree(document, offset, text);
        if (view !== undefined) return view;
      }
    } catch (error) {
      if (document) this.#parser.fail(document);
      this.#log.warn("A syntax tree could not be read; the text alone is used.", { error: describeError(error) });
    }
    const place = placeByText(language, { text, offset });
    return { place, ...textBlockEnd(language, { place, text, offset }), fresh: false };
  }

  /**
   * Calls `use` with the tree of this very `text` once there is one, and returns its result. `undefined` if there is
   * no grammar, the text is too heavy, or `signal` aborts. The tree lives for the call only. Waits for the pending parse;
   * a text outside the open documents (`uri` undefined) is parsed for this call, in slices.
   */
  async read<T>(
    source: { uri?: string; languageId: string; text: string; signal?: AbortSignal },
    use: (tree: Tree) => T,
  ): Promise<T | undefined> {
    const uri = source.uri ?? `nanotype-scratch:${++this.#scratchCount}`;
    if (source.uri === undefined) this.open(uri, source.languageId, source.text);
    try {
      const document = this.#documents.get(uri);
      if (document === undefined) return undefined;
      await this.parsed(uri, source.signal);
      const { parsed } = document;
      const isOfText = parsed !== undefined && parsed.pending === undefined && parsed.text === source.text;
      return isOfText && !source.signal?.aborted ? use(parsed.tree) : undefined;
    } finally {
      if (source.uri === undefined) this.close(uri);
    }
  }

  /** Counts the syntax errors of a text by its grammar; `undefined` if it has none that can read it. */
  faultCount(source: { languageId: string; text: string; signal?: AbortSignal }): Promise<number | undefined> {
    return this.read(source, ({ rootNode }) => faultsIn(rootNode, () => false)?.length);
  }

  /**
   * Describes the scope of the caret's line from the last tree; `undefined` without one. Reads nothing until it is asked, and then the tree that is the last one by
   * then: an older one is gone.
   */
  scopeAt(uri: string, offset: number, text: string): CaretScope | undefined {
    let tree = this.#documents.get(uri)?.parsed?.tree;
    let scope = this.#scopeNow(uri, offset, text);
    if (scope === undefined) return undefined;
    const now = (): CaretScope | undefined => {
      const last = this.#documents.get(uri)?.parsed?.tree;
      if (last !== tree) [tree, scope] = [last, this.#scopeNow(uri, offset, text)];
      return scope;
    };
    return { declares: (name) => now()?.declares(name) ?? false, hasSelf: () => now()?.hasSelf() };
  }

  #scopeNow(uri: string, offset: number, text: string): CaretScope | undefined {
    const document = this.#documents.get(uri);
    const parsed = document?.parsed;
    if (document === undefined || parsed === undefined) return undefined;
    const { tree, kinds, pending, length } = parsed;
    const shift = pending ? pending.newEndOffset - pending.oldEndOffset : 0;
    if (length + shift !== text.length) return undefined;
    const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
    const line = text.slice(lineStart, offset);
    const before = text.slice(Math.max(0, offset - maxBlankLength), offset);
    const inTree = (at: number): number => (pending ? Math.min(at, pending.startOffset) : at);
    return caretScope({
      tree,
      kinds,
      offset: inTree(offset),
      contentOffset: inTree(offset - (before.length - before.trimEnd().length) - 1),
      column: line.length - line.trimStart().length,
      isIndented: document.language.blockStyle === "indent",
    });
  }

  /** Returns what knows the members of the names around a caret; `undefined` without a tree of this text. Reads nothing until it is asked. */
  membersAt(uri: string, offset: number, text: string, find: FindModule): MembersAt | undefined {
    const document = this.#documents.get(uri);
    const parsed = document?.parsed;
    const reader = nameReaderOf(document?.language.id ?? "");
    if (parsed?.text !== text || parsed.pending !== undefined || reader === undefined) return undefined;
    return caretMembers({ tree: parsed.tree, uri, text, offset, reader, find });
  }

  /** Reads names and roles from the last tree, by offsets of `text`; `undefined` without a tree. The reader serves until the next change. */
  rolesIn(uri: string, text: string): RoleReader | undefined {
    const document = this.#documents.get(uri);
    const parsed = document?.parsed;
    if (document === undefined || parsed === undefined) return undefined;
    const { tree, pending, length } = parsed;
    const shift = pending ? pending.newEndOffset - pending.oldEndOffset : 0;
    if (length + shift !== text.length) return undefined;
    const inTree = (at: number): number =>
      pending === undefined || at < pending.startOffset ? at : Math.max(pending.startOffset, at - shift);
    const guarded = <T>(use: () => T, otherwise: T): T => {
      try {
        return use();
      } catch (error) {
        this.#parser.fail(document);
        this.#log.warn("A syntax tree could not be read; the text alone is used.", { error: describeError(error) });
        return otherwise;
      }
    };
    return {
      isFresh: pending === undefined,
      hasError: (start, end) => guarded(() => hasErrorIn(tree, inTree(start), inTree(end)), false),
      roleAt: (offset) => guarded(() => roleAt(tree, inTree(offset)), ""),
      resolve: (offsets) =>
        guarded(() => resolveName(tree, offsets.map(inTree), document.language.blockStyle === "indent"), []),
    };
  }

  /** Waits until no parse of the document is pending. */
  async parsed(uri: string, signal: AbortSignal | undefined): Promise<void> {
    const document = this.#documents.get(uri);
    while (document !== undefined && this.#parser.isExpected(document) && signal?.aborted !== true)
      await settled(document, signal);
  }

  /** Makes the judge of texts that could be inserted at a place, from the document's last tree; `undefined` if it has no grammar that can read it. */
  trialAt(uri: string, place: TrialPlace): Trial | undefined {
    const document = this.#documents.get(uri);
    if (document === undefined) return undefined;
    const guarded = <T>(use: () => T): T | undefined => {
      try {
        return use();
      } catch (error) {
        this.#parser.fail(document);
        this.#log.warn("A completion could not be parsed; from now on its language is read from the text alone.", {
          error: describeError(error),
        });
        return undefined;
      }
    };
    const trial = guarded(() => this.#parser.trialAt(document, place));
    return trial && { reads: (inserted, replacedLength) => guarded(() => trial.reads(inserted, replacedLength)) };
  }

  /** True if every open document's tree is of its newest text; for tests and benchmarks. */
  get isIdle(): boolean {
    return this.#parser.isIdle;
  }

  /** Frees every tree. */
  dispose(): void {
    for (const uri of [...this.#documents.keys()]) this.close(uri);
    this.#parser.dispose();
  }
}

function settled(document: ParsedDocument, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      document.settled.delete(done);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    document.settled.add(done);
    signal?.addEventListener("abort", done);
  });
}

function reader(text: string | (() => string)): () => string {
  return typeof text === "string" ? () => text : text;
}

/** Reads the last tree, as far as it is still valid; `undefined` if it isn't. */
function viewByTree(document: ParsedDocument, offset: number, text: string): SyntaxView | undefined {
  const { parsed, language } = document;
  if (parsed === undefined) return undefined;
  const { tree, kinds, pending, length } = parsed;
  const shift = pending ? pending.newEndOffset - pending.oldEndOffset : 0;
  // The caller's text is not the one that the edits lead to.
  if (length + shift !== text.length) return undefined;
  const read = (at: number): TreeReading => readTree({ tree, kinds, language, text, offset: at });

  if (pending === undefined) {
    const reading = read(offset);
    const place = reading.isCertain ? reading.place : placeByText(language, { text, offset });
    const enclosing = enclosingInTree(reading.path);
    const end = blockEnd({ document, reading, place, text, offset });
    return { place, ...end, ...(enclosing && { enclosing }), fresh: true };
  }
  const place = stalePlace({ document, read, pending, text, offset });
  return { place, ...textBlockEnd(language, { place, text, offset }), fresh: false };
}

/** Finds the caret's place while the tree is some keys old: the text before the first change is still valid. */
function stalePlace(params: {
  document: ParsedDocument;
  read: (offset: number) => TreeReading;
  pending: TextEdit;
  text: string;
  offset: number;
}): CaretPlace {
  const { document, read, pending, text, offset } = params;
  const known = Math.min(offset, pending.startOffset);
  const reading = read(known);
  // Words and blanks neither open nor close anything.
  if (reading.isCertain && offset - known <= 200 && /^[\p{L}\p{N}_ ]*$/u.test(text.slice(known, offset)))
    return reading.place;
  const lineStart = text.lastIndexOf("\n", known - 1) + 1;
  const start = read(lineStart);
  const from = start.literalStart ?? lineStart;
  const isScannable = start.isCertain && offset - from <= maxScanLength && start.place !== "text";
  return placeByText(document.language, { text, offset, ...(isScannable && { from }) });
}

function blockEnd(params: {
  document: ParsedDocument;
  reading: TreeReading;
  place: CaretPlace;
  text: string;
  offset: number;
}): { blockEnd?: BlockEnd } {
  const { document, reading, place, text, offset } = params;
  if (document.language.blockStyle === "braces" && reading.isCertain) {
    const end = blockEndInTree({ path: reading.path, text, offset });
    return end ? { blockEnd: end } : {};
  }
  return textBlockEnd(document.language, { place, text, offset });
}

function textBlockEnd(
  language: ParsedDocument["language"],
  caret: { place: CaretPlace; text: string; offset: number },
): { blockEnd?: BlockEnd } {
  if (caret.place === "text" || language.blockStyle === "none") return {};
  const end = blockEndByIndent(language, caret.text, caret.offset);
  return end ? { blockEnd: end } : {};
}
