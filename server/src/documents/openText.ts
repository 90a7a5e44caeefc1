import { TextDocument, type TextDocumentContentChangeEvent } from "vscode-languageserver-textdocument";
import type { Position, Range, TextDocumentItem } from "vscode-languageserver";
import { lfText, LineEnds, withLineEnd, type LfText } from "../base/lineEnds";

/** One replacement, in UTF-16 offsets of the text right before it (`start`, `oldEnd`) and right after it (`newEnd`). */
export interface OffsetEdit {
  readonly startOffset: number;
  readonly oldEndOffset: number;
  readonly newEndOffset: number;
}

/** A change of a part of a document. */
export type PartChange = Extract<TextDocumentContentChangeEvent, { range: Range }>;

/**
 * The text of an open document, with `\n` for every line end of the client's. LSP's positions are the same in both
 * texts, since they count lines; all offsets are of the text with `\n`. A change costs one copy of the text.
 */
export class OpenText {
  readonly #document: TextDocument;
  readonly #lineEnds: LineEnds;
  #text: LfText;

  constructor({ uri, languageId, version, text }: TextDocumentItem) {
    this.#text = lfText(text);
    this.#document = TextDocument.create(uri, languageId, version, this.#text);
    this.#lineEnds = new LineEnds(text);
  }

  get uri(): string {
    return this.#document.uri;
  }

  get version(): number {
    return this.#document.version;
  }

  get text(): LfText {
    return this.#text;
  }

  get lineCount(): number {
    return this.#document.lineCount;
  }

  /** Returns the length of a line with its end, in UTF-16 units. */
  lineLength(line: number): number {
    const start = this.#document.offsetAt({ line, character: 0 });
    return this.#document.offsetAt({ line: line + 1, character: 0 }) - start;
  }

  /** Returns the offset of an LSP position; a position past the end of a line or of the document becomes that end. */
  offsetAt(position: Position): number {
    return this.#document.offsetAt(position);
  }

  positionAt(offset: number): Position {
    return this.#document.positionAt(offset);
  }

  /** Returns a text as the client inserts it at an offset: with the line end of the lines there. */
  outgoing(text: string, offset: number): string {
    return withLineEnd(lfText(text), this.#lineEnds.near(this.positionAt(offset).line));
  }

  /** Applies a change, and returns it as an edit of the text with `\n`. */
  update({ range, text }: PartChange, version: number): OffsetEdit {
    const offsets = [this.offsetAt(range.start), this.offsetAt(range.end)];
    let [start, end] = [Math.min(...offsets), Math.max(...offsets)];
    let [first, last] = [this.positionAt(start), this.positionAt(end)];
    // If a `\r` meets a `\n`, two line ends become one: the edit replaces both by the joined one.
    const isBehindCr = first.character === 0 && first.line > 0 && this.#lineEnds.isAt(first.line - 1, "\r");
    const isBeforeLf = last.line + 1 < this.lineCount && this.#isLineEnd(last) && this.#lineEnds.isAt(last.line, "\n");
    let inserted = text;
    if (isBeforeLf && (text === "" ? isBehindCr : text.endsWith("\r"))) {
      inserted += "\n";
      last = this.positionAt(++end);
    }
    if (isBehindCr && inserted.startsWith("\n")) {
      inserted = `\r${inserted}`;
      first = this.positionAt(--start);
    }
    this.#lineEnds.replace({ first: first.line, last: last.line, lineCount: this.lineCount }, inserted);
    const insertedLf = lfText(inserted);
    TextDocument.update(this.#document, [{ range: { start: first, end: last }, text: insertedLf }], version);
    this.#text = lfText(this.#document.getText());
    return { startOffset: start, oldEndOffset: end, newEndOffset: start + insertedLf.length };
  }

  #isLineEnd({ line, character }: Position): boolean {
    return this.lineLength(line) === character + 1;
  }
}
