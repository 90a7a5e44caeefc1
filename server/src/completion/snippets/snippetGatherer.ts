import { wait, type Clock } from "../../base/clock";
import { inBackground } from "../../base/inBackground";
import { languageOf } from "../../code/languages";
import { windowAround } from "../../model/prompt/prefixSuffix";
import type { Ask } from "../ask";
import { fuse, type FoundSnippet } from "./foundSnippet";
import { SnippetFinder, type FinderParts } from "./snippetFinder";

/** Time in which snippets are gathered, in ms; what isn't found by then isn't sent. // guess: about a debounce */
const deadlineMs = 300;

/** Distance from the place of the last gathering within which its snippets still serve, in UTF-16 units. // guess: a screen */
const nearChars = 2_000;

/** Distance and time in which nothing is gathered anew, in UTF-16 units and ms: requests with the same beginning cost endpoints less. // guess: ten lines */
const fresh = { chars: 400, ms: 10_000 };

/** Parts that the gatherer works with. */
export interface SnippetParts extends FinderParts {
  readonly clock: Clock;
  /** Reports whether a request of this document may reach a backend that takes snippets. */
  readonly isWanted: (uri: string) => boolean;
}

/** Snippets for the surroundings of a line. */
interface Gathered {
  readonly uri: string;
  /** Start of the caret's line. */
  readonly lineStart: number;
  readonly atMs: number;
  /** False if a text was still being read, or the time was over. */
  readonly isWhole: boolean;
  readonly snippets: readonly FoundSnippet[];
}

/**
 * Gathers text from elsewhere for prompts that leave this machine: off the keystroke path, once for some lines, under one deadline. A request takes
 * what there is and waits for nothing.
 */
export class SnippetGatherer {
  readonly #parts: SnippetParts;
  readonly #finder: SnippetFinder;
  #gathered: Gathered | undefined;
  #next: Ask | undefined;
  #isAtWork = false;
  /** Distinguishes work from before something was forgotten from later work. */
  #turn = 0;

  constructor(parts: SnippetParts) {
    this.#parts = parts;
    this.#finder = new SnippetFinder(parts);
  }

  /** Gathers for a request, soon; does nothing at once. */
  prepare(ask: Ask): void {
    if (!this.#isNeeded(ask)) return;
    this.#next = ask;
    if (this.#isAtWork) return;
    this.#isAtWork = true;
    this.#parts.clock.after(0, () => inBackground("gathering snippets", this.#work()));
  }

  /** Gathers for a request now, as for a preview. */
  async gather(ask: Ask): Promise<void> {
    if (this.#isNeeded(ask)) await this.#gather(ask);
  }

  /** Returns the gathered snippets for the caret's place, as far as they may still be sent; gathers nothing. */
  ready(ask: Ask): readonly FoundSnippet[] {
    const gathered = this.#gathered;
    const { uri } = ask.request.document;
    if (gathered?.uri !== uri || this.#parts.scope() === "off") return [];
    if (Math.abs(gathered.lineStart - lineStartOf(ask)) > nearChars) return [];
    return gathered.snippets.filter(
      (snippet) => snippet.uri === uri || this.#parts.mayShare(snippet.uri, ask.reader.project),
    );
  }

  /** Forgets a document, and all snippets. */
  forget(uri: string): void {
    this.#finder.forget(uri);
    this.clear();
  }

  /** Forgets everything that was gathered. */
  clear(): void {
    this.#turn++;
    this.#gathered = undefined;
  }

  #isNeeded(ask: Ask): boolean {
    const { uri, languageId } = ask.request.document;
    if (this.#parts.scope() === "off" || languageOf(languageId).kind !== "code") return false;
    return !this.#isFresh(ask) && (this.#parts.limits().snippetTokens ?? 0) > 0 && this.#parts.isWanted(uri);
  }

  #isFresh(ask: Ask): boolean {
    const gathered = this.#gathered;
    if (gathered?.uri !== ask.request.document.uri || !gathered.isWhole) return false;
    const isNear = Math.abs(gathered.lineStart - lineStartOf(ask)) <= fresh.chars;
    return isNear && this.#parts.clock.nowMs() - gathered.atMs < fresh.ms;
  }

  async #work(): Promise<void> {
    try {
      for (let ask = this.#next; ask !== undefined; ask = this.#next) {
        this.#next = undefined;
        await this.gather(ask);
      }
    } finally {
      this.#isAtWork = false;
    }
  }

  async #gather(ask: Ask): Promise<void> {
    const turn = this.#turn;
    const limits = this.#parts.limits();
    const over = new AbortController();
    const found: FoundSnippet[] = [];
    const late = wait(this.#parts.clock, deadlineMs, over.signal).then(() => false);
    const isWhole = await Promise.race([this.#finder.find(ask, found, over.signal), late]);
    over.abort();
    if (turn !== this.#turn) return;
    const { prefixStart, suffixStart, suffixEnd } = windowAround(ask, limits);
    const above = (ask.request.above ?? []).map(({ text }) => text);
    const prompt = [...above, ask.prefix.slice(prefixStart), ask.suffix.slice(suffixStart, suffixEnd)].join("\n");
    const room = (limits.snippetTokens ?? 0) * limits.charsPerToken;
    const { uri } = ask.request.document;
    const [lineStart, atMs] = [lineStartOf(ask), this.#parts.clock.nowMs()];
    const before = this.#gathered;
    // What wasn't found in time may still be there; with it prompts keep their beginning.
    const isKept = !isWhole && before?.uri === uri && Math.abs(before.lineStart - lineStart) <= fresh.chars;
    const snippets = isKept ? before.snippets : fuse(found, prompt, room);
    this.#gathered = { uri, lineStart, atMs, isWhole, snippets };
  }
}

function lineStartOf({ prefix }: Ask): number {
  return prefix.lastIndexOf("\n") + 1;
}
