import { commentLines } from "../../code/commentLines";
import { familyOf, proseFamily, type LanguageFamily } from "../../code/languageFamily";
import { stretchesOf } from "../../code/stretches";

/** Where a remembered text comes from. */
export interface MemoryOrigin {
  /** Documents of one project feed each other; see `projects.ts`. */
  readonly project: string;
  readonly languageId: string;
}

/** Who asks the memory. */
export interface MemoryReader {
  readonly project: string;
  /** Of the language at the caret, which in a mixed document isn't the document's. */
  readonly family: LanguageFamily;
  /** Whether the caret is in a comment, which prose and the comments of other languages may finish, too. */
  readonly isComment?: boolean;
}

interface Share {
  readonly start: number;
  readonly end: number;
}

/** Says which parts of one text may be given to whom: each language's stretches to its own family, and the words of comments to prose, too. */
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

  /** The end of what may be given to a reader from `offset` on; `undefined` if nothing may. */
  endFor({ family, isComment }: MemoryReader, offset: number): number | undefined {
    return this.#endIn(family, offset) ?? (isComment === true ? this.#endIn(proseFamily, offset) : undefined);
  }

  /** Whether words of sentences are at `offset`, comments included. */
  isProse(offset: number): boolean {
    return this.#endIn(proseFamily, offset) !== undefined;
  }

  #endIn(family: LanguageFamily, offset: number): number | undefined {
    const shares = this.#shares.get(family) ?? [];
    let low = 0;
    for (let high = shares.length; low < high;) {
      const middle = (low + high) >>> 1;
      if (shares[middle].end <= offset) low = middle + 1;
      else high = middle;
    }
    const share = shares.at(low);
    return share !== undefined && share.start <= offset ? share.end : undefined;
  }

  #add(family: LanguageFamily, share: Share): void {
    const shares = this.#shares.get(family);
    if (shares) shares.push(share);
    else this.#shares.set(family, [share]);
  }
}
