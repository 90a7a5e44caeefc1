import type { CompletionChunk } from "../backend";

/** How a fence begins and ends in Markdown. */
const fenceMark = "```";

/**
 * Takes a Markdown fence off a streamed answer: chat models wrap code in one against their instructions. Text passes at once
 * unless it may still turn out to be a fence. What follows a closing fence is dropped.
 */
export class FenceCutter {
  #held = "";
  #hasOpened = false;
  #state: "start" | "plain" | "fenced" | "closed" = "start";

  /** Adds a piece and returns what is now sure to be text. */
  add(piece: string): string {
    this.#held += piece;
    if (this.#state === "start") this.#open();
    if (this.#state === "fenced") return this.#fenced();
    if (this.#state === "plain") return this.end();
    return "";
  }

  /** Returns what was held back when the answer ends. */
  end(): string {
    if (this.#state === "closed") return "";
    if (this.#state === "fenced") return this.#release(this.#held.length);
    const held = this.#held;
    this.#held = "";
    return held;
  }

  #open(): void {
    const text = this.#held.trimStart();
    if (text === "" || (text.length < fenceMark.length && fenceMark.startsWith(text))) return;
    if (!text.startsWith(fenceMark)) {
      this.#state = "plain";
      return;
    }
    const lineEnd = text.indexOf("\n");
    if (lineEnd < 0) return;
    // Three backticks with more on the line than a language's name are no fence.
    this.#state = /^```[\w+#.-]*\s*$/.test(text.slice(0, lineEnd)) ? "fenced" : "plain";
    if (this.#state === "fenced") this.#held = text.slice(lineEnd);
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

  /** Hands out what is held up to `end`, without the line end of the opening fence. */
  #release(end: number): string {
    const text = this.#held.slice(0, end);
    this.#held = this.#held.slice(end);
    if (text === "" || this.#hasOpened) return text;
    this.#hasOpened = true;
    return text.slice(1);
  }
}

/** Takes the fence off a chunk of several candidates' answers; `fences` keeps one cutter for each. */
export function withoutFence(chunk: CompletionChunk, fences: FenceCutter[]): CompletionChunk {
  const fence = (fences[chunk.candidate] ??= new FenceCutter());
  const text = fence.add(chunk.text);
  return { ...chunk, text: chunk.finish === undefined ? text : text + fence.end() };
}
