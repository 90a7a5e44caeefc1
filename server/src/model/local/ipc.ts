import type { BackendErrorKind } from "../errors";
import { isRecord } from "../../base/isRecord";
import type { BackendLimits, CompletionChunk, CompletionRequest } from "../backend";
import type { MemoryOrigin } from "../memory/shares";
import type { LoadProgress } from "./readAhead";

/** The choice among a model folder's graphs; `auto` takes the first one present of q8, q4, fp32. */
export type Quantization = "auto" | "q8" | "q4" | "fp32" | "fp16" | "q4f16";

/** Options for loading a model. */
export interface LoadOptions {
  readonly modelFolder: string;
  readonly quantization: Quantization;
  /** Threads inside one operator; 1 is fastest for small models. */
  readonly threadCount: number;
  /** Memory that the process may take, in bytes; a larger model isn't loaded at all. */
  readonly memoryLimitBytes: number;
}

/** Messages from the parent to the model process. */
export type ToModelProcess =
  | { readonly type: "load"; readonly options: LoadOptions }
  | { readonly type: "generate"; readonly id: number; readonly request: Omit<CompletionRequest, "later"> }
  | { readonly type: "cancel"; readonly id: number }
  | { readonly type: "memorize"; readonly uri: string; readonly text: string; readonly origin: MemoryOrigin }
  | { readonly type: "forget"; readonly uri: string };

/** Cost of one finished request, in tokens. */
export interface GenerationUsage {
  readonly promptTokenCount: number;
  /** Prompt tokens whose keys and values were still in the cache. */
  readonly reusedTokenCount: number;
  readonly generatedTokenCount: number;
}

/** Messages from the model process. */
export type FromModelProcess =
  | ({ readonly type: "loading" } & LoadProgress)
  | { readonly type: "loaded"; readonly model: string; readonly limits: BackendLimits; readonly rssBytes: number }
  | {
      readonly type: "loadFailed";
      readonly kind: BackendErrorKind;
      readonly message: string;
      /** True if the native runtime could not be loaded, so that the WebAssembly one may work. */
      readonly isRuntimeMissing: boolean;
    }
  | { readonly type: "chunk"; readonly id: number; readonly chunk: CompletionChunk }
  /** A sign of life during long work; carries nothing. */
  | { readonly type: "alive" }
  | { readonly type: "done"; readonly id: number; readonly usage: GenerationUsage; readonly rssBytes: number }
  | { readonly type: "failed"; readonly id: number; readonly kind: BackendErrorKind; readonly message: string };

const areNumbers = (holder: unknown, names: readonly string[]): boolean =>
  isRecord(holder) && names.every((name) => typeof holder[name] === "number");
const areStrings = (holder: unknown, names: readonly string[]): boolean =>
  isRecord(holder) && names.every((name) => typeof holder[name] === "string");

/** Required content of each message of the model process. */
const forms: Readonly<Record<FromModelProcess["type"], (message: Readonly<Record<string, unknown>>) => boolean>> = {
  loading: (message) => areNumbers(message, ["readBytes", "totalBytes"]),
  loaded: (message) =>
    areStrings(message, ["model"]) &&
    areNumbers(message, ["rssBytes"]) &&
    areNumbers(message["limits"], ["contextTokens", "suffixTokens", "charsPerToken"]),
  loadFailed: (message) => areStrings(message, ["kind", "message"]),
  chunk: (message) =>
    areNumbers(message, ["id"]) &&
    areNumbers(message["chunk"], ["candidate", "tokenCount"]) &&
    areStrings(message["chunk"], ["text"]),
  alive: () => true,
  done: (message) =>
    areNumbers(message, ["id", "rssBytes"]) &&
    areNumbers(message["usage"], ["promptTokenCount", "reusedTokenCount", "generatedTokenCount"]),
  failed: (message) => areNumbers(message, ["id"]) && areStrings(message, ["kind", "message"]),
};

const toModelProcessTypes: ReadonlySet<unknown> = new Set<ToModelProcess["type"]>([
  "load",
  "generate",
  "cancel",
  "memorize",
  "forget",
]);

/** Accepts a message of the model process. The process may be damaged, so its messages are checked. */
export function isFromModelProcess(message: unknown): message is FromModelProcess {
  return isRecord(message) && isType(message["type"]) && forms[message["type"]](message);
}

/** Accepts a message to the model process. Both ends come from one build, so the tag is sufficient proof. */
export function isToModelProcess(message: unknown): message is ToModelProcess {
  return isRecord(message) && toModelProcessTypes.has(message["type"]);
}

function isType(type: unknown): type is FromModelProcess["type"] {
  return typeof type === "string" && Object.hasOwn(forms, type);
}
