import * as z from "zod/mini";
import { backendErrorKinds } from "../model/errors";
import type { LineAnswer } from "./evaluationArm";
import { scoreLine } from "./score";

const lineResult = z.object({
  isExact: z.boolean(),
  isOffered: z.boolean(),
  isWrongAtOnce: z.boolean(),
  savedCharCount: z.number(),
  truthCharCount: z.number(),
  failure: z.optional(z.enum([...backendErrorKinds, "unexpected"])),
  addsParseError: z.optional(z.boolean()),
  latencyMs: z.optional(z.number()),
  promptTokens: z.number(),
  cachedTokens: z.number(),
  completionTokens: z.number(),
  usd: z.number(),
});

/** Quality and cost of one answer; no text. */
export type LineResult = z.infer<typeof lineResult>;

/** A line of the file in which a run's results are kept until it ends. */
const keptResult = z.object({ arm: z.string(), line: z.string(), result: lineResult });

/** Reads a line of the file; `undefined` for one that isn't whole. */
export function readKeptResult(text: string): z.infer<typeof keptResult> | undefined {
  try {
    return keptResult.parse(JSON.parse(text));
  } catch {
    return undefined; // the process ended while it wrote
  }
}

/** Scores an answer. */
export function resultOf(truth: string, answer: LineAnswer): LineResult {
  const { text, failure, addsParseError, latencyMs, usage, usd } = answer;
  return {
    ...scoreLine(truth, text),
    ...usage,
    usd,
    ...(latencyMs !== undefined && { latencyMs }),
    ...(failure !== undefined && { failure }),
    ...(addsParseError !== undefined && { addsParseError }),
  };
}
