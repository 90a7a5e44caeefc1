import { readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod/mini";
import { inBackground } from "../base/inBackground";
import { describeError, type Logger } from "../base/log";
import { localDate } from "../base/localDate";
import { formatEntries } from "../base/files/entryLines";
import { SharedFile, type FileForm } from "../base/files/sharedFile";
import { Figures, figuresForm } from "./figures";

/** Days that are kept one by one; older ones are kept as one sum. // guess: three reports of a month */
const keptDays = 90;

/** Name of a day's file. */
const dayForm = /^(\d{4}-\d\d-\d\d)\.json$/;

/** The sum of the days that are no longer kept one by one. */
interface Earlier {
  /** The last day in the sum; its file, if it is still there, counts no more. */
  readonly until: string;
  readonly figures: Figures;
}

/** The figures of every server of this user on this machine. */
export interface RecordedFigures {
  /** By date, in ascending order. */
  readonly days: ReadonlyMap<string, Figures>;
  readonly earlier: Figures;
}

/**
 * Keeps figures across restarts: a file for each day, to which every server of the user adds under a lock, and one for all days before
 * the last 90. Files hold counts and dates; series have names from closed lists. At about 20 KB a day they stay below 3 MB.
 */
export class History {
  readonly #folder: string;
  readonly #log: Logger;
  readonly #today: () => string;
  /** Figures that could not be written yet. */
  #unsaved = new Figures();
  #work: Promise<void> = Promise.resolve();
  #tidiedOn = "";
  #isFailing = false;
  #todaysFile: SharedFile<Figures> | undefined;
  /** The sum of all days but the last one, and the state of their files. */
  #past: { readonly stamp: string; readonly figures: Figures } | undefined;
  /** Each day that was read, and the state of its file then: a dashboard reads a month every few seconds. */
  readonly #read = new Map<string, { readonly stamp: string; readonly figures: Figures }>();

  constructor(params: { folder: string; log: Logger; today?: () => string }) {
    this.#folder = params.folder;
    this.#log = params.log;
    this.#today = params.today ?? localDate;
  }

  /** Adds figures to today's. Never rejects: what could not be written is added the next time. */
  add(figures: Figures): Promise<void> {
    this.#unsaved.add(figures);
    this.#work = this.#work.then(() => this.#write());
    return this.#work;
  }

  /** Reads what is kept, as far as it can be read: the last `dayCount` days with figures, and the sum of those no longer kept. */
  async read(dayCount = Infinity): Promise<RecordedFigures> {
    const { until, figures } = await readAs(this.#earlierPath, earlierForm);
    const days = new Map<string, Figures>();
    for (const day of (await this.#days()).slice(-dayCount)) if (day > until) days.set(day, await this.#readDay(day));
    return { days, earlier: figures };
  }

  /** Returns the sum of all figures ever kept. Only the files that have changed are read again. */
  async total(): Promise<Figures> {
    const names = (await this.#days()).map((day) => this.#pathOf(day));
    const last = names.pop();
    const stamp = (await Promise.all([this.#earlierPath, ...names].map(stampOf))).join();
    if (this.#past?.stamp !== stamp) {
      const { days, earlier } = await this.read();
      for (const [day, figures] of days) if (this.#pathOf(day) !== last) earlier.add(figures);
      this.#past = { stamp, figures: earlier };
    }
    const total = new Figures();
    total.add(this.#past.figures);
    if (last !== undefined) total.add(await readAs(last, figuresForm));
    return total;
  }

  /** Reads a day's file, unless it is as it was. Callers don't change what they get. */
  async #readDay(day: string): Promise<Figures> {
    const stamp = await stampOf(this.#pathOf(day));
    const known = this.#read.get(day);
    if (known?.stamp === stamp) return known.figures;
    const figures = await readAs(this.#pathOf(day), figuresForm);
    this.#read.set(day, { stamp, figures });
    return figures;
  }

  async #write(): Promise<void> {
    if (this.#unsaved.isEmpty) return;
    const writing = this.#unsaved;
    this.#unsaved = new Figures();
    try {
      const day = this.#today();
      if (this.#todaysFile?.path !== this.#pathOf(day))
        this.#todaysFile = new SharedFile(this.#pathOf(day), figuresForm);
      await this.#todaysFile.change({ inPlaceIfNeeded: false }, (now) => {
        const figures = now.kind === "absent" ? new Figures() : now.value;
        figures.add(writing);
        return figures;
      });
      this.#isFailing = false;
      if (this.#tidiedOn === day) return;
      this.#tidiedOn = day;
      inBackground("adding up old figures", this.#tidy());
    } catch (error) {
      writing.add(this.#unsaved);
      this.#unsaved = writing;
      if (!this.#isFailing) this.#log.warn("The figures could not be kept.", { error: describeError(error) });
      this.#isFailing = true;
    }
  }

  /** Adds the oldest days to the sum of those before. A day counts once, whenever this ends: its date says so. */
  async #tidy(): Promise<void> {
    const old = (await this.#days()).slice(0, -keptDays);
    if (old.length === 0) return;
    const files = new Map<string, Figures>();
    for (const day of old) files.set(day, await readAs(this.#pathOf(day), figuresForm));
    await new SharedFile(this.#earlierPath, earlierForm).change({ inPlaceIfNeeded: false }, (now) => {
      const { until, figures } = now.kind === "absent" ? nothingEarlier() : now.value;
      for (const [day, more] of files) if (day > until) figures.add(more);
      return { until: old.reduce((last, day) => (day > last ? day : last), until), figures };
    });
    for (const day of old) {
      await rm(this.#pathOf(day), { force: true });
      await rm(`${this.#pathOf(day)}.lock`, { force: true, recursive: true });
    }
  }

  async #days(): Promise<string[]> {
    const names = await readdir(this.#folder).catch(() => []);
    return names.flatMap((name) => dayForm.exec(name)?.[1] ?? []).sort();
  }

  #pathOf(day: string): string {
    return join(this.#folder, `${day}.json`);
  }

  get #earlierPath(): string {
    return join(this.#folder, "earlier.json");
  }
}

/** Reads a file as far as it can be read; one that isn't there holds nothing. */
async function readAs<T>(path: string, form: FileForm<T>): Promise<T> {
  const text = await readFile(path, "utf8").catch(() => "");
  try {
    return form.parse(text);
  } catch {
    return form.salvage(text);
  }
}

/** Names a file's state. */
async function stampOf(path: string): Promise<string> {
  const stats = await stat(path).catch(() => undefined);
  return stats === undefined ? "" : `${stats.ino}/${stats.size}/${stats.mtimeMs}`;
}

const untilKey = "until";

const earlierForm: FileForm<Earlier> = {
  parse(text) {
    const { [untilKey]: until, ...series } = z.record(z.string(), z.unknown()).parse(JSON.parse(text));
    const day = z.string().parse(until);
    return { until: day, figures: figuresForm.parse(JSON.stringify(series)) };
  },
  salvage: (text) => ({
    until: /"until": "(\d{4}-\d\d-\d\d)"/.exec(text)?.[1] ?? "",
    figures: figuresForm.salvage(text),
  }),
  format: ({ until, figures }) => formatEntries({ [untilKey]: until, ...figures.entries() }),
};

/** The record of a machine without any. */
export const nothingRecorded: RecordedFigures = { days: new Map(), earlier: new Figures() };

function nothingEarlier(): Earlier {
  return { until: "", figures: new Figures() };
}
