import type { CompletionChunk, CompletionPrompt } from "../backend";
import { languageOf } from "../../code/languages";
import { placeByText } from "../../code/placeByText";
import { isBetweenTags } from "../prompt/talk";
import { FenceCutter, type AnswerPlace } from "./fence";
import { ThinkingCutter } from "./thinking";

/** Takes out of an answer's chunks what is not the text that was asked for: thinking, fences, sentences around code. */
export class AnswerText {
  readonly #document: string;
  readonly #place: AnswerPlace | undefined;
  readonly #mayBeFenced: boolean;
  readonly #isInside: boolean;
  readonly #cutters: { readonly thinking: ThinkingCutter; readonly fence: FenceCutter | undefined; isOver: boolean }[] =
    [];
  #hasLoneCloser = false;

  /** Without a prompt the answer is a draft, of which only the thinking is taken out. */
  constructor(params: { prompt?: CompletionPrompt; isInside: boolean }) {
    const { prompt } = params;
    this.#isInside = params.isInside;
    this.#document = prompt === undefined ? "" : prompt.prefix + prompt.suffix;
    this.#mayBeFenced = prompt !== undefined && languageOf(prompt.languageId).kind !== "prose";
    this.#place = prompt === undefined ? undefined : codePlace(prompt);
  }

  /** Whether the endpoint has thought, in the text of any answer. */
  get hasThought(): boolean {
    return this.#cutters.some(({ thinking }) => thinking.hasThought);
  }

  /** Whether thinking ended that had no beginning: the prompt's template holds it, so other answers will be the same. */
  get hasLoneCloser(): boolean {
    return this.#hasLoneCloser;
  }

  /** The chunk with only the text that is sure to belong to the answer. */
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
      cutter.isOver = cutter.fence?.hasPassed ?? false; // what has passed cannot be taken back
      if (cutter.isOver) return { ...chunk, text: "" };
      cutter.fence?.restart();
    }
    const rest = chunk.finish === undefined ? text : text + cutter.thinking.end();
    if (cutter.fence === undefined) return { ...chunk, text: rest };
    const passed = cutter.fence.add(rest);
    return { ...chunk, text: chunk.finish === undefined ? passed : passed + cutter.fence.end() };
  }

  /** What is held back where the stream ends without finishing its answers. */
  rest(): CompletionChunk[] {
    return this.#cutters.flatMap((cutter, candidate) => {
      const { text } = this.clean({ candidate, text: "", tokenCount: 0, finish: "end" });
      return text === "" || cutter.isOver ? [] : [{ candidate, text, tokenCount: 0 }];
    });
  }
}

/** Where code is wanted: not in prose, comments and strings, whose text are sentences. */
function codePlace({ languageId, prefix, suffix }: CompletionPrompt): AnswerPlace | undefined {
  const language = languageOf(languageId);
  const place = placeByText(language, { text: prefix, offset: prefix.length });
  return place === "code" ? { languageId, isMarkup: isBetweenTags(prefix, suffix) } : undefined;
}
