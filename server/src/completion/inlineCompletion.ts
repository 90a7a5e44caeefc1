import type { LfText } from "../base/lineEnds";
import type { DocumentState } from "../documents/documentState";
import type { Trace } from "./trace";

/** An inline completion as it was asked for, in offsets. */
export interface InlineRequest {
  readonly document: DocumentState;
  readonly offset: number;
  readonly trigger: "automatic" | "invoked";
  /** What stands above the document, top first: the cells of its notebook in its language. */
  readonly above?: readonly DocumentState[];
  /** IntelliSense's selected entry; an answer must start with it. `start` to the caret is what it replaces. */
  readonly selectedCompletion?: { readonly start: number; readonly text: LfText };
}

/** One answer, in offsets of the document the request named, and with `\n` too. */
export interface InlineItem {
  readonly id: string;
  readonly insertText: string;
  /** What the text takes the place of. Starts at the caret (or at the selected completion's start) and ends on the caret's line. */
  readonly start: number;
  readonly end: number;
  /** Where the caret belongs after acceptance, in the text as it then is; absent where that is the end of what was inserted. */
  readonly caretAfter?: number;
  /** The endpoint's model that wrote it; absent where this machine did. */
  readonly writtenBy?: string;
}

export interface InlineAnswer {
  readonly items: readonly InlineItem[];
  readonly trace: Trace;
}
