import type { TextDocumentContentChangeEvent } from "vscode-languageserver-textdocument";
import type { Position, TextDocumentItem, TextEdit, VersionedTextDocumentIdentifier } from "vscode-languageserver";
import type { Clock } from "../base/clock";
import type { DocumentState } from "./documentState";
import { documentPath } from "./documentPath";
import { isGenerated } from "./generated";
import { OpenText, type OffsetEdit } from "./openText";

/** Listener to every document that gets completions. A document that becomes too large is `closed`, one that shrinks back is `opened`. */
export interface DocumentListener {
  opened(document: DocumentState): void;
  /** `edits` in the order they were made; each one's offsets refer to the text after the previous one. */
  changed(document: DocumentState, edits: readonly OffsetEdit[]): void;
  closed(document: DocumentState): void;
}

/** Reason why a document gets no completions, in plain words; `setting` decides about it, if one does. */
interface Skip {
  readonly reason: string;
  readonly setting?: string;
}

/** State of a URI: usable, kept out with the reason in plain words, or never opened. */
export type DocumentAccess =
  | { readonly kind: "open"; readonly document: DocumentState }
  | ({ readonly kind: "skipped" } & Skip)
  | { readonly kind: "unknown" };

/** Line length, in UTF-16 units, above which a text is data or minified code. // guess: longest hand-written lines stay below 1,000 */
const maxLineLength = 20_000;

/** Delay after a change before a document is checked again as a whole, in ms. */
const settleMs = 100; // guess

/** Size, in UTF-16 units, above which an insertion is checked off the keystroke's path. */
const largeInsertion = 1_000;

interface Entry {
  readonly languageId: string;
  /** Absent once the text was too large to keep. */
  text: OpenText | undefined;
  skip: Skip | undefined;
  /** True if `skip` may be out of date. */
  isUnsettled: boolean;
}

/**
 * The open documents, kept in step with the client. Decides, in one place, which of them get completions.
 * The only place that turns LSP positions (UTF-16) into offsets and back, and the client's line ends into `\n` and back.
 */
export class Documents {
  readonly #entries = new Map<string, Entry>();
  readonly #listeners: DocumentListener[] = [];
  readonly #clock: Clock;
  readonly #maxChars: () => number;
  readonly #onSkippedChange: () => void;
  readonly #exclusion: (uri: string) => Skip | undefined;
  #folderUris: readonly string[] = [];
  #cancelSettling: (() => void) | undefined;

  /**
   * `maxChars` and `exclusion`, which says why a document is kept out, are read at each check; `onSkippedChange` is called when `skipped()` may have
   * changed.
   */
  constructor(params: {
    clock: Clock;
    maxChars: () => number;
    onSkippedChange: () => void;
    exclusion?: (uri: string) => Skip | undefined;
  }) {
    this.#clock = params.clock;
    this.#maxChars = params.maxChars;
    this.#onSkippedChange = params.onSkippedChange;
    this.#exclusion = params.exclusion ?? (() => undefined);
  }

  /** Adds a listener for good. */
  listen(listener: DocumentListener): void {
    this.#listeners.push(listener);
  }

  /** Sets the workspace folders that paths are relative to. */
  setFolders(folderUris: readonly string[]): void {
    this.#folderUris = folderUris;
  }

