import type { Clock } from "../base/clock";
import { wait } from "../base/clock";
import type { Backend, CompletionChunk, RoutableRequest } from "../model/backend";
import { BackendError } from "../model/errors";
import type { Recording, SessionEvent } from "./sessionEvent";

/** A document of a replay as the backend knows it. */
export interface ReplayedDocument {
  readonly id: number;
  /** Number of its changes. */
  readonly version: number;
}

type StreamStart = Extract<SessionEvent, { kind: "stream" }>;

/** A stream's further events, in order. */
type RecordedStream = Extract<SessionEvent, { kind: "chunk" | "later" | "end" }>[];

/** A backend that says what those of a recording have said, at the same times. Requests find their stream by the document, its version and their urgency. */
export class RecordedBackend implements Backend<RoutableRequest> {
  readonly name = "recording";
  readonly model: string;
  readonly limits: Recording["header"]["limits"];
  readonly #clock: Clock;
  #startMs = 0;
  readonly #documentOf: (uri: string) => ReplayedDocument | undefined;
  readonly #waiting = new Map<string, RecordedStream[]>();
  /** Latency that was expected when the newest request came. */
  expectedMs = 0;

  constructor(params: {
    recording: Recording;
    clock: Clock;
    documentOf: (uri: string) => ReplayedDocument | undefined;
  }) {
    const { header, events } = params.recording;
    this.model = header.model;
    this.limits = header.limits;
    this.#clock = params.clock;
    this.#documentOf = params.documentOf;
    const streams = new Map<number, RecordedStream>();
    for (const event of events) {
      if (event.kind === "stream") {
        const stream: RecordedStream = [];
        streams.set(event.stream, stream);
        const key = keyOf(event);
        this.#waiting.set(key, [...(this.#waiting.get(key) ?? []), stream]);
      } else if (event.kind === "chunk" || event.kind === "later" || event.kind === "end")
        streams.get(event.stream)?.push(event);
    }
  }

  /** Records that the session begins now. */
  begins(): void {
    this.#startMs = this.#clock.nowMs();
  }

  expectedLatencyMs(): number {
    return this.expectedMs;
  }

  async *stream(request: RoutableRequest, signal: AbortSignal): AsyncGenerator<CompletionChunk> {
    const document = this.#documentOf(request.documentUri);
    const { priority, candidateCount } = request;
    const { id = 0, version = 0 } = document ?? {};
    const recorded = this.#waiting.get(keyOf({ document: id, version, priority, candidateCount }))?.shift();
    for (const event of recorded ?? []) {
      await wait(this.#clock, this.#startMs + event.atMs - this.#clock.nowMs(), signal);
      if (event.kind === "later") {
        if (request.later?.signal.aborted === false) request.later.take(event.text);
        continue;
      }
      if (signal.aborted) return;
      if (event.kind === "chunk") yield event.chunk;
      else if (event.error !== undefined) throw new BackendError(event.error.kind, event.error.message);
    }
  }
}

function keyOf(one: Pick<StreamStart, "document" | "version" | "priority" | "candidateCount">): string {
  return `${one.document} ${one.version} ${one.priority} ${one.candidateCount}`;
}
