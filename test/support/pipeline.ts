import type { CaretPlace } from "../../server/src/code/caret";
import { lfText } from "../../server/src/base/lineEnds";
import { searchedAtOnce } from "../../server/src/completion/buildPrompt";
import type { CompletionSettings } from "../../server/src/completion/ask";
import type { Approach } from "../../server/src/completion/control/control";
import type { CompletionMetrics, Outcome, Stage } from "../../server/src/completion/completionMetrics";
import type { InlineAnswer, InlineRequest } from "../../server/src/completion/inlineCompletion";
import { CompletionProvider } from "../../server/src/completion/provideCompletion";
import { silentLog } from "../../server/src/base/log";
import { SecretNames } from "../../server/src/safety/secrets/secretNames";
import { CharacterMemory } from "../../server/src/model/memory/characterMemory";
import { ManualClock } from "./manualClock";
import { ScriptedBackend } from "./scriptedBackend";

/** A document with a caret (`█` in the fixture) on a pipeline with a scripted backend and a manual clock. */
export class PipelineEditor {
  readonly backend = new ScriptedBackend();
  readonly clock = new ManualClock();
  readonly memory = new CharacterMemory({ maxChars: 1_000_000 });
  readonly outcomes: Outcome[] = [];
  /** Stages whose latency was measured, in order. */
  readonly stages: Stage[] = [];
  /** The user's way to each place whose suggestion was judged. */
  readonly approaches: Approach[] = [];
  readonly provider: CompletionProvider;
  readonly secrets = searchedAtOnce(new SecretNames());
  place: CaretPlace = "code";
  settings: CompletionSettings = {
    eagerness: "eager",
    enable: {},
    debounceMaxMs: 400,
    multiline: "explicit",
    maxLines: 10,
    memory: "mixed",
    docstrings: "auto",
  };
  text: string;
  offset: number;
  #version = 1;

  constructor(
    fixture: string,
    readonly languageId = "typescript",
  ) {
    this.offset = fixture.indexOf("█");
    this.text = fixture.replace("█", "");
    const metrics: CompletionMetrics = {
      observe: (stage) => this.stages.push(stage),
      modelRequested: () => undefined,
      backendFailed: () => undefined,
      answered: (outcome) => this.outcomes.push(outcome),
    };
    const { backend, clock, memory } = this;
    this.provider = new CompletionProvider({
      backend,
      memory,
      clock,
      metrics,
      projectOf: () => "",
      placeAt: () => this.place,
      log: silentLog,
      hostDelayMs: 50,
      control: {
        verdict: (_facts, { approach }) => {
          this.approaches.push(approach);
          return { offer: true };
        },
      },
      secrets: this.secrets,
    });
    this.provider.documentOpened({
      uri: "file:///work/a.ts",
      path: "a.ts",
      languageId,
      version: 0,
      text: lfText(this.text),
    });
  }

  /** Inserts `text` at the caret; `closing` is what the editor adds behind the caret by itself. */
  type(text: string, closing = ""): void {
    this.#replace(this.offset, this.offset, text + closing);
    this.offset += text.length;
  }

  /** Deletes characters before the caret. */
  backspace(count: number): void {
    this.#replace(this.offset - count, this.offset, "");
    this.offset -= count;
  }

  /** Deletes characters after the caret. */
  delete(count: number): void {
    this.#replace(this.offset, this.offset + count, "");
  }

  /** Asks for a completion; `cancel()` is the editor's cancellation. */
  ask(request: Partial<InlineRequest> = {}): { answer: Promise<InlineAnswer>; cancel: () => void } {
    const abort = new AbortController();
    const { text, offset, languageId } = this;
    const document = { uri: "file:///work/a.ts", path: "a.ts", languageId, version: this.#version, text: lfText(text) };
    const answer = this.provider.provide(
      { document, offset, trigger: "automatic", ...request },
      this.settings,
      abort.signal,
    );
    return { answer, cancel: () => abort.abort() };
  }

  /** The document after accepting the answer's first item, `├…┤` around the inserted text and `█` at the caret; else undefined. */
  accepted(answer: InlineAnswer): string | undefined {
    const item = answer.items.at(0);
    if (item === undefined) return undefined;
    return `${this.text.slice(0, item.start)}├${item.insertText}┤█${this.text.slice(item.end)}`;
  }

  #replace(start: number, end: number, text: string): void {
    this.text = this.text.slice(0, start) + text + this.text.slice(end);
    this.#version++;
    const edit = { startOffset: start, oldEndOffset: end, newEndOffset: start + text.length };
    this.provider.documentChanged("file:///work/a.ts", this.text, [edit]);
  }
}
