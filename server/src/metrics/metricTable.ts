import type { EditorEditKind } from "../protocol";

/** Kinds of suggestions. `code` includes strings in code; `doc` is a doc comment. */
export type SuggestionKind = "code" | "comment" | "prose" | "doc" | "commit" | "nextEdit";

/** Writers of suggestions: the model on this machine, an endpoint, the memory of texts, an answer kept on disk or in Redis, a declaration, or an edit that is repeated. */
export type SuggestionBackend = "local" | "endpoint" | "memory" | "kept" | "declaration" | "edits";

/** Kinds of next edits: a change that the user made, at a like place; an endpoint's proposal; or one of the editor's own language features. */
export type NextEditKind = "place" | "endpoint" | EditorEditKind;

interface CounterRow {
  /** Its name in OpenMetrics, without `_total`. */
  readonly metric: string;
  readonly help: string;
  readonly labels: readonly string[];
}

const suggestion = ["language", "kind", "backend"];

/**
 * Every counter, once: its name and meaning for Prometheus, and its labels, whose values come from closed lists. Files and reports
 * use the keys.
 */
export const counterTable = {
  offered: {
    metric: "nanotype_suggestions_offered",
    help: "Suggestions shown; the same text typed along with counts once.",
    labels: suggestion,
  },
  accepted: { metric: "nanotype_suggestions_accepted", help: "Suggestions taken whole.", labels: suggestion },
  partlyAccepted: {
    metric: "nanotype_suggestions_partly_accepted",
    help: "Suggestions of which words or lines were taken, and the rest was not.",
    labels: suggestion,
  },
  kept: {
    metric: "nanotype_suggestions_kept",
    help: "Taken texts that were still there 30 seconds later, blanks aside.",
    labels: suggestion,
  },
  dismissed: { metric: "nanotype_suggestions_dismissed", help: "Suggestions hidden with Escape.", labels: suggestion },
  deleted: {
    metric: "nanotype_suggestions_deleted",
    help: "Taken texts of which half or more was deleted or undone within 5 seconds.",
    labels: suggestion,
  },
  acceptedChars: {
    metric: "nanotype_characters_accepted",
    help: "Characters inserted by taking suggestions.",
    labels: suggestion,
  },
  savedKeys: {
    metric: "nanotype_keys_saved",
    help: "Characters inserted by taking suggestions, less one key for each time.",
    labels: suggestion,
  },
  compared: {
    metric: "nanotype_compared_suggestions",
    help: "Suggestions of each model of a comparison, and what the user made of them.",
    labels: ["comparison", "arm", "event"],
  },
  nextEdits: {
    metric: "nanotype_next_edits",
    help: "Next edits by kind, and what the user made of them.",
    labels: ["kind", "event"],
  },
  chained: {
    metric: "nanotype_next_edits_chained",
    help: "Next edits taken after another one of the same change.",
    labels: [],
  },
  requests: { metric: "nanotype_requests", help: "Requests for suggestions by outcome.", labels: ["outcome"] },
  answers: { metric: "nanotype_answers", help: "Answers with a suggestion by source.", labels: ["source"] },
  cacheHits: { metric: "nanotype_cache_hits", help: "Answers that needed no model, by cache.", labels: ["cache"] },
  modelRequests: { metric: "nanotype_model_requests", help: "Generations requested from a model.", labels: [] },
  failures: {
    metric: "nanotype_failures",
    help: "Failures by kind: of endpoints, and of the answer to a request.",
    labels: ["origin", "kind"],
  },
  localTokens: {
    metric: "nanotype_local_tokens",
    help: "Tokens of the models on this machine; reused ones are part of the prompt.",
    labels: ["use"],
  },
  endpointTokens: {
    metric: "nanotype_endpoint_tokens",
    help: "Tokens of all endpoints; cached ones are part of the prompt.",
    labels: ["use"],
  },
  endpointUsd: {
    metric: "nanotype_endpoint_cost_usd",
    help: "Cost of all endpoints by the price table, in US dollars.",
    labels: [],
  },
  cpuSeconds: {
    metric: "nanotype_cpu_seconds",
    help: "Processor time of the language server and of its model processes.",
    labels: ["process"],
  },
} as const satisfies Readonly<Record<string, CounterRow>>;
export type CounterName = keyof typeof counterTable;

/** Every histogram of latencies, as `counterTable`. */
export const timeTable = {
  stage: {
    metric: "nanotype_stage_seconds",
    help: "Latency by stage of the pipeline; docs/metrics.md says where each begins and ends.",
    labels: ["stage"],
  },
  source: {
    metric: "nanotype_answer_seconds",
    help: "Time from a request to its suggestion by source.",
    labels: ["source"],
  },
} as const satisfies Readonly<Record<string, CounterRow>>;
export type TimeName = keyof typeof timeTable;

/** Every gauge of a running server, as `counterTable`. */
export const gaugeTable = {
  memory: {
    metric: "nanotype_resident_memory_bytes",
    help: "Resident memory of the language server and of its model processes.",
    labels: ["process"],
  },
  endpointUp: {
    metric: "nanotype_endpoint_up",
    help: "1 while the endpoint is in use, 0 while its circuit breaker keeps requests away.",
    labels: ["endpoint"],
  },
  modelUp: {
    metric: "nanotype_model_up",
    help: "0 while the model on this machine cannot run; one that is put away starts when it is needed and counts as 1.",
    labels: [],
  },
  workspaceFiles: {
    metric: "nanotype_workspace_files",
    help: "Files of the workspace that are remembered although they are not open.",
    labels: [],
  },
  uptime: { metric: "nanotype_uptime_seconds", help: "Time since this server started.", labels: [] },
} as const satisfies Readonly<Record<string, CounterRow>>;
export type GaugeName = keyof typeof gaugeTable;
