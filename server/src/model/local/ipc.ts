import * as z from "zod/mini";
import { backendErrorKinds, type BackendErrorKind } from "../errors";
import { isRecord } from "../../base/isRecord";
import type { BackendLimits, CompletionChunk, CompletionRequest } from "../backend";
import type { MemoryOrigin } from "../memory/memoryReader";
import type { WorkspaceFile } from "../memory/workspaceIndex";
import type { WorkspaceFinds, WorkspaceQuestion } from "../memory/workspaceSearch";
import type { LoadProgress } from "./readAhead";

/** The choice among a model folder's graphs; `auto` takes the first one present of q8, q4, fp32. */
export type Quantization = "auto" | "q8" | "q4" | "fp32" | "fp16" | "q4f16";

/** Options for loading a model. */
export interface LoadOptions {
  readonly modelFolder: string;
  readonly quantization: Quantization;
  /** Threads inside one operator; 0 leaves the choice to the size of the model. */
  readonly threadCount: number;
  /** Memory that the process may take, in bytes; a larger model isn't loaded at all. */
  readonly memoryLimitBytes: number;
}

/** A request without the parts that cannot be sent. */
export type SentRequest = Omit<CompletionRequest, "later" | "hasEnough">;

/** Messages to the model process about the workspace's files that aren't open. */
export type WorkspaceMessage =
  | { readonly type: "index"; readonly files: readonly WorkspaceFile[] }
  | { readonly type: "unindex"; readonly uris: readonly string[] }
  | { readonly type: "clearIndex" };

/** Messages from the parent to the model process. */
export type ToModelProcess =
  | WorkspaceMessage
  | { readonly type: "load"; readonly options: LoadOptions }
  | { readonly type: "generate"; readonly id: number; readonly request: SentRequest }
  /** Read a prompt in the background; the next `generate` ends that. */
  | { readonly type: "prepare"; readonly request: SentRequest }
  /** The caller needs no more of a candidate; the next one may begin. */
  | { readonly type: "enough"; readonly id: number; readonly candidate: number }
  | { readonly type: "cancel"; readonly id: number }
  | { readonly type: "memorize"; readonly uri: string; readonly text: string; readonly origin: MemoryOrigin }
  | { readonly type: "forget"; readonly uri: string }
  | { readonly type: "search"; readonly id: number; readonly question: WorkspaceQuestion };

/** Cost of one finished request, in tokens. */
export interface GenerationUsage {
  readonly promptTokenCount: number;
  /** Prompt tokens whose keys and values were still in the cache. */
  readonly reusedTokenCount: number;
  readonly generatedTokenCount: number;
  /** Generated tokens that a draft had guessed, and which took no run of the model of their own. */
  readonly draftedTokenCount?: number;
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
  | ({ readonly type: "found"; readonly id: number } & WorkspaceFinds)
  /** A sign of life during long work; carries nothing. */
  | { readonly type: "alive" }
  | {
      readonly type: "done";
      readonly id: number;
      readonly usage: GenerationUsage;
      readonly rssBytes: number;
      /** Processor time of the process so far. */
      readonly cpuMs?: number;
    }
  | { readonly type: "failed"; readonly id: number; readonly kind: BackendErrorKind; readonly message: string };

/** The form of each message above; built with the first model process. */
const forms = (): {
  readonly [T in FromModelProcess["type"]]: z.ZodMiniType<Extract<FromModelProcess, { readonly type: T }>>;
} => {
  const id = z.number();
  const message = z.string();
  const kind = z.enum(backendErrorKinds);
  const texts = z.array(z.object({ uri: z.string(), text: z.string() }));
  return {
    loading: z.object({ type: z.literal("loading"), readBytes: z.number(), totalBytes: z.number() }),
    loaded: z.object({
      type: z.literal("loaded"),
      model: z.string(),
      limits: z.object({ contextTokens: z.number(), suffixTokens: z.number(), charsPerToken: z.number() }),
      rssBytes: z.number(),
    }),
    loadFailed: z.object({ type: z.literal("loadFailed"), kind, message, isRuntimeMissing: z.boolean() }),
    chunk: z.object({
      type: z.literal("chunk"),
      id,
      chunk: z.object({
        candidate: z.number(),
        text: z.string(),
        tokenCount: z.number(),
        // -Infinity is a number here: the logarithm of a probability of 0.
        logProb: z.optional(z.custom<number>((value) => typeof value === "number")),
        beginningLogProb: z.optional(z.custom<number>((value) => typeof value === "number")),
        finish: z.optional(z.enum(["stop", "length", "end"])),
        waitedMs: z.optional(z.number()),
      }),
    }),
    found: z.object({ type: z.literal("found"), id, places: texts, files: texts }),
    alive: z.object({ type: z.literal("alive") }),
    done: z.object({
      type: z.literal("done"),
      id,
      usage: z.object({
        promptTokenCount: z.number(),
        reusedTokenCount: z.number(),
        generatedTokenCount: z.number(),
        draftedTokenCount: z.optional(z.number()),
      }),
      rssBytes: z.number(),
      cpuMs: z.optional(z.number()),
    }),
    failed: z.object({ type: z.literal("failed"), id, kind, message }),
  };
};

let readers: ReadonlyMap<unknown, z.ZodMiniType<FromModelProcess>> | undefined;

const toModelProcessTypes: ReadonlySet<unknown> = new Set<ToModelProcess["type"]>([
  "load",
  "generate",
  "prepare",
  "enough",
  "cancel",
  "memorize",
  "forget",
  "index",
  "unindex",
  "clearIndex",
  "search",
]);

/** Accepts a message of the model process. The process may be damaged, so its messages are checked. */
export function isFromModelProcess(message: unknown): message is FromModelProcess {
  readers ??= new Map(Object.entries(forms()));
  return isRecord(message) && readers.get(message["type"])?.safeParse(message).success === true;
}

/** Accepts a message to the model process. Both ends come from one build, so the tag is sufficient proof. */
export function isToModelProcess(message: unknown): message is ToModelProcess {
  return isRecord(message) && toModelProcessTypes.has(message["type"]);
}
