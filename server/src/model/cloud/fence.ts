import { isPlaceholder, isTalk } from "../prompt/talk";

/** Marker that begins and ends a fence in Markdown. */
const fenceMark = "```";
/** Opening line of a fence that isn't on the first line. */
const laterFence = /(?:^|\n)[ \t]*```[\w+#.-]*[ \t]*(?=\n)/;
/** A label, such as `Code:`, that a fence may follow. */
const label = /^[\p{L} ]+:$/u;

/** The place where an answer is inserted, as far as it matters here. */
export interface FencePlace {
  readonly languageId: string;
  readonly isMarkup: boolean;
}

/**
 * Removes a Markdown fence and the sentences around it from a streamed answer: chat models write both against their instructions.
 * Text passes at once unless it may still turn out to be a fence. Where code is expected (`code`), it also waits until its first
 * line is known not to be a sentence. Sentences without code after them don't count as an answer.
 */
export class FenceCutter {
  readonly #code: FencePlace | undefined;
  #held = "";
  #hasOpened = false;
  #hasPassed = false;
  #state: "start" | "talk" | "plain" | "fenced" | "closed" = "start";

  constructor(code?: FencePlace) {
    this.#code = code;
  }

  /** True once some text has passed. */
  get hasPassed(): boolean {
    return this.#hasPassed;
  }

  /** Drops all held text: it wasn't part of the answer. */
  restart(): void {
    this.#held = "";
    this.#state = "start";
  }

  /** Adds a piece and returns the text that is now certain. */
  add(piece: string): string {
    this.#held += piece;
    if (this.#state === "start") this.#open(false);
    if (this.#state === "talk") this.#findFence();
    return this.#pass();
  }

  /** Returns the held text when the answer ends. */
  end(): string {
    if (this.#state === "start") this.#open(true);
    if (this.#state === "talk" && !this.#findFence()) this.#afterTalk();
    const text = this.#pass();
    return this.#state === "fenced" ? text + this.#release(this.#held.length) : text;
  }

  #pass(): string {
    const text =
      this.#state === "fenced" ? this.#fenced() : this.#state === "plain" ? this.#release(this.#held.length) : "";
    this.#hasPassed ||= text !== "";
    return text;
  }

  #open(isWhole: boolean): void {
    const text = this.#held.trimStart();
    if (text === "" || (!isWhole && text.length < fenceMark.length && fenceMark.startsWith(text))) {
      if (isWhole) this.#toPlain();
      return;
    }
    const lineEnd = text.indexOf("\n");
    if (lineEnd < 0 && !isWhole && (text.startsWith(fenceMark) || this.#code !== undefined)) return;
    const line = lineEnd < 0 ? text : text.slice(0, lineEnd);
    // Three backticks followed by more than a language's name don't open a fence.
    if (/^```[\w+#.-]*\s*$/.test(line)) {
      this.#state = "fenced";
      this.#hasOpened = false;
      this.#held = text.slice(line.length);
    } else if (this.#code !== undefined && isPlaceholder(line)) {
      this.#held = text.slice(line.length + 1);
      if (this.#held.trim() === "" && !isWhole) return;
      this.#open(isWhole);
    } else if (this.#code !== undefined && isTalk(line, this.#code)) this.#state = "talk";
    else if (this.#code === undefined || !label.test(line.trim())) this.#toPlain();
    else if (laterFence.test(text.slice(lineEnd))) this.#state = "talk";
    else if (isWhole || /\n\s*(?!`)\S/.test(text.slice(lineEnd))) this.#toPlain();
  }

  #toPlain(): void {
    this.#state = "plain";
    this.#hasOpened = true;
  }

  /** Finds the first fence among sentences, which holds the code. Returns whether there is one. */
  #findFence(): boolean {
    const fence = laterFence.exec(this.#held);
    if (fence === null) return false;
    this.#held = this.#held.slice(fence.index + fence[0].length);
    this.#state = "fenced";
    return true;
  }

  /** Keeps the text after an announcing sentence, unless it is a sentence itself. */
  #afterTalk(): void {
    const code = this.#code;
    const lines = this.#held.split("\n");
    const first = lines.findIndex((line) => line.trim() !== "" && code !== undefined && !isTalk(line, code));
    const announced = lines.slice(0, Math.max(0, first)).findLast((line) => line.trim() !== "");
    this.#held = announced?.trimEnd().endsWith(":") === true ? lines.slice(first).join("\n") : "";
    this.#toPlain();
  }

  #fenced(): string {
    const close = this.#held.indexOf(`\n${fenceMark}`);
    if (close >= 0) {
      this.#state = "closed";
      return this.#release(close);
    }
    // The last line end may belong to the closing fence.
    const lineEnd = this.#held.lastIndexOf("\n");
    const mayClose = lineEnd >= 0 && fenceMark.startsWith(this.#held.slice(lineEnd + 1));
    return this.#release(mayClose ? lineEnd : this.#held.length);
  }

  /** Releases the held text up to `end`, without the line end of the opening fence. */
  #release(end: number): string {
    const text = this.#held.slice(0, end);
    this.#held = this.#held.slice(end);
    if (text === "" || this.#hasOpened) return text;
    this.#hasOpened = true;
    return text.slice(1);
  }
}
