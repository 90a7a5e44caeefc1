import * as z from "zod/mini";
import { formatEntries, salvageEntries } from "../base/files/entryLines";
import type { FileForm } from "../base/files/sharedFile";
import type { LatencyPercentiles } from "../protocol";
import { Histogram } from "./histogram";
import type { CounterName, TimeName } from "./metricTable";

/** Most series of one set of figures; more languages than these count as "other". // guess: 20 languages, kinds and writers of each */
const maxSeries = 2_000;

/** Counts and latencies of a period, by name and label values. Sets of figures add up: of servers, and of days. */
export class Figures {
  /** By name, then by label values with bars between them. */
  readonly #counts = new Map<string, Map<string, number>>();
  readonly #times = new Map<string, Map<string, Histogram>>();
  #seriesCount = 0;

  get isEmpty(): boolean {
    return this.#seriesCount === 0;
  }

  /** Adds to a counter; `labels` in the order of the table, each from a closed list. */
  count(name: CounterName, labels: readonly string[] = [], by = 1): void {
    if (by !== 0) this.#countSeries(name, labels.length === 1 ? labels[0] : labels.join("|"), by);
  }

  /** Adds a latency in ms to a histogram. */
  time(name: TimeName, label: string, elapsedMs: number): void {
    this.#histogram(name, label).record(elapsedMs);
  }

  /** Adds all of another set. */
  add(other: Figures): void {
    for (const [name, series] of other.#counts)
      for (const [labels, count] of series) this.#countSeries(name, labels, count);
    for (const [name, series] of other.#times)
      for (const [label, histogram] of series) this.#histogram(name, label).add(histogram);
  }

  /** Lists the series of a counter: label values and count. */
  counts(name: CounterName): { readonly labels: readonly string[]; readonly count: number }[] {
    return [...(this.#counts.get(name) ?? [])].map(([labels, count]) => ({
      labels: labels === "" ? [] : labels.split("|"),
      count,
    }));
  }

  /** Returns a counter's value for given labels. */
  value(name: CounterName, ...labels: readonly string[]): number {
    return this.#counts.get(name)?.get(labels.join("|")) ?? 0;
  }

  /** Returns a counter's sum over all labels. */
  sum(name: CounterName): number {
    return this.counts(name).reduce((sum, { count }) => sum + count, 0);
  }

  /** Lists the histograms of a name by their label. */
  times(name: TimeName): { readonly label: string; readonly histogram: Histogram }[] {
    return [...(this.#times.get(name) ?? [])].map(([label, histogram]) => ({ label, histogram }));
  }

  /** Returns the percentiles of each histogram of a name by its label, with `prefix` before it. */
  percentiles(name: TimeName, prefix = ""): Record<string, LatencyPercentiles> {
    return Object.fromEntries(
      this.times(name).map(({ label, histogram }) => [prefix + label, histogram.percentiles()]),
    );
  }

  /** Returns everything as an object that JSON can hold: by `name|label|label` a number, or sum and buckets of a histogram. */
  entries(): Record<string, unknown> {
    const counts = seriesOf(this.#counts);
    const times = seriesOf(this.#times).map(([series, histogram]): [string, unknown] => {
      const buckets = Object.fromEntries(histogram.buckets());
      return [series, { sumMs: histogram.sumMs, buckets }];
    });
    return Object.fromEntries<unknown>([...counts, ...times]);
  }

  /** Adds one of `entries`; one of another form is left out. */
  addEntry(series: string, entry: unknown): boolean {
    entryForm ??= makeEntryForm();
    const { data } = entryForm.safeParse(entry);
    if (data === undefined || !seriesForm.test(series)) return false;
    const [name, ...labels] = series.split("|");
    if (typeof data === "number") this.#countSeries(name, labels.join("|"), data);
    else {
      const histogram = this.#histogram(name, labels.join("|"));
      histogram.addSum(data.sumMs);
      for (const [bucket, count] of Object.entries(data.buckets)) histogram.addTo(Number(bucket), count);
    }
    return true;
  }

  #countSeries(name: string, labels: string, by: number): void {
    const series = mapIn(this.#counts, name);
    const known = series.get(labels);
    if (known !== undefined) {
      series.set(labels, known + by);
      return;
    }
    const counted = this.#seriesCount >= maxSeries ? labels.replace(/^[^|]*/, "other") : labels;
    if (!series.has(counted)) this.#seriesCount++;
    series.set(counted, (series.get(counted) ?? 0) + by);
  }

  #histogram(name: string, label: string): Histogram {
    const series = mapIn(this.#times, name);
    let histogram = series.get(label);
    if (histogram === undefined) {
      series.set(label, (histogram = new Histogram()));
      this.#seriesCount++;
    }
    return histogram;
  }
}

function mapIn<Value>(maps: Map<string, Map<string, Value>>, name: string): Map<string, Value> {
  let map = maps.get(name);
  if (map === undefined) maps.set(name, (map = new Map<string, Value>()));
  return map;
}

function seriesOf<Value>(maps: ReadonlyMap<string, ReadonlyMap<string, Value>>): [series: string, value: Value][] {
  return [...maps].flatMap(([name, series]) =>
    [...series].map(([labels, value]): [string, Value] => [labels === "" ? name : `${name}|${labels}`, value]),
  );
}

/** A series' name: words between bars, such as `offered|typescript|code|local`, but not `offered|/home/me`. */
const seriesForm = /^[A-Za-z]+(?:\|[\w.+#-]{1,40}){0,3}$/;

const makeEntryForm = () => {
  const amount = z.number().check(z.gte(0));
  const buckets = z.record(z.string().check(z.regex(/^\d{1,4}$/)), z.int().check(z.gte(0)));
  return z.union([amount, z.object({ sumMs: amount, buckets })]);
};
let entryForm: ReturnType<typeof makeEntryForm> | undefined;

/** Format of figures in a file: JSON with a line for each series, so that damage costs only the series that it hits. */
export const figuresForm: FileForm<Figures> = {
  parse(text) {
    const figures = new Figures();
    for (const [series, entry] of Object.entries(z.record(z.string(), z.unknown()).parse(JSON.parse(text))))
      if (!figures.addEntry(series, entry)) throw new TypeError("not figures");
    return figures;
  },
  salvage(text) {
    const figures = new Figures();
    for (const [series, entry] of Object.entries(salvageEntries(text))) figures.addEntry(series, entry);
    return figures;
  },
  format: (figures) => formatEntries(figures.entries()),
};
