import type { Clock } from "../base/clock";
import type { CompletionMetrics, Outcome, Stage } from "../completion/completionMetrics";
import type { InlineAnswer } from "../completion/inlineCompletion";
import type { ComparedArm } from "../model/backend";
import type { BackendErrorKind } from "../model/errors";
import type { EditorEditEvent, Stats } from "../protocol";
import { ComparedCounts } from "./comparedCounts";
import { Figures } from "./figures";
import { Reactions, type Reaction } from "./reactions";
import type { NextEditKind } from "./metricTable";
import { nothingSpent, type Spent } from "./spent";
import { backendLabel, kindLabel, languageLabel, type SuggestionLabels } from "./suggestionLabels";

/** Events in the life of a next edit; `chained`: taken after another one of the same change. */
type NextEditEvent = "offered" | "taken" | "refused" | "chained";

/** Kinds of next edits in the order of reports. */
const nextEditKinds = ["place", "endpoint", "import", "fix", "rename"] as const satisfies readonly NextEditKind[];

/** Figures that the metrics get from other parts. */
export interface OutsideStats {
  readonly model: Omit<Stats["model"], "requestCount" | "failureCount">;
  readonly memory: Stats["memory"];
  readonly workspace: Stats["workspace"];
  readonly endpoints: Stats["endpoints"];
}

/** Counts the server's events since its start: counts and times only, no text. Of bounded size. */
export class Metrics implements CompletionMetrics {
  /** The user's reactions to suggestions, derived from the documents' changes. */
  readonly reactions: Reactions;
  /** Progress of the comparison of two backends, if there is one. */
  readonly compared = new ComparedCounts();
  readonly #clock: Clock;
  readonly #startMs: number;
  /** Figures that were taken for the history, and those since. */
  readonly #before = new Figures();
  #recent = new Figures();
  #spent = nothingSpent;
  #lastMs = -Infinity;
  #onRecent: () => void = () => undefined;

  /** `textOf` returns a document's current text. */
  constructor(clock: Clock, textOf: (uri: string) => string | undefined = () => undefined) {
    this.#clock = clock;
    this.#startMs = clock.nowMs();
    this.reactions = new Reactions({
      ...{ clock, textOf },
      counter: {
        reaction: (reaction, labels, arm) => this.#reaction(reaction, labels, arm),
        takes: (arm) => this.compared.takes(arm),
        took: (charCount, keyCount, labels) => this.#took(charCount, keyCount, labels),
      },
    });
  }

  /** Time of the last answer, on the clock. */
  get lastMs(): number {
    return this.#lastMs;
  }

  /** True if there is something to take, processor time apart. */
  get hasRecent(): boolean {
    return !this.#recent.isEmpty;
  }

  /** Calls `listener` when there is something to take after there was nothing. */
  onRecent(listener: () => void): void {
    this.#onRecent = listener;
    if (this.hasRecent) listener();
  }

  observe(stage: Stage, elapsedMs: number): void {
    this.#now.time("stage", stage, elapsedMs);
  }

  modelRequested(): void {
    this.#now.count("modelRequests");
  }

  backendFailed(kind: BackendErrorKind | "unexpected"): void {
    this.#now.count("failures", ["answer", kind]);
  }

  /** Records a failure of an endpoint, whether or not another backend answered instead. */
  endpointFailed(kind: BackendErrorKind | "unexpected"): void {
    this.#now.count("failures", ["endpoint", kind]);
  }

  /** Records what a request to an endpoint used. */
  endpointUsed(used: { promptTokens: number; cachedTokens: number; completionTokens: number }, usd: number): void {
    this.#now.count("endpointTokens", ["prompt"], used.promptTokens);
    this.#now.count("endpointTokens", ["cached"], used.cachedTokens);
    this.#now.count("endpointTokens", ["generated"], used.completionTokens);
    this.#now.count("endpointUsd", [], usd);
  }

  answered(outcome: Outcome, elapsedMs: number): void {
    this.#lastMs = this.#clock.nowMs();
    const figures = this.#now;
    figures.count("requests", [outcome.kind]);
    if (outcome.kind !== "offered") return;
    figures.count("answers", [outcome.by]);
    figures.time("stage", "total", elapsedMs);
    figures.time("source", outcome.by, elapsedMs);
    const cache = outcome.by === "typeThrough" || outcome.by === "cache" ? outcome.by : outcome.keptIn;
    if (cache !== undefined) figures.count("cacheHits", [cache]);
  }

  /** Records a request that ended in an error of ours. */
  failed(): void {
    this.#now.count("requests", ["failed"]);
  }

  /** Records an answer that went to the client, for a caret. */
  offered(uri: string, caret: number, { items, origin }: Pick<InlineAnswer, "items" | "origin">): void {
    if (origin === undefined || items.length === 0) return;
    const { by, place, languageId } = origin;
    const language = languageLabel(languageId);
    this.reactions.offered({
      uri,
      caret,
      items: items.map(({ id, insertText, start }) => ({ id, text: insertText.slice(caret - start) })),
      labels: [language, kindLabel(language, place, by), backendLabel(by, items[0].writtenBy !== undefined)],
      arm: items[0].arm,
    });
  }

