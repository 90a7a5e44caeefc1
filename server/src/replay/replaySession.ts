import { isDeepStrictEqual } from "node:util";
import { inBackground } from "../base/inBackground";
import { lfText } from "../base/lineEnds";
import type { CompletionSettings } from "../completion/ask";
import type { InlineItem } from "../completion/inlineCompletion";
import type { CompletionProvider } from "../completion/provideCompletion";
import type { Documents } from "../documents/documents";
import { defaultSettings, type Settings } from "../settings/settings";
import { completionSettings } from "../completion/completionSettings";
import type { RecordedBackend, ReplayedDocument } from "./recordedBackend";
import type { RecordedItem, Recording, SessionEvent } from "./sessionEvent";
import type { VirtualClock } from "./virtualClock";

/** The parts of an engine that a session is played on. */
interface Stage {
  readonly documents: Documents;
  readonly provider: CompletionProvider;
  readonly backend: RecordedBackend;
  readonly clock: VirtualClock;
  /** Takes the settings in force. */
  readonly use: (settings: Settings) => void;
  /** The documents of the replay, by address. */
  readonly known: Map<string, ReplayedDocument>;
  /** Waits before an event, if the session is shown at a pace. */
  readonly pace: (event: SessionEvent) => Promise<void>;
}

/** An answer that came out differently. */
interface ReplayDifference {
  readonly request: number;
  readonly atMs: number;
  readonly recorded: readonly RecordedItem[];
  readonly replayed: readonly RecordedItem[];
}

/** Outcome of a replay. */
export interface Replay {
  readonly keyCount: number;
  readonly requestCount: number;
  /** Requests for which something was offered in the recording. */
  readonly offerCount: number;
  /** Answers that aren't compared, since they held a secret. */
  readonly withheldCount: number;
  readonly differences: readonly ReplayDifference[];
  /** Every answer, in order. */
  readonly answers: readonly (readonly RecordedItem[])[];
}

/** Time after the last event in which answers may still come, in ms. */
const lastMs = 30_000;

/** Plays a session again, event by event on its own clock, and compares every answer with the recorded one. */
export async function replaySession({ events }: Recording, stage: Stage): Promise<Replay> {
  const { documents, provider, backend, clock, known } = stage;
  const startMs = clock.nowMs();
  const uris = new Map<number, string>();
  const cancelled = new Set<number>();
  const running = new Map<number, AbortController>();
  const replayed = new Map<number, RecordedItem[]>();
  let settings = { ...defaultSettings };
  let keyCount = 0;
  const forPipeline = (): CompletionSettings => completionSettings(settings);

  const ask = (event: Extract<SessionEvent, { kind: "ask" }>): void => {
    const access = documents.access(uris.get(event.document) ?? "");
    if (access.kind !== "open") return;
    const { offset, trigger, wantsAll, selected } = event;
    const controller = new AbortController();
    if (cancelled.has(event.request)) controller.abort();
    running.set(event.request, controller);
    backend.expectedMs = event.latencyMs;
    const request = {
      ...{ document: access.document, offset, trigger },
      ...(wantsAll !== undefined && { wantsAll }),
      ...(selected !== undefined && { selectedCompletion: { ...selected, text: lfText(selected.text) } }),
    };
    const answered = provider.provide(request, forPipeline(), controller.signal).then(({ items }) => {
      replayed.set(event.request, items.map(itemOf));
    });
    inBackground("replaying a request", answered);
  };

  for (const event of events) {
    await stage.pace(event);
    await clock.advanceTo(startMs + event.atMs);
    switch (event.kind) {
      case "settings":
        settings = { ...settings, ...event.settings };
        stage.use(settings);
        break;
      case "open": {
        const uri = `replay:///${event.document}/${event.path.split("/").map(encodeURIComponent).join("/")}`;
        uris.set(event.document, uri);
        known.set(uri, { id: event.document, version: 0 });
        documents.open({ uri, languageId: event.languageId, version: 1, text: event.text });
        break;
      }
      case "edit": {
        const uri = uris.get(event.document) ?? "";
        const version = (known.get(uri)?.version ?? 0) + 1;
        known.set(uri, { id: event.document, version });
        const range = { start: documents.positionAt(uri, event.start), end: documents.positionAt(uri, event.end) };
        documents.change({ uri, version: version + 1 }, [{ range, text: event.text }]);
        keyCount++;
        break;
      }
      case "close":
        documents.close(uris.get(event.document) ?? "");
        break;
      case "dismissed":
        provider.dismissed(uris.get(event.document) ?? "");
        break;
      case "ask":
        ask(event);
        break;
      case "cancel":
        cancelled.add(event.request);
        running.get(event.request)?.abort();
        break;
      case "answer":
      case "stream":
      case "chunk":
      case "later":
      case "end":
      case "fact": // known to the backend, or compared at the end
    }
  }
  await clock.advanceTo(startMs + (events.at(-1)?.atMs ?? 0) + lastMs);
  return { keyCount, ...compared(events, replayed) };
}

function compared(events: readonly SessionEvent[], replayed: ReadonlyMap<number, RecordedItem[]>) {
  const answers = events.filter((event) => event.kind === "answer");
  const differences = answers.flatMap(({ request, atMs, items, isWithheld }): ReplayDifference[] => {
    const now = replayed.get(request) ?? [];
    const isSame = isWithheld === true || isDeepStrictEqual(now, items);
    return isSame ? [] : [{ request, atMs, recorded: items, replayed: now }];
  });
  return {
    requestCount: events.filter(({ kind }) => kind === "ask").length,
    offerCount: answers.filter(({ items }) => items.length > 0).length,
    withheldCount: answers.filter(({ isWithheld }) => isWithheld === true).length,
    differences,
    answers: answers.map(({ request }) => replayed.get(request) ?? []),
  };
}

function itemOf({ insertText, start, end, caretAfter }: InlineItem): RecordedItem {
  return { text: insertText, start, end, ...(caretAfter !== undefined && { caretAfter }) };
}
