/** Names under which models put their thinking into answers. */
const names = String.raw`(?:seed:)?(?:think(?:ing)?|thoughts?|reason(?:ing)?|reflection|analysis|scratchpad|inner_monologue)`;
/** Brackets around them: `<think>`, `<|thinking|>`, `<｜think｜>`, `◁think▷`, `[THINK]`; and `<|begin_of_thought|>`, `<|START_THINKING|>`. */
const bracketed = (slash: string, word: string): string =>
  [
    `<${slash}${names}>`,
    `<[|｜]${slash}${names}[|｜]>`,
    `◁${slash}${names}▷`,
    String.raw`\[${slash}(?:THINK(?:ING)?|REASONING)\]`,
    String.raw`<[|｜]${word}_(?:of_)?(?:thought|thinking|reasoning)[|｜]>`,
  ].join("|");
const opener = new RegExp(`^(?:${bracketed("", "(?:begin|start)")})`, "i");
const closer = new RegExp(bracketed("/", "end"), "i");
/** Harmony's head of a message: its channel and its recipient. */
const channel = /^(?:<\|start\|>\w*)?<\|channel\|>\s*(\w+)[^<]*(?:<\|constrain\|>[^<]*)?<\|message\|>/;
const channelEnd = /<\|(?:end|return|call)\|>/;

/** Text that may still become an opener or a head: its end, or the head's next part, is missing. */
const beginnings = /^(?:<[|｜]?[\w:｜▁]{0,24}[|｜]?|◁\w{0,24}|\[[A-Z]{0,10}|<\|(?:start|channel)\|>[^]{0,120})$/;
/** Text that may still become a closer, at the end of a text. */
const closerBeginning = /(?:<[|｜]?\/?[\w:｜]{0,24}[|｜]?|◁\/?\w{0,24}|\[\/?[A-Z]{0,10})$/;
/** Length of the longest closer, in UTF-16 units. */
const longestMark = 40;

/** Result of adding a piece of an answer. */
export interface Thought {
  /** Text now known not to be thinking. */
  readonly text: string;
  /** True if all text released so far turns out to have been thinking. */
  readonly isVoid: boolean;
}

/**
 * Removes a model's thinking from a streamed answer, in all the marks that models use. A tag that the
 * document contains itself is text. If a template has put the opening mark into the prompt, only the closing one arrives.
 */
export class ThinkingCutter {
  readonly #document: string;
  /** True if the answer may begin inside a thought; then no text passes before the thought ends. */
  readonly #isInside: boolean;
  #held = "";
  #state: "start" | "inside" | "thinking" | "channel" | "text";
  #hasThought = false;

  constructor(params: { document: string; isInside: boolean }) {
    this.#document = params.document;
    this.#isInside = params.isInside;
    this.#state = "start";
  }

  /** True once a thought has been found. */
  get hasThought(): boolean {
    return this.#hasThought;
  }

  /** Adds a piece and returns the text that is now certain. */
  add(piece: string): Thought {
    this.#held += piece;
    let text = "";
    let isVoid = false;
    for (;;) {
      const before = this.#state;
      if (this.#state === "start") this.#start();
      else if (this.#state === "thinking") this.#skipTo(closer);
      else if (this.#state === "channel") this.#skipTo(channelEnd);
      else {
        const end = this.#markIn(closer);
        if (end !== undefined) {
          text = "";
          isVoid = true;
          this.#over(end);
        } else if (this.#state === "text") {
          const kept = this.#tail();
          text += this.#held.slice(0, this.#held.length - kept);
          this.#held = this.#held.slice(this.#held.length - kept);
        }
      }
      if (this.#state === before) return { text, isVoid };
    }
  }

  /** Returns the held text when the answer ends, without an unfinished thought. */
  end(): string {
    const held = this.#state === "thinking" || this.#state === "channel" ? "" : this.#held;
    this.#held = "";
    return held;
  }

  #start(): void {
    // After a thought the answer begins on the first line with text.
    if (this.#hasThought) this.#held = this.#held.replace(/^\s*\n/, "");
    const text = this.#held.trimStart();
    if (text === "") return;
    const head = channel.exec(text);
    if (head !== null) {
      this.#held = text.slice(head[0].length);
      this.#hasThought ||= head[1] !== "final";
      this.#state = head[1] === "final" ? "text" : "channel";
      return;
    }
    const mark = opener.exec(text);
    if (mark !== null && !this.#document.includes(mark[0])) {
      this.#held = text.slice(mark[0].length);
      this.#state = "thinking";
      this.#hasThought = true;
    } else if (mark !== null || !beginnings.test(text))
      this.#state = this.#isInside && !this.#hasThought ? "inside" : "text";
  }

  #skipTo(mark: RegExp): void {
    const end = this.#markIn(mark);
    if (end === undefined) this.#held = this.#held.slice(-longestMark);
    else this.#over(end);
  }

  #over(end: number): void {
    this.#held = this.#held.slice(end);
    this.#state = "start";
    this.#hasThought = true;
  }

  #markIn(mark: RegExp): number | undefined {
    const found = mark.exec(this.#held);
    return found === null || this.#document.includes(found[0]) ? undefined : found.index + found[0].length;
  }

  /** Returns how much of the end may still become a closing mark. */
  #tail(): number {
    return closerBeginning.exec(this.#held.slice(-longestMark))?.[0].length ?? 0;
  }
}
