import { proseFamily } from "../code/languageFamily";
import type { Backend, BackendLimits, CompletionChunk, CompletionRequest } from "./backend";
import { BackendError } from "./errors";
import type { LocalModelUsage } from "./local/localModel";
import type { MemoryOrigin, MemoryReader } from "./memory/memoryReader";
import type { ModelSlot } from "./modelSlot";

/**
 * The models of this machine as one backend: that for code, which answers everything, and one for prose if the settings name one. The
 * latter has a process of its own, so that both stay loaded, neither waits for the other, and its memory comes back when it is
 * idle. While it isn't loaded, or fails, the model for code answers. One that is compared with them answers elsewhere, and remembers the same.
 */
export class LocalModels implements Backend {
  readonly name = "local";
  readonly #code: ModelSlot;
  readonly #text: ModelSlot;
  readonly #all: readonly ModelSlot[];

  constructor({ code, text, compared }: { code: ModelSlot; text: ModelSlot; compared: ModelSlot }) {
    this.#code = code;
    this.#text = text;
    this.#all = [code, text, compared];
  }

  get model(): string {
    return this.#code.model;
  }

  get limits(): BackendLimits {
    return this.#code.limits;
  }

  async *stream(request: CompletionRequest, signal: AbortSignal): AsyncGenerator<CompletionChunk> {
    if (this.#isForText(request.reader)) {
      let hasBegun = false;
      try {
        for await (const chunk of this.#text.stream(request, signal)) {
          hasBegun = true;
          yield chunk;
        }
        return;
      } catch (error) {
        if (hasBegun || !(error instanceof BackendError)) throw error;
      }
    }
    // Loaded, or tried again, for the requests after this one.
    if (this.#isWanted(request.reader)) this.#text.start();
    yield* this.#code.stream(request, signal);
  }

  /** Reads a prompt that the user may soon ask for; see `LocalModel.prepare`. */
  prepare(request: CompletionRequest): void {
    (this.#isForText(request.reader) ? this.#text : this.#code).prepare(request);
  }

  expectedLatencyMs(reader?: MemoryReader): number {
    return (this.#isForText(reader) ? this.#text : this.#code).expectedLatencyMs();
  }

  memorize(uri: string, text: string, origin: MemoryOrigin): void {
    for (const slot of this.#all) slot.memorize(uri, text, origin);
  }

  forget(uri: string): void {
    for (const slot of this.#all) slot.forget(uri);
  }

  usage(): LocalModelUsage {
    const usages = this.#all.map((slot) => slot.usage());
    const sum = (key: keyof LocalModelUsage): number => usages.reduce((total, usage) => total + (usage[key] ?? 0), 0);
    return {
      promptTokenCount: sum("promptTokenCount"),
      reusedTokenCount: sum("reusedTokenCount"),
      generatedTokenCount: sum("generatedTokenCount"),
      rssBytes: sum("rssBytes"),
      cpuMs: sum("cpuMs"),
    };
  }

  /** Reports whether the model for prose answers a reader now. */
  #isForText(reader: MemoryReader | undefined): boolean {
    return this.#isWanted(reader) && this.#text.state.kind === "ready";
  }

  #isWanted(reader: MemoryReader | undefined): boolean {
    return this.#text.isUsed && reader?.family === proseFamily;
  }
}
