import type { Route } from "./validate";

/** Tokens as the stand-in counts them. */
export interface Counts {
  readonly prompt: number;
  readonly cached: number;
  readonly completion: number;
}

/** Cuts text into pieces of about a token. */
export function pieces(text: string): string[] {
  return text.match(/\s*[\p{L}\p{N}]{1,6}|\s*[^\p{L}\p{N}\s]{1,3}|\s+/gu) ?? [];
}

/** The event with a piece of text (or the end of it) in the form of the route. */
export function textEvent(route: Route, text: string, finish: string | null = null, counts?: Counts): string {
  if (route.kind === "infill")
    return JSON.stringify({
      content: text,
      stop: finish !== null,
      ...(finish === null || counts === undefined
        ? {}
        : {
            stop_type: finish === "length" ? "limit" : "eos",
            tokens_evaluated: counts.prompt,
            tokens_predicted: counts.completion,
            timings: { prompt_n: counts.prompt - counts.cached },
          }),
    });
  const choice =
    route.kind === "chat"
      ? { index: 0, delta: text === "" && finish !== null ? {} : { content: text }, finish_reason: finish }
      : { index: 0, text, finish_reason: finish };
  return JSON.stringify({ ...head(route), choices: [choice] });
}

/** Azure's first event: no choices, only the verdict on the prompt. */
export function promptFilterEvent(): string {
  return JSON.stringify({
    choices: [],
    prompt_filter_results: [
      { prompt_index: 0, content_filter_results: { hate: { filtered: false, severity: "safe" } } },
    ],
  });
}

/** An event of Azure's asynchronous filter, which comes late and has no `delta`. */
export function lateFilterEvent(): string {
  return JSON.stringify({
    choices: [
      { index: 0, content_filter_offsets: { check_offset: 0 }, content_filter_results: {}, finish_reason: null },
    ],
  });
}

/** The event that closes a stream with `include_usage`. */
export function usageEvent(route: Route, counts: Counts): string {
  return JSON.stringify({ ...head(route), choices: [], usage: usage(counts) });
}

/** A whole answer as one object. */
export function wholeAnswer(route: Route, text: string, counts: Counts): string {
  const choice =
    route.kind === "chat"
      ? { index: 0, message: { role: "assistant", content: text }, finish_reason: "stop" }
      : { index: 0, text, finish_reason: "stop" };
  return JSON.stringify({ ...head(route), choices: [choice], usage: usage(counts) });
}

function usage({ prompt, cached, completion }: Counts): object {
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: cached, audio_tokens: 0 },
  };
}

function head(route: Route): object {
  const object = route.kind === "chat" ? "chat.completion.chunk" : "text_completion";
  return { id: "cmpl-1", object, created: 1_760_000_000, model: route.answersAs };
}
