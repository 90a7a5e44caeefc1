import type { CompletionChunk } from "../backend";

/** Work in small steps: between two of them the scheduler may run other work, or stop for good. `undefined` is a step without a result. */
export type GenerationSteps<Result> = AsyncGenerator<CompletionChunk | undefined, Result>;
