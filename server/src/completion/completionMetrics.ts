/** Source of an offered answer. */
export type AnswerSource = "typeThrough" | "cache" | "joined" | "model" | "memory" | "stored" | "declaration";

/** Describes each source for a person. */
export const sources: Readonly<Record<AnswerSource, string>> = {
  typeThrough: "You were typing along with an earlier suggestion.",
  cache: "The same suggestion had been made before.",
  joined: "The model was already working on it.",
  model: "The model wrote it.",
  memory: "It comes from your open files.",
  stored: "It was kept from an earlier session.",
  declaration: "It was drafted from the declaration below.",
};

/** Ways in which a request ends. */
export type Outcome =
  { readonly kind: "offered"; readonly by: AnswerSource } | { readonly kind: "empty" | "cancelled" };

/** The pipeline's measurements of itself; counts and times only, no text. */
export interface CompletionMetrics {
  /** Adds a latency in ms: `model` = from the request to enough of a generation. */
  observe(stage: "model", elapsedMs: number): void;
  count(event: "modelRequest" | "backendFailure"): void;
  /** Records how a request ended and its time from start to end in ms. */
  answered(outcome: Outcome, elapsedMs: number): void;
}
