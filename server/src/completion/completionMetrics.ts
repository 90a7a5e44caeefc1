import type { sourceSentences } from "../base/figureNames";
import type { CaretPlace } from "../code/caret";
import type { BackendErrorKind } from "../model/errors";

/** Source of an offered answer. */
export type AnswerSource = keyof typeof sourceSentences;

/** Ways in which a request ends; `keptIn` is the store of a kept answer. */
export type Outcome =
  | { readonly kind: "offered"; readonly by: AnswerSource; readonly keptIn?: "disk" | "redis" }
  | { readonly kind: "empty" | "cancelled" };

/** Source of an answer, and the place that it is for. */
export interface AnswerOrigin {
  readonly by: AnswerSource;
  readonly place: CaretPlace;
  /** Language of the stretch around the caret. */
  readonly languageId: string;
}

/**
 * Stages whose latency is measured: `debounce`, the wait for a pause; `context`, reading the caret's place and building the prompt;
 * then from the backend's request on `queue`, until it is the request's turn, `firstToken` and `firstLine`; `total`, from a request to its
 * suggestion. `request` is every request to the server whatever its outcome, `nextEdit` one for a next edit.
 */
export type Stage = "debounce" | "context" | "queue" | "firstToken" | "firstLine" | "total" | "request" | "nextEdit";

/** The pipeline's measurements of itself; counts and times only, no text. */
export interface CompletionMetrics {
  /** Adds a latency in ms. */
  observe(stage: Stage, elapsedMs: number): void;
  /** Records a generation that was requested from the backend. */
  modelRequested(): void;
  /** Records a failure of the backend that reached a request. */
  backendFailed(kind: BackendErrorKind | "unexpected"): void;
  /** Records how a request ended and its time from start to end in ms. */
  answered(outcome: Outcome, elapsedMs: number): void;
}
