import * as z from "zod/mini";
import { formatEntries, salvageEntries } from "../../base/files/entryLines";
import type { FileForm } from "../../base/files/sharedFile";

/** Usage of one endpoint in a period. */
export interface Account {
  promptTokens: number;
  cachedTokens: number;
  completionTokens: number;
  /** Cost by the price table; requests without a known price add nothing. */
  usd: number;
}

/** Accounts by day, as `YYYY-MM-DD`, and endpoint. */
export class AccountBook {
  readonly #days = new Map<string, Map<string, Account>>();
  /** The last day on which the file was found damaged: its sums may be too low. */
  damagedDay: string | undefined;

  /** The days with an entry. */
  get days(): string[] {
    return [...this.#days.keys()];
  }

  get isEmpty(): boolean {
    return this.#days.size === 0;
  }

  /** Returns the endpoints of a day. */
  on(day: string): ReadonlyMap<string, Readonly<Account>> {
    return this.#days.get(day) ?? new Map<string, Account>();
  }

  /** Adds to an endpoint's usage of a day. */
  add(day: string, name: string, more: Readonly<Account>): void {
    const account = this.#account(day, name);
    for (const key of counts) account[key] += more[key];
  }

  /** Adds all entries of another book. */
  addAll(other: AccountBook): void {
    for (const day of other.days) for (const [name, account] of other.on(day)) this.add(day, name, account);
  }

  /** Raises every sum to at least the sum in another book, an earlier state of this one. */
  raiseTo(earlier: AccountBook): void {
    for (const day of earlier.days)
      for (const [name, before] of earlier.on(day)) {
        const account = this.#account(day, name);
        for (const key of counts) account[key] = Math.max(account[key], before[key]);
      }
  }

  /** Forgets all but the last days. */
  keepLast(dayCount: number): void {
    for (const day of this.days.sort().slice(0, -dayCount)) this.#days.delete(day);
  }

  /** Returns the money that all endpoints together spent on a day, in US dollars. */
  usdOn(day: string): number {
    return [...this.on(day).values()].reduce((sum, { usd }) => sum + usd, 0);
  }

  #account(day: string, name: string): Account {
    const accounts = this.#days.get(day) ?? new Map<string, Account>();
    this.#days.set(day, accounts);
    const account = accounts.get(name) ?? { promptTokens: 0, cachedTokens: 0, completionTokens: 0, usd: 0 };
    accounts.set(name, account);
    return account;
  }
}

const counts = ["promptTokens", "cachedTokens", "completionTokens", "usd"] as const;

/** Key beside the days, for the day on which the file was found damaged. */
const damagedKey = "damaged";

/** Format of a book as JSON, a line for each day. */
export const bookForm: FileForm<AccountBook> = {
  parse: (text) => readBook(JSON.parse(text)),
  salvage(text) {
    const book = new AccountBook();
    for (const [day, entry] of Object.entries(salvageEntries(text))) {
      try {
        book.addAll(readBook({ [day]: entry }));
      } catch {
        // This line was hit too; the others may still be whole.
      }
    }
    return book;
  },
  format: (book) =>
    formatEntries({
      ...Object.fromEntries(book.days.map((day) => [day, Object.fromEntries(book.on(day))])),
      ...(book.damagedDay === undefined ? {} : { [damagedKey]: book.damagedDay }),
    }),
};

const sum = z.number().check(z.gte(0));
const accountType = z.object({ promptTokens: sum, cachedTokens: sum, completionTokens: sum, usd: sum });
const bookType = z.record(z.string(), z.union([z.record(z.string(), accountType), z.string()]));

/** @throws Error if it isn't a book. */
function readBook(raw: unknown): AccountBook {
  const book = new AccountBook();
  for (const [day, entry] of Object.entries(bookType.parse(raw))) {
    if (typeof entry !== "string") for (const [name, account] of Object.entries(entry)) book.add(day, name, account);
    else if (day === damagedKey) book.damagedDay = entry;
    else throw new TypeError("not a book");
  }
  return book;
}
