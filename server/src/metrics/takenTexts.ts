import type { Clock } from "../base/clock";
import { movedSpan, type TextEdit } from "../base/textEdit";

/** A text that the user took, with its place. */
export interface TakenText {
  readonly uri: string;
  readonly start: number;
  readonly text: string;
  /** Called at most once: `kept` if the text is still there after 30 s, `deleted` if half of it is gone within 5 s. */
  readonly onFate: (fate: "kept" | "deleted") => void;
}

/** Time after which a text that is still there counts as kept, in ms. Source: issue 16. */
const keptMs = 30_000;
/** Time within which a deletion counts as a refusal, in ms. Source: issue 16. */
const regretMs = 5_000;
/** Texts that are followed at a time; the oldest are dropped. // guess: more than a person takes in half a minute */
const maxFollowed = 64;

interface Followed extends TakenText {
  start: number;
  end: number;
  /** UTF-16 units of the text that no edit has removed. */
  left: number;
  /** False while its own insertion is awaited: an editor may report the acceptance first. */
  isThere: boolean;
  readonly atMs: number;
  readonly cancel: () => void;
}

/** Follows taken texts through later edits of their documents, to say what became of them. */
export class TakenTexts {
  readonly #clock: Clock;
  readonly #textOf: (uri: string) => string | undefined;
  readonly #followed = new Set<Followed>();

  /** `textOf` returns a document's current text. */
  constructor(clock: Clock, textOf: (uri: string) => string | undefined) {
    this.#clock = clock;
    this.#textOf = textOf;
  }

  /** Follows a text that was inserted, or is about to be. */
  follow(taken: TakenText): void {
    const { start, text } = taken;
    if (text.trim() === "") return;
    const followed: Followed = {
      ...taken,
      end: start + text.length,
      left: text.length,
      isThere: this.#textOf(taken.uri)?.startsWith(text, start) ?? false,
      atMs: this.#clock.nowMs(),
      cancel: this.#clock.after(keptMs, () => this.#judge(followed)),
    };
    this.#followed.add(followed);
    for (const oldest of this.#followed) {
      if (this.#followed.size <= maxFollowed) break;
      this.#drop(oldest);
    }
  }

  /** Records a change; `text` is the document's new text. */
  changed(uri: string, text: string, edits: readonly TextEdit[]): void {
    for (const followed of this.#followed) {
      if (followed.uri !== uri) continue;
      if (!followed.isThere) {
        if (text.startsWith(followed.text, followed.start)) followed.isThere = true;
        else this.#drop(followed);
        continue;
      }
      for (const edit of edits) move(followed, edit);
      const isRegretted = this.#clock.nowMs() - followed.atMs <= regretMs && followed.left * 2 <= followed.text.length;
      if (!isRegretted) continue;
      this.#drop(followed);
      followed.onFate("deleted");
    }
  }

  /** Forgets a document's texts; what became of them is unknown. */
  closed(uri: string): void {
    for (const followed of this.#followed) if (followed.uri === uri) this.#drop(followed);
  }

  #judge(followed: Followed): void {
    this.#followed.delete(followed);
    const now = this.#textOf(followed.uri)?.slice(followed.start, followed.end);
    if (followed.isThere && now !== undefined && withoutBlanks(now).includes(withoutBlanks(followed.text)))
      followed.onFate("kept");
  }

  #drop(followed: Followed): void {
    followed.cancel();
    this.#followed.delete(followed);
  }
}

/** Moves a followed range along with an edit, and counts what is left of its text. */
function move(range: Followed, edit: TextEdit): void {
  const { startOffset, oldEndOffset, newEndOffset } = edit;
  const moved = movedSpan({ start: range.start, end: range.end }, edit);
  if (moved !== undefined) {
    range.start = moved.start;
    range.end = moved.end;
    return;
  }
  range.left -= Math.max(0, Math.min(oldEndOffset, range.end) - Math.max(startOffset, range.start));
  range.end = oldEndOffset >= range.end ? newEndOffset : range.end + newEndOffset - oldEndOffset;
  range.start = Math.min(range.start, startOffset);
}

function withoutBlanks(text: string): string {
  return text.replace(/\s+/g, "");
}
