import { APIError } from "openai";
import * as z from "zod/mini";
import { isRecord } from "../../base/isRecord";
import { BackendError } from "../errors";

/** Answer to one line of a batch: the endpoint's HTTP answer, or why there is none. */
export type BatchAnswer =
  | { readonly kind: "answered"; readonly status: number; readonly body: unknown }
  | { readonly kind: "missing"; readonly reason: "expired" | "cancelled" | "failed" | "lost" };

/** A line of an output or an error file. */
const outputLine = z.object({
  custom_id: z.string(),
  response: z.optional(z.nullable(z.object({ status_code: z.number(), body: z.unknown() }))),
  error: z.optional(z.nullable(z.object({ code: z.optional(z.nullable(z.string())) }))),
});

/** Reads the lines of an output or error file; those that aren't in the API's form are left out. */
export function readBatchFile(text: string): Map<string, BatchAnswer> {
  const answers = new Map<string, BatchAnswer>();
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    const { data } = outputLine.safeParse(parsed(line));
    if (data === undefined) continue;
    const { custom_id, response, error } = data;
    if (response !== undefined && response !== null)
      answers.set(custom_id, { kind: "answered", status: response.status_code, body: response.body });
    else answers.set(custom_id, { kind: "missing", reason: reasonOf(error?.code ?? "") });
  }
  return answers;
}

function reasonOf(code: string): "expired" | "cancelled" | "failed" {
  if (code === "batch_expired") return "expired";
  return code === "batch_cancelled" ? "cancelled" : "failed";
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // not a line of the API's form
  }
}

/** Sentences about lines without an answer; the endpoint's name comes first. */
const reasons = {
  expired: "had no time for this line before the batch expired.",
  cancelled: "had no time for this line before the batch was cancelled.",
  failed: "failed at this line of the batch.",
  lost: "left this line of the batch out.",
} as const;

const kinds = { expired: "timeout", cancelled: "timeout", failed: "server", lost: "badResponse" } as const;

/**
 * Returns the one event of an answer, which a live answer would stream in many.
 * @throws BackendError for a line without an answer, and the client package's error for a refused one.
 */
export function eventsOf(answer: BatchAnswer, endpointName: string): readonly unknown[] {
  if (answer.kind === "missing")
    throw new BackendError(kinds[answer.reason], `${endpointName} ${reasons[answer.reason]}`);
  const { status, body } = answer;
  if (status >= 200 && status < 300) return [body];
  const error = isRecord(body) && isRecord(body["error"]) ? body["error"] : body;
  throw APIError.generate(status, { error }, undefined, new Headers());
}
