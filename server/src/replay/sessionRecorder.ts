import { version } from "../../../package.json";
import type { Clock } from "../base/clock";
import { commonEndLength, commonLength } from "../base/commonLength";
import type { InlineAnswer, InlineRequest } from "../completion/inlineCompletion";
import type { DocumentState } from "../documents/documentState";
import type { DocumentListener } from "../documents/documents";
import type { OffsetEdit } from "../documents/openText";
import type { Backend, CompletionChunk, RoutableRequest } from "../model/backend";
import { BackendError, type BackendErrorKind } from "../model/errors";
import { withStream } from "../model/withStream";
import type { Settings } from "../settings/settings";
import type { FactKind, FactValue, SessionFacts } from "./facts";
import type { Recording } from "./sessionEvent";
import { SessionTape, type TapedDocument } from "./sessionTape";

/** Settings that decide about suggestions. None names a path, an address or a program. */
const recordedSettings = [
  ...(["enable", "eagerness", "debounceMaxMs", "multiline", "maxLines", "maxDocumentKb"] as const),
  ...(["memoryEnabled", "evaluationMemory", "commentsDocstrings"] as const),
];

/**
 * Records a session in memory while it is on: changes of documents, requests, answers, and what the backends said. Nothing is written. While it is off, it keeps
 * nothing.
 */
export class SessionRecorder implements DocumentListener, SessionFacts {
  readonly #clock: Clock;
  #tape: SessionTape | undefined;
  /** Returns the latency that is expected of the backend. */
  #expectedMs: () => number = () => 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Begins with the settings in force and the documents that are open already. */
  begin(inForce: Settings, open: readonly DocumentState[]): void {
    this.#tape = new SessionTape(this.#clock);
    this.settings(inForce);
    for (const document of open) this.opened(document);
  }

  /** Records the settings in force. */
  settings(inForce: Settings): void {
    const settings = Object.fromEntries(recordedSettings.map((name) => [name, inForce[name]]));
    this.#tape?.add({ kind: "settings", settings });
  }

  opened({ uri, path, languageId, text }: DocumentState): void {
    const tape = this.#tape;
    if (tape === undefined) return;
    const { id } = tape.open(uri, text);
    tape.add({ kind: "open", document: id, path, languageId, text }, text.length);
  }

  changed({ uri, text }: DocumentState, edits: readonly OffsetEdit[]): void {
    const document = this.#tape?.document(uri);
    if (document === undefined) return;
    const { start, end, newEnd } = edits.length === 1 ? only(edits[0]) : span(document.text, text);
    document.text = text;
    document.version++;
    const inserted = text.slice(start, newEnd);
    this.#tape?.add({ kind: "edit", document: document.id, start, end, text: inserted }, inserted.length);
  }

  closed({ uri }: DocumentState): void {
    this.#note("close", uri);
    this.#tape?.close(uri);
  }

  /** Drops all that was recorded of a document, which is now excluded. */
  forget(uri: string): void {
    this.#tape?.forget(uri);
  }

  /** Records that the user has hidden the suggestion shown in a document. */
  dismissed(uri: string): void {
    this.#note("dismissed", uri);
  }

  fact<T extends FactValue>(name: FactKind, uri: string, compute: () => T): T {
    const value = compute();
    const document = this.#tape?.document(uri);
    if (document !== undefined)
      this.#tape?.add({ kind: "fact", document: document.id, version: document.version, name, value });
    return value;
  }

  /** Records a request, its answer and its cancellation. */
  async watch(
    request: InlineRequest,
    signal: AbortSignal,
    provide: () => Promise<InlineAnswer>,
  ): Promise<InlineAnswer> {
    const tape = this.#tape;
    const document = tape?.document(request.document.uri);
    if (tape === undefined || document === undefined) return provide();
    const { offset, trigger, wantsAll, selectedCompletion: selected } = request;
    const number = tape.newRequest();
    const cancelled = (): void => tape.add({ kind: "cancel", request: number });
    if (signal.aborted) cancelled();
    tape.add({
      ...{ kind: "ask", request: number, document: document.id, offset, trigger, latencyMs: this.#expectedMs() },
      ...(wantsAll !== undefined && { wantsAll }),
      ...(selected !== undefined && { selected: { start: selected.start, text: selected.text } }),
    });
    signal.addEventListener("abort", cancelled, { once: true });
    const answer = await provide().finally(() => signal.removeEventListener("abort", cancelled));
    const items = answer.items.map(({ insertText: text, start, end, caretAfter }) => ({
      ...{ text, start, end },
      ...(caretAfter !== undefined && { caretAfter }),
    }));
    tape.add({ kind: "answer", request: number, items });
    return answer;
  }

  /** Returns the same backend, whose streams are recorded. */
  overhears(backend: Backend<RoutableRequest>): Backend<RoutableRequest> {
    const stream = (request: RoutableRequest, signal: AbortSignal) => {
      const tape = this.#tape;
      const document = tape?.document(request.documentUri);
      return tape === undefined || document === undefined
        ? backend.stream(request, signal)
        : recordedStream({ backend, tape, document }, request, signal);
    };
    this.#expectedMs = () => backend.expectedLatencyMs();
    return withStream(backend, stream);
  }

  /** Ends the recording, and returns it once its secrets are masked; `undefined` if it wasn't on. */
  async end({ model, limits }: Backend<RoutableRequest>): Promise<Recording | undefined> {
    const tape = this.#tape;
    if (tape === undefined) return undefined;
    this.#tape = undefined;
    const { contextTokens, suffixTokens, charsPerToken } = limits;
    const header = {
      ...{ format: "nanotype session 1" as const, version, model },
      limits: { contextTokens, suffixTokens, charsPerToken },
    };
    return { header, events: await tape.end() };
  }

  #note(kind: "close" | "dismissed", uri: string): void {
    const document = this.#tape?.document(uri);
    if (document !== undefined) this.#tape?.add({ kind, document: document.id });
  }
}

/** Streams from a backend, and records what it says. */
async function* recordedStream(
  source: { backend: Backend<RoutableRequest>; tape: SessionTape; document: TapedDocument },
  request: RoutableRequest,
  signal: AbortSignal,
): AsyncIterable<CompletionChunk> {
  const { backend, tape, document } = source;
  const stream = tape.newStream();
  const { priority, candidateCount, later } = request;
  tape.add({ kind: "stream", stream, document: document.id, version: document.version, priority, candidateCount });
  const take = (text: string): void => {
    tape.add({ kind: "later", stream, text }, text.length);
    later?.take(text);
  };
  const watched = later === undefined ? request : { ...request, later: { signal: later.signal, take } };
  let failure: { kind: BackendErrorKind; message: string } | undefined;
  try {
    for await (const chunk of backend.stream(watched, signal)) {
      tape.add({ kind: "chunk", stream, chunk }, chunk.text.length);
      yield chunk;
    }
  } catch (error) {
    failure =
      error instanceof BackendError
        ? { kind: error.kind, message: error.message }
        : { kind: "processDied", message: "" };
    throw error;
  } finally {
    tape.add({ kind: "end", stream, ...(failure !== undefined && { error: failure }) });
  }
}

function only({ startOffset, oldEndOffset, newEndOffset }: OffsetEdit): { start: number; end: number; newEnd: number } {
  return { start: startOffset, end: oldEndOffset, newEnd: newEndOffset };
}

/** Finds the one replacement that makes one text of another. */
function span(before: string, after: string): { start: number; end: number; newEnd: number } {
  const start = commonLength(before, after);
  const tail = commonEndLength(before, after, start);
  return { start, end: before.length - tail, newEnd: after.length - tail };
}
