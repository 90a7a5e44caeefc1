import * as z from "zod/mini";
import { backendErrorKinds } from "../model/errors";
import { factKinds } from "./facts";

const chunk = z.object({
  candidate: z.number(),
  text: z.string(),
  tokenCount: z.number(),
  logProb: z.optional(z.number()),
  beginningLogProb: z.optional(z.number()),
  finish: z.optional(z.enum(["stop", "length", "end", "contentFilter"])),
  writtenBy: z.optional(z.string()),
  keptIn: z.optional(z.enum(["disk", "redis"])),
});

const item = z.object({
  text: z.string(),
  start: z.number(),
  end: z.number(),
  caretAfter: z.optional(z.number()),
});

const at = { atMs: z.number() };

/** An event of a session, `atMs` after its start. Offsets count UTF-16 units of the document's text with `\n`. */
const sessionEvent = z.discriminatedUnion("kind", [
  z.object({ ...at, kind: z.literal("settings"), settings: z.record(z.string(), z.unknown()) }),
  z.object({
    ...{ ...at, kind: z.literal("open"), document: z.number() },
    ...{ path: z.string(), languageId: z.string(), text: z.string() },
  }),
  z.object({
    ...{ ...at, kind: z.literal("edit"), document: z.number(), start: z.number(), end: z.number(), text: z.string() },
  }),
  z.object({ ...at, kind: z.enum(["close", "dismissed"]), document: z.number() }),
  z.object({
    ...{ ...at, kind: z.literal("ask"), request: z.number(), document: z.number(), offset: z.number() },
    ...{ trigger: z.enum(["automatic", "invoked"]), wantsAll: z.optional(z.boolean()) },
    selected: z.optional(z.object({ start: z.number(), text: z.string() })),
    /** Latency that was expected of the backend. */
    latencyMs: z.number(),
  }),
  z.object({ ...at, kind: z.literal("cancel"), request: z.number() }),
  z.object({
    ...{ ...at, kind: z.literal("answer"), request: z.number(), items: z.array(item) },
    /** True if an item or the caret's line held a secret: no text is kept, and the answer isn't compared. */
    isWithheld: z.optional(z.boolean()),
  }),
  z.object({
    ...{ ...at, kind: z.literal("stream"), stream: z.number(), document: z.number(), version: z.number() },
    ...{ priority: z.enum(["keystroke", "command", "background"]), candidateCount: z.number() },
  }),
  z.object({
    ...{ ...at, kind: z.literal("fact"), document: z.number(), version: z.number() },
    ...{ name: z.enum(factKinds), value: z.nullable(z.union([z.string(), z.boolean()])) },
  }),
  z.object({ ...at, kind: z.literal("chunk"), stream: z.number(), chunk }),
  z.object({ ...at, kind: z.literal("later"), stream: z.number(), text: z.string() }),
  z.object({
    ...{ ...at, kind: z.literal("end"), stream: z.number() },
    error: z.optional(z.object({ kind: z.enum(backendErrorKinds), message: z.string() })),
  }),
]);

export type SessionEvent = z.infer<typeof sessionEvent>;

/** An item of an answer, as it is compared. */
export type RecordedItem = z.infer<typeof item>;

/** First line of a recording. */
const header = z.object({
  format: z.literal("nanotype session 1"),
  version: z.string(),
  model: z.string(),
  limits: z.object({ contextTokens: z.number(), suffixTokens: z.number(), charsPerToken: z.number() }),
});

/** A session whose secrets are masked. */
export interface Recording {
  readonly header: z.infer<typeof header>;
  readonly events: readonly SessionEvent[];
}

/** Writes a recording, a line for each event. */
export function formatRecording({ header: first, events }: Recording): string {
  return [first, ...events].map((line) => `${JSON.stringify(line)}\n`).join("");
}

/** Reads a recording. @throws Error if it isn't one */
export function parseRecording(text: string): Recording {
  const [first = "", ...lines] = text.split("\n").filter((line) => line !== "");
  return {
    header: header.parse(JSON.parse(first)),
    events: lines.map((line) => sessionEvent.parse(JSON.parse(line))),
  };
}
