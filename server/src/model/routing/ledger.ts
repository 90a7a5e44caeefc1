import type { TokenUsage } from "../cloud/wire";
import type { Clock } from "../../base/clock";
import { inBackground } from "../../base/inBackground";
import { localDate } from "../../base/localDate";
import { describeError, type Logger } from "../../base/log";
import { explainFileError } from "../../base/files/explainFileError";
import { SharedFile, type Readable } from "../../base/files/sharedFile";
import { AccountBook, bookForm, type Account } from "./accountBook";

/** Number of days that are kept. */
const keptDays = 400;

/** Time for which changes are gathered before they are written, in ms. Other servers of the user see the spending after it. // guess */
const gatherMs = 250;

/** Pause before retrying a file that could not be written, in ms. // guess */
const retryMs = 5_000;

/**
 * Tokens and money by day and endpoint. Kept in a file, if there is one, that all servers of the same user
 * share; it holds names, counts and dates, never text.
 *
 * Sums only grow. So a file whose sums have shrunk has lost something, and gets it back from this server's memory.
 */
export class Ledger {
  readonly #file: SharedFile<AccountBook> | undefined;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #today: () => string;
  readonly #onAdd: (usage: TokenUsage, usd: number) => void;
  /** The file's last content, the entries being written to it, and those not in it yet. */
  #saved = new AccountBook();
  #writing = new AccountBook();
  #unsaved = new AccountBook();
  /** This server's own usage. */
  readonly #own = new AccountBook();
  #reservedUsd = 0;
  #state: { kind: "untried" } | { kind: "counting" } | { kind: "failing"; why: string } = { kind: "untried" };
  #cancelSave: (() => void) | undefined;
  #work: Promise<void> = Promise.resolve();
  #writeCount = 0;
  #wasDamaged = false;
  #onChange: () => void = () => undefined;

  constructor(params: {
    path: string | undefined;
    clock: Clock;
    log: Logger;
    today?: () => string;
    onAdd?: (usage: TokenUsage, usd: number) => void;
  }) {
    this.#file = params.path === undefined ? undefined : new SharedFile(params.path, bookForm);
    this.#clock = params.clock;
    this.#log = params.log;
    this.#today = params.today ?? localDate;
    this.#onAdd = params.onAdd ?? (() => undefined);
    const found = this.#file?.read();
    if (found === undefined || found.kind === "absent") return;
    if (found.kind === "unreadable") this.#state = { kind: "failing", why: explainFileError(found.error) };
    else this.#saved = this.#mended(found);
    this.#wasDamaged = found.kind === "damaged";
  }

