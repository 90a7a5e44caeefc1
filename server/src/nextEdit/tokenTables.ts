import { TokenTable } from "../code/tokenTable";

/** Most text whose tokens are kept, in UTF-16 units: about 5 bytes each. // guess: twenty open documents of 5,000 lines */
const maxChars = 5_000_000;

/** Keeps the tokens of texts by document, so that a request reads only what has changed since. */
export class TokenTables {
  readonly #tables = new Map<string, TokenTable>();

  /** Returns the tokens of a text. `key` names its document, or an earlier form; what the text shares with `like` isn't read again. */
  of(key: string, languageId: string, text: string, like = this.#tables.get(key)): TokenTable {
    const isIts = (table: TokenTable): boolean =>
      table.languageId === languageId && table.text.length === text.length && table.text === text;
    // The text before an edit is often the one that the last request read.
    const table = [...this.#tables.values()].find(isIts) ?? new TokenTable(languageId, text, like);
    this.#tables.delete(key);
    this.#tables.set(key, table);
    let chars = 0;
    for (const each of this.#tables.values()) chars += each.text.length;
    for (const [oldest, each] of this.#tables) {
      if (chars <= maxChars) break;
      chars -= each.text.length;
      this.#tables.delete(oldest);
    }
    return table;
  }

  /** Forgets a document. */
  forget(key: string): void {
    this.#tables.delete(key);
  }
}
