import type { CompletionChunk, CompletionPrompt } from "../backend";
import { languageOf } from "../../code/languages";
import { placeByText } from "../../code/placeByText";
import { isBetweenTags } from "../prompt/talk";
import { FenceCutter, type FencePlace } from "./fence";
import { ThinkingCutter } from "./thinking";

/** Removes from an answer's chunks everything but the requested text: thinking, fences, sentences around code. */
export class AnswerText {
  readonly #document: string;
  readonly #place: FencePlace | undefined;
  readonly #mayBeFenced: boolean;
  readonly #isInside: boolean;
  readonly #cutters: { readonly thinking: ThinkingCutter; readonly fence: FenceCutter | undefined; isOver: boolean }[] =
    [];
  #hasLoneCloser = false;

  /** Without a prompt the answer is a draft, and only its thinking is removed. */
  constructor(params: { prompt?: CompletionPrompt; isInside: boolean }) {
    const { prompt } = params;
    this.#isInside = params.isInside;
    this.#document = prompt === undefined ? "" : prompt.prefix + prompt.suffix;
    this.#mayBeFenced = prompt !== undefined && languageOf(prompt.languageId).kind !== "prose";
    this.#place = prompt === undefined ? undefined : codePlace(prompt);
  }

  /** True once the endpoint has put thinking into the text of any answer. */
  get hasThought(): boolean {
    return this.#cutters.some(({ thinking }) => thinking.hasThought);
  }

  /** True once thinking ended without having begun. The prompt's template then opens it, so other answers will do the same. */
  get hasLoneCloser(): boolean {
    return this.#hasLoneCloser;
  }

  /** Returns the chunk with only the text that surely belongs to the answer. */
  clean(chunk: CompletionChunk): CompletionChunk {
    const cutter = (this.#cutters[chunk.candidate] ??= {
      thinking: new ThinkingCutter({ document: this.#document, isInside: this.#isInside }),
      fence: this.#mayBeFenced ? new FenceCutter(this.#place) : undefined,
      isOver: false,
    });
    if (cutter.isOver) return { ...chunk, text: "" };
    const { text, isVoid } = cutter.thinking.add(chunk.text);
    if (isVoid) {
      this.#hasLoneCloser = true;
      cutter.isOver = cutter.fence?.hasPassed ?? false; // passed text cannot be taken back
      if (cutter.isOver) return { ...chunk, text: "" };
      cutter.fence?.restart();
    }
    const rest = chunk.finish === undefined ? text : text + cutter.thinking.end();
    if (cutter.fence === undefined) return { ...chunk, text: rest };
    const passed = cutter.fence.add(rest);
    return { ...chunk, text: chunk.finish === undefined ? passed : passed + cutter.fence.end() };
  }

  /** Returns the text held back when the stream ends before its answers do. */
  rest(): CompletionChunk[] {
    return this.#cutters.flatMap((cutter, candidate) => {
      const { text } = this.clean({ candidate, text: "", tokenCount: 0, finish: "end" });
      return text === "" || cutter.isOver ? [] : [{ candidate, text, tokenCount: 0 }];
    });
  }
}

/** Returns the place when it takes code; `undefined` in prose, comments and strings, whose text consists of sentences. */
function codePlace({ languageId, prefix, suffix }: CompletionPrompt): FencePlace | undefined {
  const language = languageOf(languageId);
  const place = placeByText(language, { text: prefix, offset: prefix.length });
  return place === "code" ? { languageId, isMarkup: isBetweenTags(prefix, suffix) } : undefined;
}
