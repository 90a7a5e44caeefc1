import type { Language as Grammar, Parser, Tree } from "@vscode/tree-sitter-wasm";
import type { Clock } from "../base/clock";
import { inBackground } from "../base/inBackground";
import { describeError, type Logger } from "../base/log";
import type { TextEdit } from "../base/textEdit";
import type { Grammars } from "./grammars";
import type { Language } from "./language";
import { nodeKindsOf, type NodeKind } from "./nodeKinds";
import { editedCopy } from "./pendingEdit";
import { trialAt, type Trial, type TrialPlace } from "./trialReading";

/** A document with its last tree. */
export interface ParsedDocument {
  readonly uri: string;
  readonly language: Language;
  readText: () => string;
  isClosed: boolean;
  /** The last finished tree; `pending` covers every change since its text. */
  parsed?: {
    readonly tree: Tree;
    readonly grammar: Grammar;
    readonly kinds: readonly NodeKind[];
    readonly text: string;
    readonly length: number;
    pending?: TextEdit;
  };
  /** Length of a text that took too long to parse; a text half as long is tried again. */
  givenUpAtLength?: number;
  /** The current parse, with the changes since it began. */
  parsing?: { readonly text: string; readonly oldTree: Tree | undefined; pending?: TextEdit };
  /** Callbacks that run once each when the parser is done for now: with a tree of the newest text, or none. */
  readonly settled: Set<() => void>;
}

/** Time for which changes are collected before a parse, in ms: shorter than the 50 ms VS Code waits to ask. Source: bench/pauses.ts, all of a typist's gaps are longer. */
const parseDelayMs = 15;
/** Longest that one slice of a parse may hold the event loop, in ms. // guess */
const sliceMs = 4;
/** Longest work on one parse, in ms: some texts can make a parser's time grow with their square. // guess */
const maxWorkMs = 3_000;
/** A pause between slices, in ms, in which requests get their turn. */
const breathMs = 1;
/** Longest text that is parsed, in UTF-16 units. */
const maxTextLength = 1_000_000;
/** Longest line of a text that is parsed, in UTF-16 units; longer lines are machine-made. // guess */
const maxLineLength = 10_000;

/** A judge whose tree isn't there yet. */
const late: Trial = { reads: () => "late" };

/** Parses documents one after the other, the last touched first, in slices. Owns every tree. */
export class DocumentParser {
  readonly #grammars: Grammars;
  readonly #clock: Clock;
  readonly #log: Logger;
  /** Documents whose tree is older than their text; the last is next. */
  readonly #waiting = new Set<ParsedDocument>();
  #isRunning = false;
  #current: ParsedDocument | undefined;
  #cancelTimer: (() => void) | undefined;
  #isDisposed = false;
  #parser: Parser | undefined;
  /** A second parser for trial parses, since `#parser` may have paused in the middle of a text. */
  #trialParser: Parser | undefined;

  constructor(params: { grammars: Grammars; clock: Clock; log: Logger }) {
    this.#grammars = params.grammars;
    this.#clock = params.clock;
    this.#log = params.log;
  }

  get isIdle(): boolean {
    return this.#waiting.size === 0 && !this.#isRunning;
  }

