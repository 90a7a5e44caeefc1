import type { LfText } from "../base/lineEnds";
import type { DocumentState } from "../documents/documentState";
import type { ComparedArm } from "../model/backend";
import type { AnswerOrigin } from "./completionMetrics";
import type { Trace } from "./trace";

/** A request for an inline completion, in offsets. */
export interface InlineRequest {
  readonly document: DocumentState;
  readonly offset: number;
  readonly trigger: "automatic" | "invoked";
  /** True if an explicit request waits for every candidate, however long. One at a caret that shows a suggestion waits a moment for them: the user looks for another. */
  readonly wantsAll?: boolean;
  /** Documents above this one, top first: the cells of its notebook in its language. */
  readonly above?: readonly DocumentState[];
  /** IntelliSense's selected entry; an answer must start with it. It replaces the text from `start` to the caret. */
  readonly selectedCompletion?: { readonly start: number; readonly text: LfText };
}

/** One answer, in offsets of the requested document, and also with `\n`. */
export interface InlineItem {
  readonly id: string;
  readonly insertText: string;
  /** Range that the text replaces. Starts at the caret (or at the selected completion's start) and ends on the caret's line. */
  readonly start: number;
  readonly end: number;
  /** Position of the caret after acceptance, in the text as it then is; absent if it is the end of the inserted text. */
  readonly caretAfter?: number;
  /** The endpoint's model that wrote it; absent for the model on this machine. */
  readonly writtenBy?: string;
  /** The backend that wrote it, while two are compared. */
  readonly arm?: ComparedArm;
}

export interface InlineAnswer {
  readonly items: readonly InlineItem[];
  /** Absent without items. */
  readonly origin?: AnswerOrigin;
  readonly trace: Trace;
}
