import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { TokenUsage } from "../backend/cloud/wire";
import type { Clock } from "../clock";
import { describeError, type Logger } from "../log";

/** What one endpoint used in a time. */
export interface Account {
  promptTokens: number;
  cachedTokens: number;
  completionTokens: number;
  /** By the price table; requests whose price is not known add nothing. */
  usd: number;
}

/** Days by date, endpoints by name. */
type Book = Partial<Record<string, Partial<Record<string, Account>>>>;

/** Days that are kept. */
const keptDays = 400;

/** How long changes are gathered before they are written, in ms. */
const gatherMs = 2_000;

/**
 * Tokens and money by day and endpoint. Kept in a file, where there is one, together with what other servers of the same user
 * write there; it holds names, counts and dates, never text.
 */
export class Ledger {
  readonly #path: string | undefined;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #today: () => string;
  /** What the file holds, and what it does not hold yet. */
  #saved: Book = {};
  #unsaved: Book = {};
  #cancelSave: (() => void) | undefined;

  constructor(params: { path: string | undefined; clock: Clock; log: Logger; today?: () => string }) {
    this.#path = params.path;
    this.#clock = params.clock;
    this.#log = params.log;
    this.#today = params.today ?? localDate;
    this.#saved = this.#read();
  }

  /** The date that counts now, as `YYYY-MM-DD`, where the user is. */
  get today(): string {
    return this.#today();
  }

  /** Notes what a request to the endpoint `name` used and cost. */
  add(name: string, usage: TokenUsage, usd: number): void {
    book(this.#unsaved, this.today, name, { ...usage, usd });
    if (this.#path !== undefined) this.#cancelSave ??= this.#clock.after(gatherMs, () => this.save());
  }

  /** Money spent today by every endpoint together, in US dollars. */
  todayUsd(): number {
    const { today } = this;
    return [this.#saved, this.#unsaved]
      .flatMap((part) => Object.values(part[today] ?? {}))
      .reduce((usd, entry) => usd + (entry?.usd ?? 0), 0);
  }

  /** Endpoints that were used in this month, those of other programs of the same user too. */
  get names(): string[] {
    const month = this.today.slice(0, 7);
    const days = [this.#saved, this.#unsaved].flatMap((part) => Object.entries(part));
    return [...new Set(days.flatMap(([date, names]) => (date.startsWith(month) ? Object.keys(names ?? {}) : [])))];
  }

  /** What one endpoint used today and in this month. */
  used(name: string): { readonly today: Readonly<Account>; readonly month: Readonly<Account> } {
    return { today: this.#sum(this.today, name), month: this.#sum(this.today.slice(0, 7), name) };
  }

  /** Writes what is not in the file yet; call it at the end. */
  save(): void {
    this.#cancelSave?.();
    this.#cancelSave = undefined;
    if (this.#path === undefined || Object.keys(this.#unsaved).length === 0) return;
    const merged = this.#read();
    for (const [date, entries = {}] of Object.entries(this.#unsaved))
      for (const [name, entry] of Object.entries(entries)) if (entry) book(merged, date, name, entry);
    const dates = Object.keys(merged).sort().slice(-keptDays);
    this.#saved = Object.fromEntries(dates.map((date) => [date, merged[date] ?? {}]));
    this.#unsaved = {};
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      const draft = `${this.#path}.${process.pid}.tmp`;
      writeFileSync(draft, JSON.stringify(this.#saved), { mode: 0o600 });
      renameSync(draft, this.#path);
    } catch (error) {
      this.#log.warn("The accounts could not be written; they count until this server ends.", {
        error: describeError(error),
      });
    }
  }

  #sum(datePrefix: string, name: string): Account {
    const sum: Account = { ...nothing };
    for (const part of [this.#saved, this.#unsaved])
      for (const [date, entries] of Object.entries(part))
        if (date.startsWith(datePrefix)) addTo(sum, entries?.[name] ?? nothing);
    return sum;
  }

  #read(): Book {
    if (this.#path === undefined) return this.#saved;
    try {
      return readBook(JSON.parse(readFileSync(this.#path, "utf8")));
    } catch {
      // Absent at first; a damaged file is begun anew from what this server knows.
      return this.#saved;
    }
  }
}

function book(into: Book, date: string, name: string, more: Readonly<Account>): void {
  const day = (into[date] ??= {});
  addTo((day[name] ??= { ...nothing }), more);
}

const nothing: Readonly<Account> = { promptTokens: 0, cachedTokens: 0, completionTokens: 0, usd: 0 };

function addTo(sum: Account, { promptTokens, cachedTokens, completionTokens, usd }: Readonly<Account>): void {
  sum.promptTokens += promptTokens;
  sum.cachedTokens += cachedTokens;
  sum.completionTokens += completionTokens;
  sum.usd += usd;
}

/** Reads a book as it was written. @throws Error if it is damaged. */
function readBook(raw: unknown): Book {
  const read: Book = {};
  for (const [date, entries] of fields(raw))
    for (const [name, entry] of fields(entries)) {
      const counts = new Map(fields(entry));
      const count = (key: string): number => {
        const value = counts.get(key);
        if (typeof value !== "number") throw new Error("The accounts are damaged.");
        return value;
      };
      const [promptTokens, cachedTokens] = [count("promptTokens"), count("cachedTokens")];
      book(read, date, name, {
        promptTokens,
        cachedTokens,
        completionTokens: count("completionTokens"),
        usd: count("usd"),
      });
    }
  return read;
}

function fields(value: unknown): [string, unknown][] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("The accounts are damaged.");
  return Object.entries(value);
}

function localDate(): string {
  const now = new Date();
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
