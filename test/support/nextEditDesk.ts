import { lfText } from "../../server/src/base/lineEnds";
import type { DocumentState } from "../../server/src/documents/documentState";
import { EditHistory } from "../../server/src/documents/editHistory";
import { NextEdits, type NextEdit } from "../../server/src/nextEdit/nextEdits";
import { openSyntax } from "./openSyntax";

/** A desk with open files, at which an author types and takes next edits. The engine is the real one; only the clock is the desk's. */
export class Desk {
  nowMs = 1_000_000;
  readonly clock = {
    nowMs: () => this.nowMs,
    // A wait is over at once, and the time has passed.
    after: (delayMs: number, action: () => void) => {
      const timer = setTimeout(() => {
        this.nowMs += delayMs;
        action();
      }, 0);
      return () => clearTimeout(timer);
    },
  };
  readonly edits = new EditHistory(this.clock);
  readonly counts: string[] = [];
  readonly #syntax = openSyntax();
  readonly #documents: DocumentState[];
  readonly engine: NextEdits;
  #caret = { uri: "", offset: 0 };

  /** `files` by their path; languages by its ending. */
  constructor(files: Readonly<Record<string, string>>) {
    this.#documents = Object.entries(files).map(([path, text]) => ({
      ...{ uri: `file:///${path}`, path, version: 1, text: lfText(text) },
      languageId: languages[path.slice(path.lastIndexOf(".") + 1)] ?? "plaintext",
    }));
    this.engine = new NextEdits({
      ...{ clock: this.clock, edits: this.edits, documents: () => this.#documents, projectOf: () => "" },
      rolesIn: (uri, text) => this.#syntax.syntax.rolesIn(uri, text),
      parsed: (uri, signal) => this.#syntax.syntax.parsed(uri, signal),
      count: (event) => this.counts.push(event),
    });
    for (const { uri, languageId, text } of this.#documents) {
      this.#syntax.syntax.open(uri, languageId, text);
      this.edits.opened(uri, text);
    }
  }

  text(path: string): string {
    return this.#of(`file:///${path}`).text;
  }

  /** Replaces the text from `start` to `end` as one change. */
  change(uri: string, start: number, end: number, newText: string): void {
    const index = this.#documents.findIndex((document) => document.uri === uri);
    const document = this.#documents[index];
    const text = lfText(document.text.slice(0, start) + newText + document.text.slice(end));
    const changed = (this.#documents[index] = { ...document, version: document.version + 1, text });
    const edits = [{ startOffset: start, oldEndOffset: end, newEndOffset: start + newText.length }];
    this.#syntax.syntax.change(uri, edits, text);
    this.edits.changed(uri, text, edits, this.engine.changed(changed, edits));
    this.nowMs += 80;
  }

  /** Replaces the first `old` (the `nth`, from 0) in a file key by key, and rests. */
  type(path: string, old: string, newText: string, nth = 0): void {
    const uri = `file:///${path}`;
    let start = -1;
    for (let count = 0; count <= nth; count++) start = this.text(path).indexOf(old, start + 1);
    if (start < 0) throw new Error(`The file has no ${old}.`);
    let head = 0;
    while (head < old.length && head < newText.length && old[head] === newText[head]) head++;
    let tail = 0;
    while (tail < Math.min(old.length, newText.length) - head && old.at(-1 - tail) === newText.at(-1 - tail)) tail++;
    const [from, to] = [start + head, start + old.length - tail];
    const keys = newText.slice(head, newText.length - tail);
    if (keys === "") this.change(uri, from, to, "");
    for (let index = 0; index < keys.length; index++)
      this.change(uri, from + index, index === 0 ? to : from + index, keys.charAt(index));
    this.#caret = { uri, offset: from + keys.length };
    this.nowMs += 1_000;
  }

  /** Asks for the next edit at the caret. */
  async next(mode: "on" | "quiet" = "on"): Promise<NextEdit | undefined> {
    const document = this.#of(this.#caret.uri);
    await this.#syntax.whenIdle();
    const { signal } = new AbortController();
    return (await this.engine.next({ document, offset: this.#caret.offset, mode, signal })).edit;
  }

  /** Takes an edit as a client does: it changes the text, then executes the command. */
  take({ id, uri, start, end, newText }: NextEdit): void {
    this.change(uri, start, end, newText);
    this.engine.accepted(id);
    this.#caret = { uri, offset: start + newText.length };
    this.nowMs += 500;
  }

  /** Presses Tab until nothing more is offered; returns the number of edits taken. */
  async takeAll(): Promise<number> {
    for (let count = 0; count < 100; count++) {
      const edit = await this.next();
      if (edit === undefined) return count;
      this.take(edit);
    }
    throw new Error("The chain doesn't end.");
  }

  dispose(): void {
    this.#syntax.syntax.dispose();
  }

  #of(uri: string): DocumentState {
    const document = this.#documents.find((each) => each.uri === uri);
    if (document === undefined) throw new Error(`${uri} isn't open.`);
    return document;
  }
}

const languages: Readonly<Record<string, string | undefined>> = {
  ts: "typescript",
  js: "javascript",
  py: "python",
  go: "go",
  rs: "rust",
  java: "java",
};
