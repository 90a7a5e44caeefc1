import { setTimeout as sleep } from "node:timers/promises";
import { previewMethod, type Preview } from "../../server/src/protocol";
import type { LspClient } from "../../test/support/lspClient";
import { textOnDisk, type WorkspaceFile } from "../../test/support/realWorkspace/workspaceFile";
import { keyGaps } from "../typist/keyGaps";
import { hostDelayMs } from "../typist/typist";
import { TypistEditor } from "../typist/typistEditor";

/** Most keys at one document before the next one is opened. */
const maxKeys = 150;

/** Number of keys between two explicit requests. */
const invokedEvery = 40;

/** Distance of the places at which the server's text is compared with the editor's, in characters. */
const compareEvery = 300;

/** Counts kept while typing. */
export interface TypingCounts {
  keyCount: number;
  documentCount: number;
  requestCount: number;
  offeredCount: number;
  /** Requests that failed other than by cancellation. */
  failedCount: number;
  /** Longest answer time in ms: of a key's request, and of the user's own. */
  slowestMs: number;
  slowestInvokedMs: number;
  /** The fault during the user's slowest request. */
  slowestInvokedDuring: string;
  /** Documents whose text differed between server and editor, as `path: place`. */
  readonly differences: string[];
  comparedCount: number;
}

/** Types parts of real files, one after the other, faster than a person, and never waits for an answer. */
export class SoakTypist {
  readonly counts: TypingCounts = {
    ...{ keyCount: 0, documentCount: 0, requestCount: 0, offeredCount: 0, failedCount: 0 },
    ...{ slowestMs: 0, slowestInvokedMs: 0, slowestInvokedDuring: "", differences: [], comparedCount: 0 },
  };
  /** The current fault, in words. */
  phase = "nothing wrong";
  readonly #client: LspClient;
  readonly #speed: number;
  readonly #gapMs: () => number;
  readonly #open = new Set<Promise<void>>();

  constructor(client: LspClient, params: { speed: number; seed: number }) {
    this.#client = client;
    this.#speed = params.speed;
    this.#gapMs = keyGaps(params.seed);
  }

  /** Types until `end` aborts; then waits for every request's answer. */
  async type(files: readonly (WorkspaceFile & { readonly uri: string })[], end: AbortSignal): Promise<void> {
    for (let at = 0; !end.aborted; at++) {
      const file = files[at % files.length];
      const neighbour = files[(at + 1) % files.length];
      this.#client.open(neighbour.uri, textOnDisk(neighbour), neighbour.languageId);
      await this.#typeFile(file, end);
      this.#client.close(neighbour.uri);
    }
    await Promise.all(this.#open);
  }

  async #typeFile(file: WorkspaceFile & { readonly uri: string }, end: AbortSignal): Promise<void> {
    const { uri, languageId } = file;
    const lineEnd = file.lineEnd === "crlf" ? "\r\n" : "\n";
    const { before, toType, after } = passageOf(file.text);
    const editor = new TypistEditor({ before, toType, after }, file.indent === "tab" ? "\t" : "  ");
    this.#client.open(uri, (before + after).replaceAll("\n", lineEnd), languageId);
    let text = before + after;
    let cancel = new AbortController();
    for (let key = 0; key < maxKeys && !end.aborted; key++) {
      const edit = editor.press();
      if (edit === undefined) break;
      cancel.abort();
      cancel = new AbortController();
      const place = (offset: number): number =>
        offset + (lineEnd.length - 1) * (text.slice(0, offset).split("\n").length - 1);
      await this.#client.change(uri, place(edit.start), place(edit.end), edit.text.replaceAll("\n", lineEnd));
      text = editor.before + editor.after;
      this.counts.keyCount++;
      const caret = place(editor.before.length);
      if (key % invokedEvery === invokedEvery - 1) await this.#ask(uri, caret, { isInvoked: true });
      else this.#askLater(uri, caret, cancel.signal);
      await sleep(this.#gapMs() / this.#speed);
    }
    await Promise.all(this.#open);
    await this.#compare(file, editor.before + editor.after);
    this.#client.close(uri);
    this.counts.documentCount++;
  }

  /** Requests as editors do: a moment after the key, unless the next one has come, which also cancels the request. */
  #askLater(uri: string, caret: number, signal: AbortSignal): void {
    const asking = sleep(hostDelayMs / this.#speed).then(() =>
      signal.aborted ? undefined : this.#ask(uri, caret, { isInvoked: false, signal }),
    );
    this.#open.add(asking);
    asking.then(
      () => this.#open.delete(asking),
      () => this.#open.delete(asking),
    );
  }

  async #ask(uri: string, caret: number, params: { isInvoked: boolean; signal?: AbortSignal }): Promise<void> {
    const { counts } = this;
    const during = this.phase;
    const startMs = performance.now();
    counts.requestCount++;
    try {
      const items = await this.#client.complete(uri, caret, params);
      if (items.length > 0) counts.offeredCount++;
    } catch {
      if (params.signal?.aborted !== true) counts.failedCount++;
    }
    const elapsedMs = performance.now() - startMs;
    if (!params.isInvoked) counts.slowestMs = Math.max(counts.slowestMs, elapsedMs);
    else if (elapsedMs > counts.slowestInvokedMs) {
      counts.slowestInvokedMs = elapsedMs;
      counts.slowestInvokedDuring = during;
    }
  }

  /** Compares the server's text with the editor's, by the text before the caret in a prompt made from it. */
  async #compare(file: { readonly uri: string; readonly path: string }, text: string): Promise<void> {
    const own = this.#client.text(file.uri).replaceAll("\r\n", "\n");
    if (own !== text) this.counts.differences.push(`${file.path}: the typist's own text`);
    const lines = text.split("\n");
    for (let at = Math.min(compareEvery, text.length); ; at = Math.min(at + compareEvery, text.length)) {
      const line = text.slice(0, at).split("\n").length - 1;
      const character = at - (text.lastIndexOf("\n", at - 1) + 1);
      const position = { line, character: Math.min(character, lines[line]?.length ?? 0) };
      const preview = await this.#client.connection.sendRequest<Preview>(previewMethod, {
        textDocument: { uri: file.uri },
        position,
      });
      const seen = /\nbefore the caret:\n([\s\S]*)\nafter the caret:\n/.exec(preview.text)?.[1];
      // Text that was cut out as a secret differs on purpose.
      if (seen !== undefined && preview.cuts.length === 0) {
        this.counts.comparedCount++;
        const isWhole = seen.length >= Math.min(at, compareEvery);
        if (!isWhole || !text.slice(0, at).endsWith(seen)) this.counts.differences.push(`${file.path}: ${at}`);
      }
      if (at === text.length) return;
    }
  }
}

/** Returns the middle of a text, from one line start to another. */
function passageOf(text: string): { before: string; toType: string; after: string } {
  const lineAt = (share: number): number => text.indexOf("\n", Math.floor(text.length * share)) + 1;
  const start = lineAt(0.3);
  const end = Math.max(start, lineAt(0.8) - 1);
  return { before: text.slice(0, start), toType: text.slice(start, end), after: text.slice(end) };
}
