import type { LfText } from "../base/lineEnds";

/** A document as a request sees it. Offsets everywhere count UTF-16 units of its text with `\n`. */
export interface DocumentState {
  readonly uri: string;
  /** Path relative to the workspace folder, with `/`; the file's name if there is no folder. */
  readonly path: string;
  readonly languageId: string;
  readonly version: number;
  readonly text: LfText;
}