  /** Moves a damaged file aside and writes its readable part, so that the next start finds a sound one. Never rejects. */
  async mend(): Promise<void> {
    if (!this.#wasDamaged) return;
    this.#wasDamaged = false;
    this.#log.warn("The record of what endpoints cost was damaged and is set aside; what could be read of it counts.");
    await this.#writeSoon();
  }

  /** The date that counts now, as `YYYY-MM-DD`, in the user's time zone. */
  get today(): string {
    return this.#today();
  }

  /**
   * Prepares the file so that spending can be counted, and follows other servers' changes. `onChange` is called when
   * the sums, or whether they can be trusted, have changed by other means than `add`.
   */
  async open(onChange: () => void): Promise<void> {
    this.#onChange = onChange;
    if (this.#file === undefined) return;
    await this.#writeSoon();
    this.#file.follow(() => inBackground("counting costs", this.#refresh()));
  }

  /** Records the usage and cost of a request to the endpoint `name`. */
  add(name: string, usage: TokenUsage, usd: number): void {
    const { today } = this;
    this.#onAdd(usage, usd);
    for (const book of [this.#unsaved, this.#own]) book.add(today, name, { ...usage, usd });
    if (this.#file !== undefined)
      this.#cancelSave ??= this.#clock.after(gatherMs, () => inBackground("counting costs", this.save()));
  }

  /** Reserves a request's possible cost, until the cost is known or the returned function is called. */
  reserve(usd: number): () => void {
    this.#reservedUsd += usd;
    let isHeld = true;
    return () => {
      if (isHeld) this.#reservedUsd -= usd;
      isHeld = false;
    };
  }

  /** Reports whether a limit for the day leaves money for another request. Without a trustworthy sum, none is left. */
  hasMoney(dailyCapUsd: number): boolean {
    if (dailyCapUsd === 0) return true;
    if (this.#file !== undefined && (this.#state.kind !== "counting" || this.#isDamagedToday)) return false;
    return this.todayUsd() + this.#reservedUsd < dailyCapUsd;
  }

  /** Reason why the money can't be counted now, and the user's remedy, in sentences. */
  get obstacle(): string | undefined {
    if (this.#file === undefined) return undefined;
    const { path } = this.#file;
    if (this.#isDamagedToday)
      return `The record of what endpoints cost was damaged, so today's spending isn't known; a copy of it is beside ${path}. To continue with what could be read, delete ${path}.`;
    if (this.#state.kind === "failing")
      return `What endpoints cost can't be recorded in ${path} (${this.#state.why}). Free some space or repair the folder's rights.`;
    return undefined;
  }

  /** Returns the money that all endpoints together spent today, in US dollars. */
  todayUsd(): number {
    // Another server may be in a time zone where tomorrow has begun, and the clock may have been set back since this server spent something.
    const counted = this.#countedDays;
    const later = this.#own.days.filter((day) => day > counted[1]);
    return (
      counted.reduce((sum, day) => sum + this.#books.reduce((usd, book) => usd + book.usdOn(day), 0), 0) +
      later.reduce((sum, day) => sum + this.#own.usdOn(day), 0)
    );
  }

  /** Endpoints used in this month, including those of other programs of the same user. */
  get names(): string[] {
    const month = this.today.slice(0, 7);
    return [
      ...new Set(
        this.#books.flatMap((book) =>
          book.days.flatMap((day) => (day.startsWith(month) ? [...book.on(day).keys()] : [])),
        ),
      ),
    ];
  }

  /** Returns one endpoint's usage today and in this month. */
  used(name: string): { readonly today: Readonly<Account>; readonly month: Readonly<Account> } {
    return { today: this.#sum(this.today, name), month: this.#sum(this.today.slice(0, 7), name) };
  }

  /** Writes the entries that the file lacks; call it at the end. Never rejects: failed writes are retried. */
  save(): Promise<void> {
    return this.#unsaved.isEmpty && this.#state.kind !== "failing" ? this.#work : this.#writeSoon();
  }

  dispose(): void {
    this.#file?.dispose();
    this.#onChange = () => undefined;
  }

  #writeSoon(): Promise<void> {
    this.#cancelSave?.();
    this.#cancelSave = undefined;
    const file = this.#file;
    if (file !== undefined) this.#work = this.#work.then(() => this.#write(file));
    return this.#work;
  }

  async #write(file: SharedFile<AccountBook>): Promise<void> {
    if (this.#unsaved.isEmpty && this.#state.kind === "counting" && !this.#isDamagedToday) return;
    const before = this.obstacle;
    [this.#writing, this.#unsaved] = [this.#unsaved, new AccountBook()];
    try {
      this.#saved = await file.change({ inPlaceIfNeeded: false }, (now) => {
        const book = this.#mended(now);
        book.addAll(this.#writing);
        book.keepLast(keptDays);
        return book;
      });
      this.#state = { kind: "counting" };
    } catch (error) {
      this.#writing.addAll(this.#unsaved);
      this.#unsaved = this.#writing;
      const why = explainFileError(error);
      if (this.#state.kind !== "failing")
        this.#log.warn("The accounts could not be written.", { error: describeError(error) });
      this.#state = { kind: "failing", why };
      this.#cancelSave ??= this.#clock.after(retryMs, () => inBackground("counting costs", this.save()));
    }
    this.#writing = new AccountBook();
    this.#writeCount++;
    if (this.obstacle !== before) this.#onChange();
  }

  /** Reads the other servers' entries. */
  async #refresh(): Promise<void> {
    const writeCount = this.#writeCount;
    const found = await this.#file?.load();
    if (found === undefined || writeCount !== this.#writeCount) return; // the read content is older than the content written here
    if (found.kind === "unreadable" || found.kind === "damaged") inBackground("counting costs", this.#writeSoon());
    if (found.kind === "unreadable") this.#state = { kind: "failing", why: explainFileError(found.error) };
    else this.#saved = this.#mended(found);
    this.#onChange();
  }

  /** Returns a state of the file with its lost entries restored. A user who deletes a damaged file accepts the known sums. */
  #mended(found: Readable<AccountBook>): AccountBook {
    const book = found.kind === "absent" ? new AccountBook() : found.value;
    if (found.kind === "damaged") book.damagedDay = this.today;
    book.raiseTo(this.#saved);
    return book;
  }

  get #books(): readonly AccountBook[] {
    return [this.#saved, this.#writing, this.#unsaved];
  }

  /** Today's date, and the date in time zones where tomorrow has begun. */
  get #countedDays(): readonly [string, string] {
    const { today } = this;
    return [today, new Date(Date.parse(`${today}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)];
  }

  get #isDamagedToday(): boolean {
    return this.#saved.damagedDay !== undefined && this.#countedDays.includes(this.#saved.damagedDay);
  }

  #sum(datePrefix: string, name: string): Account {
    const sum = new AccountBook();
    for (const book of this.#books)
      for (const day of book.days) {
        const account = day.startsWith(datePrefix) ? book.on(day).get(name) : undefined;
        if (account !== undefined) sum.add("", name, account);
      }
    return { promptTokens: 0, cachedTokens: 0, completionTokens: 0, usd: 0, ...sum.on("").get(name) };
  }
}
