import { version } from "../../../../package.json";
import type { RequestSpan } from "./requestSpan";

/** A span with the time at which it ended, in ms since 1970. */
export interface EndedSpan extends RequestSpan {
  readonly endedAtMs: number;
}

/**
 * Writes spans as the body of an export request in OpenTelemetry's JSON form. Source: OTLP 1.9, “JSON Protobuf Encoding” (ids in hexadecimal, 64-bit numbers
 * as texts, enumerations as numbers); attributes by the semantic conventions 1.38 for generative AI.
 */
export function otlpTraces(spans: readonly EndedSpan[]): string {
  const resource = { attributes: [text("service.name", "nanotype"), text("service.version", version)] };
  return JSON.stringify({
    resourceSpans: [{ resource, scopeSpans: [{ scope: { name: "nanotype" }, spans: spans.map(spanOf) }] }],
  });
}

/** `SPAN_KIND_CLIENT` and `STATUS_CODE_ERROR` of OTLP. */
const [clientKind, errorStatus] = [3, 2];

function spanOf(span: EndedSpan): object {
  const { traceparent, operation, model, host, durationMs, firstTextMs, usage, outcome, endedAtMs } = span;
  const [, traceId, spanId] = traceparent.split("-");
  const isFailed = outcome !== "answered" && outcome !== "cancelled";
  return {
    ...{ traceId, spanId, kind: clientKind, name: `${operation} ${model}` },
    startTimeUnixNano: nanoseconds(endedAtMs - durationMs),
    endTimeUnixNano: nanoseconds(endedAtMs),
    attributes: [
      text("gen_ai.operation.name", operation),
      text("gen_ai.request.model", model),
      text("server.address", host),
      ...(usage === undefined
        ? []
        : [
            whole("gen_ai.usage.input_tokens", usage.promptTokens),
            whole("gen_ai.usage.cache_read.input_tokens", usage.cachedTokens),
            whole("gen_ai.usage.output_tokens", usage.completionTokens),
          ]),
      ...(firstTextMs === undefined ? [] : [whole("nanotype.first_text_ms", firstTextMs)]),
      ...(outcome === "cancelled" ? [{ key: "nanotype.cancelled", value: { boolValue: true } }] : []),
      ...(isFailed ? [text("error.type", outcome)] : []),
    ],
    ...(isFailed ? { status: { code: errorStatus } } : {}),
  };
}

function text(key: string, stringValue: string): object {
  return { key, value: { stringValue } };
}

function whole(key: string, value: number): object {
  return { key, value: { intValue: String(Math.round(value)) } };
}

/** Converts ms since 1970 to nanoseconds, as a text: a double holds them to some hundred only. */
function nanoseconds(ms: number): string {
  return String(BigInt(Math.round(ms * 1_000)) * 1_000n);
}