  /** Records that an item was taken whole. */
  accepted(itemId: string): void {
    this.reactions.accepted(itemId);
  }

  /** Counts an event of a next edit of the editor's own, which the server sees nothing of. */
  editorEdit({ kind, event }: EditorEditEvent): void {
    this.#now.count("nextEdits", [kind, event]);
  }

  /** Counts an event of a next edit, in a document of the given language. */
  nextEdit(
    event: NextEditEvent,
    edit: {
      readonly uri: string;
      readonly start: number;
      readonly newText: string;
      readonly kind: "place" | "endpoint";
    },
    languageId: string,
  ): void {
    this.#now.count("nextEdits", [edit.kind, event]);
    const labels: SuggestionLabels = [
      languageLabel(languageId),
      "nextEdit",
      edit.kind === "endpoint" ? "endpoint" : "edits",
    ];
    const reactions = { offered: "offered", taken: "accepted", refused: "dismissed" } as const;
    if (event === "chained") this.#now.count("chained");
    else this.#now.count(reactions[event], labels);
    if (event !== "taken") return;
    this.#took(edit.newText.length, 1, labels);
    this.reactions.follow({ ...edit, text: edit.newText }, labels);
  }

  /** Takes the figures since the last call, for the history; `spent` are sums since the start. */
  take(spent: Spent): Figures {
    this.#addSpent(spent);
    const taken = this.#recent;
    this.#recent = new Figures();
    this.#before.add(taken);
    return taken;
  }

  /** Time since the start, in ms. */
  get uptimeMs(): number {
    return this.#clock.nowMs() - this.#startMs;
  }

  /** Returns all figures so far. */
  figures(): Figures {
    const all = new Figures();
    all.add(this.#before);
    all.add(this.#recent);
    return all;
  }

  /** Returns all figures so far as a client reads them. */
  stats(outside: OutsideStats): Stats {
    const all = this.figures();
    const request = (outcome: string): number => all.value("requests", outcome);
    const answer = (source: string): number => all.value("answers", source);
    const nextEdit = (reaction: Reaction): number => sumOf(all.counts(reaction), ([, kind]) => kind === "nextEdit");
    const completion = (name: "accepted" | "acceptedChars"): number =>
      sumOf(all.counts(name), ([, kind]) => kind !== "nextEdit");
    return {
      uptimeMs: this.uptimeMs,
      requests: {
        total: all.sum("requests"),
        offered: request("offered"),
        empty: request("empty"),
        cancelled: request("cancelled"),
        failed: request("failed"),
      },
      acceptedCount: completion("accepted"),
      acceptedCharCount: completion("acceptedChars"),
      nextEdits: {
        offered: nextEdit("offered"),
        taken: nextEdit("accepted"),
        refused: nextEdit("dismissed"),
        chained: all.sum("chained"),
        byKind: nextEditKinds.flatMap((kind) => {
          const of = (event: NextEditEvent): number => all.value("nextEdits", kind, event);
          const counts = { offered: of("offered"), taken: of("taken"), refused: of("refused"), chained: of("chained") };
          return counts.offered > 0 ? [{ kind, ...counts }] : [];
        }),
      },
      answeredBy: {
        typeThrough: answer("typeThrough"),
        cache: answer("cache"),
        joined: answer("joined"),
        model: answer("model"),
        memory: answer("memory"),
        stored: answer("stored"),
        declaration: answer("declaration"),
      },
      stages: { ...all.percentiles("stage"), ...all.percentiles("source", "offered by ") },
      model: {
        requestCount: all.sum("modelRequests"),
        failureCount: sumOf(all.counts("failures"), ([origin]) => origin === "answer"),
        ...outside.model,
      },
      memory: outside.memory,
      workspace: outside.workspace,
      endpoints: outside.endpoints,
    };
  }

  /** The set that counts now. */
  get #now(): Figures {
    if (this.#recent.isEmpty) this.#onRecent();
    return this.#recent;
  }

  #reaction(reaction: Reaction, labels: SuggestionLabels, arm: ComparedArm | undefined): void {
    this.#now.count(reaction, labels);
    if (arm !== undefined) this.#now.count("compared", [arm.comparison, arm.arm, reaction]);
  }

  #took(charCount: number, keyCount: number, labels: SuggestionLabels): void {
    this.#now.count("acceptedChars", labels, charCount);
    this.#now.count("savedKeys", labels, Math.max(0, charCount - keyCount));
  }

  #addSpent(spent: Spent): void {
    const figures = this.#recent;
    const more = (key: keyof Spent): number => Math.max(0, spent[key] - this.#spent[key]);
    figures.count("localTokens", ["prompt"], more("promptTokenCount"));
    figures.count("localTokens", ["reused"], more("reusedTokenCount"));
    figures.count("localTokens", ["generated"], more("generatedTokenCount"));
    figures.count("cpuSeconds", ["server"], more("serverCpuMs") / 1000);
    figures.count("cpuSeconds", ["model"], more("modelCpuMs") / 1000);
    this.#spent = spent;
  }
}

function sumOf(
  series: readonly { readonly labels: readonly string[]; readonly count: number }[],
  isWanted: (labels: readonly string[]) => boolean,
): number {
  return series.reduce((sum, { labels, count }) => (isWanted(labels) ? sum + count : sum), 0);
}
