import { firstIndex } from "../../base/firstIndex";
import { commentLines } from "../../code/commentLines";
import { familyOf, proseFamily, type LanguageFamily } from "../../code/languageFamily";
import { stretchesOf } from "../../code/stretches";
import type { MemoryOrigin, MemoryReader } from "./memoryReader";

interface Share {
  readonly start: number;
  readonly end: number;
}

/** Decides which parts of one text each reader may get: each language's stretches go to its own family, and the words of comments also to prose. */
export class Shares {
  /** By family, in order. */
  readonly #shares = new Map<LanguageFamily, Share[]>();

  constructor(
    text: string,
    readonly origin: MemoryOrigin,
  ) {
    for (const { languageId, start, end } of stretchesOf(origin.languageId, text)) {
      const family = familyOf(languageId);
      this.#add(family, { start, end });
      if (family === proseFamily) continue;
      for (const line of commentLines(languageId, text.slice(start, end)))
        this.#add(proseFamily, { start: start + line.start, end: start + line.end });
    }
  }

  /** Memory in use, estimated, in bytes. */
  get sizeBytes(): number {
    let count = 0;
    for (const shares of this.#shares.values()) count += shares.length;
    return count * 32;
  }

  /** Returns the end of the text that a reader may get from `offset` on; `undefined` if none. */
  endFor({ family, isComment }: MemoryReader, offset: number): number | undefined {
    return this.#endIn(family, offset) ?? (isComment === true ? this.#endIn(proseFamily, offset) : undefined);
  }

  /** Reports whether `offset` is in words of sentences, comments included. */
  isProse(offset: number): boolean {
    return this.#endIn(proseFamily, offset) !== undefined;
  }

  #endIn(family: LanguageFamily, offset: number): number | undefined {
    const shares = this.#shares.get(family) ?? [];
    const share = shares.at(firstIndex(0, shares.length, (index) => shares[index].end > offset));
    return share !== undefined && share.start <= offset ? share.end : undefined;
  }

  #add(family: LanguageFamily, share: Share): void {
    const shares = this.#shares.get(family);
    if (shares) shares.push(share);
    else this.#shares.set(family, [share]);
  }
}
