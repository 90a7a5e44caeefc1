import { LRUCache } from "lru-cache";
import { withoutClosingRest } from "../model/prompt/prefixSuffix";
import type { ScoredText } from "./scoredText";

/** The inputs of an answer; two requests that agree in all of them may share one. */
export interface CacheQuestion {
  /** Whole text before and after the caret. */
  readonly prefix: string;
  readonly suffix: string;
  /** The document's project; see `projects.ts`. */
  readonly project: string;
  readonly languageId: string;
  readonly model: string;
}

/** A cached generation as seen from the caret: its first `typedLength` characters have been typed since. */
export interface CacheHit {
  readonly candidates: readonly ScoredText[];
  readonly typedLength: number;
}

/** Increase it when prompts change in a way that makes earlier answers wrong. */
const promptVersion = 1;

/** UTF-16 units before and after the caret that the key holds. */
const prefixTailChars = 256; // guess
const suffixHeadChars = 128; // guess

/** Distance from which a generation may have started and still be continued by the typed text, in UTF-16 units. */
const maxTypedChars = 200; // guess

/** Most generations kept: about 1 MB with keys. */
const maxEntries = 300; // guess

/**
 * Remembers generations by prefix tail, suffix head, project, language, model and prompt version. Also answers from a generation that
 * started earlier if the user has typed its text since. Bounded to 300 generations; holds text, so it never leaves memory.
 */
export class CompletionCache {
  readonly #entries = new LRUCache<string, readonly ScoredText[]>({ max: maxEntries });

  set(question: CacheQuestion, candidates: readonly ScoredText[]): void {
    this.#entries.set(key(question.prefix, tailOf(question)), candidates);
  }

  /** Returns the newest generation that fits: started here, or up to 200 characters earlier with its text typed since. */
  get(question: CacheQuestion): CacheHit | undefined {
    const tail = tailOf(question);
    const { prefix } = question;
    const longest = Math.min(maxTypedChars, prefix.length);
    for (let typedLength = 0; typedLength <= longest; typedLength++) {
      const start = prefix.length - typedLength;
      const candidates = this.#entries.get(key(prefix.slice(Math.max(0, start - prefixTailChars), start), tail));
      if (candidates === undefined) continue;
      const typed = prefix.slice(start);
      const fitting = candidates.filter(({ text }) => text.startsWith(typed) && text.length > typedLength);
      if (fitting.length > 0) return { candidates: fitting, typedLength };
    }
    return undefined;
  }

  clear(): void {
    this.#entries.clear();
  }
}

function key(prefix: string, tail: string): string {
  return prefix.slice(-prefixTailChars) + tail;
}

function tailOf({ suffix, project, languageId, model }: CacheQuestion): string {
  const after = withoutClosingRest(suffix).slice(0, suffixHeadChars);
  return `\0${after}\0${project}\0${languageId}\0${model}\0${promptVersion}`;
}
