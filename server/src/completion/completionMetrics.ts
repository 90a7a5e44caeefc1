/** Where an offered answer came from. */
export type AnswerSource = "typeThrough" | "cache" | "joined" | "model" | "memory" | "stored" | "declaration";

/** How a request ended. */
export type Outcome =
  { readonly kind: "offered"; readonly by: AnswerSource } | { readonly kind: "empty" | "cancelled" };

/** What the pipeline measures about itself; counts and times only, no text. */
export interface CompletionMetrics {
  /** Adds a latency in ms: `model` = from the request to enough of a generation. */
  observe(stage: "model", elapsedMs: number): void;
  count(event: "modelRequest" | "backendFailure"): void;
  /** Notes how a request ended and its time from start to end in ms. */
  answered(outcome: Outcome, elapsedMs: number): void;
}