  open(item: TextDocumentItem): void {
    const { uri, languageId } = item;
    if (this.#entries.has(uri)) this.close(uri);
    const document = new OpenText(item);
    const skip = this.#inspect(document);
    const isTooLarge = document.text.length > this.#maxChars();
    const entry: Entry = {
      languageId,
      text: isTooLarge ? undefined : document,
      skip,
      isUnsettled: false,
    };
    this.#entries.set(uri, entry);
    if (skip !== undefined) {
      this.#onSkippedChange();
      return;
    }
    const state = this.#state(uri, entry, document);
    for (const listener of this.#listeners) listener.opened(state);
  }

  /** Applies changes in their order. Those of unknown and of dropped documents are ignored, except whole new texts. */
  change({ uri, version }: VersionedTextDocumentIdentifier, changes: readonly TextDocumentContentChangeEvent[]): void {
    const entry = this.#entries.get(uri);
    if (entry === undefined) return;
    const whole = changes.findLast((change) => !("range" in change));
    if (entry.text === undefined || whole !== undefined) {
      if (whole === undefined) return;
      const rest = changes.slice(changes.indexOf(whole) + 1);
      this.open({ uri, languageId: entry.languageId, version, text: whole.text });
      if (rest.length > 0) this.change({ uri, version }, rest);
      return;
    }
    const edits: OffsetEdit[] = [];
    for (const change of changes) edits.push(this.#apply(entry, entry.text, change, version));
    if (entry.text.text.length > this.#maxChars()) this.#drop(uri, entry, entry.text);
    if (entry.isUnsettled) this.#settleSoon();
    if (entry.skip !== undefined) return;
    const state = this.#state(uri, entry, entry.text);
    for (const listener of this.#listeners) listener.changed(state, edits);
  }

  close(uri: string): void {
    const entry = this.#entries.get(uri);
    if (entry === undefined) return;
    this.#entries.delete(uri);
    if (entry.skip !== undefined || entry.text === undefined) {
      this.#onSkippedChange();
      return;
    }
    const state = this.#state(uri, entry, entry.text);
    for (const listener of this.#listeners) listener.closed(state);
  }

  /** Returns the document in its current state. */
  access(uri: string): DocumentAccess {
    const entry = this.#entries.get(uri);
    if (entry === undefined) return { kind: "unknown" };
    this.#settle(uri, entry);
    if (entry.skip !== undefined || entry.text === undefined)
      return { kind: "skipped", ...(entry.skip ?? { reason: "" }) };
    return { kind: "open", document: this.#state(uri, entry, entry.text) };
  }

  /** Returns the text of a document that gets completions, as far as is known: it checks nothing, so it is cheap on the keystroke's path. */
  textOf(uri: string): string | undefined {
    const entry = this.#entries.get(uri);
    return entry?.skip === undefined ? entry?.text?.text : undefined;
  }

  /** Returns the path of a file as prompts show it; see `documentPath.ts`. */
  pathOf(uri: string): string {
    return documentPath(uri, this.#folderUris);
  }

  /** Returns a document's version, whether or not it gets completions. */
  version(uri: string): number | undefined {
    return this.#entries.get(uri)?.text?.version;
  }

  /** Returns a document's language id, as the editor gave it. */
  languageOf(uri: string): string {
    return this.#entries.get(uri)?.languageId ?? "";
  }

  /** Returns the offset of an LSP position; a position past the end of a line or of the document becomes that end. */
  offsetAt(uri: string, position: Position): number {
    return this.#entries.get(uri)?.text?.offsetAt(position) ?? 0;
  }

  /** Returns the LSP position of an offset. */
  positionAt(uri: string, offset: number): Position {
    return this.#entries.get(uri)?.text?.positionAt(offset) ?? { line: 0, character: 0 };
  }

  /** Builds the client's edit for a replacement between two offsets, with the document's line ends at that place. */
  textEdit(uri: string, { start, end, text }: { start: number; end: number; text: string }): TextEdit {
    const range = { start: this.positionAt(uri, start), end: this.positionAt(uri, end) };
    return { range, newText: this.#entries.get(uri)?.text?.outgoing(text, start) ?? text };
  }

  /** Returns the documents that get completions. */
  usable(): DocumentState[] {
    return [...this.#entries].flatMap(([uri, entry]) =>
      entry.skip === undefined && entry.text ? [this.#state(uri, entry, entry.text)] : [],
    );
  }

  /** Returns the documents that get none, with the reasons. */
  skipped(): ({ uri: string } & Skip)[] {
    return [...this.#entries].flatMap(([uri, { skip }]) => (skip === undefined ? [] : [{ uri, ...skip }]));
  }

  /** Checks one document again. */
  reconsider(uri: string): void {
    const entry = this.#entries.get(uri);
    if (entry === undefined) return;
    entry.isUnsettled = true;
    this.#settle(uri, entry);
  }

  /** Checks every document again, e.g. after the size limit has changed. */
  resettle(): void {
    for (const entry of this.#entries.values()) entry.isUnsettled = true;
    this.#settleAll();
  }

  #apply(entry: Entry, document: OpenText, change: TextDocumentContentChangeEvent, version: number): OffsetEdit {
    if (!("range" in change)) throw new Error("A whole text is not an edit.");
    const edit = document.update(change, version);
    entry.isUnsettled ||=
      entry.skip !== undefined ||
      change.text.length > largeInsertion ||
      change.text.includes("\0") ||
      document.lineLength(Math.min(change.range.start.line, change.range.end.line)) > maxLineLength;
    return edit;
  }

  /** Drops the text of a document that has grown too large. */
  #drop(uri: string, entry: Entry, document: OpenText): void {
    const state = this.#state(uri, entry, document);
    const wasUsable = entry.skip === undefined;
    entry.text = undefined;
    entry.skip = this.#inspect(document);
    entry.isUnsettled = false;
    if (wasUsable) for (const listener of this.#listeners) listener.closed(state);
    this.#onSkippedChange();
  }

  #settleSoon(): void {
    this.#cancelSettling ??= this.#clock.after(settleMs, () => this.#settleAll());
  }

  #settleAll(): void {
    this.#cancelSettling?.();
    this.#cancelSettling = undefined;
    for (const [uri, entry] of this.#entries) this.#settle(uri, entry);
  }

  #settle(uri: string, entry: Entry): void {
    if (!entry.isUnsettled || entry.text === undefined) return;
    if (entry.text.text.length > this.#maxChars()) {
      this.#drop(uri, entry, entry.text);
      return;
    }
    entry.isUnsettled = false;
    const skip = this.#inspect(entry.text);
    if (skip?.reason === entry.skip?.reason) return;
    const wasUsable = entry.skip === undefined;
    entry.skip = skip;
    const state = this.#state(uri, entry, entry.text);
    for (const listener of this.#listeners) {
      if (wasUsable) listener.closed(state);
      else if (skip === undefined) listener.opened(state);
    }
    this.#onSkippedChange();
  }

  /** Returns the reason why a document gets no completions; `undefined` if it does. Scans the whole text. */
  #inspect(document: OpenText): Skip | undefined {
    const { text } = document;
    const maxChars = this.#maxChars();
    // First, since the text of such a document is not kept for a second check.
    if (text.length > maxChars)
      return {
        reason: `it is larger than ${format(Math.ceil(maxChars / 1024))} KB (nanotype.maxDocumentKb); reopen it once it is smaller`,
        setting: "nanotype.maxDocumentKb",
      };
    const exclusion = this.#exclusion(document.uri);
    if (exclusion !== undefined) return exclusion;
    if (text.includes("\0")) return { reason: "it looks like a binary file" };
    if (isGenerated(document.uri, text)) return { reason: "a program writes it, so changes to it would be lost" };
    for (let line = 0; line < document.lineCount; line++)
      if (document.lineLength(line) > maxLineLength)
        return { reason: `one line is longer than ${format(maxLineLength)} characters` };
    return undefined;
  }

  #state(uri: string, entry: Entry, document: OpenText): DocumentState {
    return {
      uri,
      path: this.pathOf(uri),
      languageId: entry.languageId,
      version: document.version,
      text: document.text,
    };
  }
}

function format(count: number): string {
  return count.toLocaleString("en");
}