  /** Parses `document` soon. */
  schedule(document: ParsedDocument): void {
    if (document.language.grammar === undefined || this.#isDisposed) return;
    this.#waiting.delete(document);
    this.#waiting.add(document);
    if (this.#isRunning) return;
    this.#cancelTimer ??= this.#clock.after(parseDelayMs, () => {
      this.#cancelTimer = undefined;
      inBackground("parsing", this.#run());
    });
  }

  /** Frees a document's tree and forgets it. */
  forget(document: ParsedDocument): void {
    document.isClosed = true;
    this.#waiting.delete(document);
    document.parsed?.tree.delete();
    delete document.parsed;
    tellSettled(document);
  }

  /** Reports whether a parse of `document`'s newest text is still to come. */
  isExpected(document: ParsedDocument): boolean {
    return this.#waiting.has(document) || this.#current === document;
  }

  /** Gives up on the grammar of a document whose tree could not be used. Its trees may not even be deletable. */
  fail(document: ParsedDocument): void {
    if (document.language.grammar !== undefined) this.#grammars.disable(document.language.grammar);
    this.#waiting.delete(document);
    delete document.parsed;
    tellSettled(document);
  }

  /**
   * Makes the judge of insertions at a place: one that decides nothing if the tree isn't of this text yet. `undefined` if there is none to
   * wait for either.
   */
  trialAt(document: ParsedDocument, place: TrialPlace): Trial | undefined {
    const { parsed, language } = document;
    const parser = this.#trialParser;
    if (parser === undefined || parsed === undefined || parsed.pending !== undefined || parsed.text !== place.text)
      return this.isExpected(document) ? late : undefined;
    return trialAt({ parser, clock: this.#clock, ...parsed }, { ...place, languageId: language.id });
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const document of this.#waiting) tellSettled(document);
    this.#waiting.clear();
    this.#cancelTimer?.();
    if (!this.#isRunning) this.#freeParser();
  }

  /** Works until nothing waits. Never rejects. */
  async #run(): Promise<void> {
    this.#isRunning = true;
    for (let document = this.#next(); document !== undefined; document = this.#next()) {
      this.#current = document;
      try {
        await this.#parse(document);
      } catch (error) {
        this.#log.warn("A grammar failed; from now on its language is read from the text alone.", {
          grammar: document.language.grammar,
          error: describeError(error),
        });
        this.fail(document);
      }
      delete document.parsing;
      this.#current = undefined;
      if (!this.#waiting.has(document)) tellSettled(document);
    }
    this.#isRunning = false;
    if (this.#isDisposed) this.#freeParser();
  }

  /** Frees the parser's memory, unless a hostile text has damaged it: then it is freed with the process. */
  #freeParser(): void {
    const parsers = [this.#parser, this.#trialParser];
    this.#parser = this.#trialParser = undefined;
    try {
      for (const parser of parsers) parser?.delete();
    } catch (error) {
      this.#log.debug("A parser could not be freed.", { error: describeError(error) });
    }
  }

  #next(): ParsedDocument | undefined {
    const document = [...this.#waiting].at(-1);
    if (document !== undefined) this.#waiting.delete(document);
    return document;
  }

  async #parse(document: ParsedDocument): Promise<void> {
    const { grammar: name } = document.language;
    const grammar = name === undefined ? undefined : await this.#grammars.load(name);
    const parser = (this.#parser ??= await this.#grammars.createParser());
    this.#trialParser ??= await this.#grammars.createParser();
    if (grammar === undefined || parser === undefined || document.isClosed || this.#isDisposed) return;

    const text = document.readText();
    // This text contains all changes so far.
    this.#waiting.delete(document);
    const isGivenUp = document.givenUpAtLength !== undefined && text.length > document.givenUpAtLength / 2;
    if (isGivenUp || isTooHeavy(text)) {
      document.parsed?.tree.delete();
      delete document.parsed;
      return;
    }
    const oldTree = editedTree(document.parsed, text);
    document.parsing = { text, oldTree };
    try {
      parser.setLanguage(grammar);
      const tree = await this.#parseInSlices({ parser, text, oldTree, document });
      if (tree === undefined) return;
      const { pending } = document.parsing;
      document.parsed?.tree.delete();
      const kinds = this.#kindsOf(grammar);
      document.parsed = { tree, grammar, kinds, text, length: text.length, ...(pending && { pending }) };
    } finally {
      oldTree?.delete();
    }
  }

  /** Parses a document in slices; `undefined` if it was closed meanwhile, or is too much work. */
  async #parseInSlices(params: {
    parser: Parser;
    text: string;
    oldTree: Tree | undefined;
    document: ParsedDocument;
  }): Promise<Tree | undefined> {
    const { parser, text, oldTree, document } = params;
    // A whole string would be sliced anew, to its end, for each stretch the parser reads.
    const read = (index: number): string => text.slice(index, index + readLength);
    let workMs = 0;
    for (;;) {
      const startMs = this.#clock.nowMs();
      const isOver = (): boolean => this.#clock.nowMs() > startMs + sliceMs;
      const tree = parser.parse(read, oldTree, { progressCallback: isOver });
      if (tree !== null) return tree;
      workMs += this.#clock.nowMs() - startMs;
      if (workMs > maxWorkMs) document.givenUpAtLength = text.length;
      await new Promise<void>((resolve) => void this.#clock.after(breathMs, resolve));
      if (document.isClosed || this.#isDisposed || workMs > maxWorkMs) {
        parser.reset();
        return undefined;
      }
    }
  }

  readonly #kinds = new WeakMap<object, readonly NodeKind[]>();
  #kindsOf(grammar: Grammar): readonly NodeKind[] {
    let kinds = this.#kinds.get(grammar);
    if (kinds === undefined) this.#kinds.set(grammar, (kinds = nodeKindsOf(grammar)));
    return kinds;
  }
}

function tellSettled(document: ParsedDocument): void {
  const listeners = [...document.settled];
  document.settled.clear();
  for (const listener of listeners) listener();
}

/** UTF-16 units passed to the parser at a time. Source: web-tree-sitter's input buffer holds 5,120. */
const readLength = 4096;

/** Copies the last tree and applies the changes to it; `undefined` if the edits do not lead to `text`. */
function editedTree(parsed: ParsedDocument["parsed"], text: string): Tree | undefined {
  if (parsed === undefined) return undefined;
  const { tree, pending, text: before } = parsed;
  if (pending === undefined) return tree.copy();
  if (before.length - pending.oldEndOffset + pending.newEndOffset !== text.length) return undefined;
  return editedCopy(tree, pending, { before, after: text });
}

function isTooHeavy(text: string): boolean {
  if (text.length > maxTextLength) return true;
  for (let start = 0; text.length - start > maxLineLength;) {
    const newline = text.lastIndexOf("\n", start + maxLineLength);
    if (newline < start) return true;
    start = newline + 1;
  }
  return false;
}
