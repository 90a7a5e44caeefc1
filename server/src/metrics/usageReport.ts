import type { SuggestionCounts, UsageReport } from "../protocol";
import { localDate } from "../base/localDate";
import { takenIn } from "../base/figureText";
import { Figures } from "./figures";
import type { RecordedFigures } from "./history";
import { languageTitle } from "./languageTitle";
import type { CounterName } from "./metricTable";

const reactions = ["offered", "accepted", "partlyAccepted", "kept", "dismissed", "deleted", "savedKeys"] as const;

/** Makes the report on the last `dayCount` days up to `today`, from the figures of all servers on this machine. */
export function usageReport(recorded: RecordedFigures, dayCount: number, today = localDate()): UsageReport {
  const dates = datesUpTo(today, dayCount);
  const all = new Figures();
  const days = dates.map((date) => {
    const figures = recorded.days.get(date) ?? new Figures();
    all.add(figures);
    const total = figures.times("stage").find(({ label }) => label === "total");
    const { p50, p95 } = total?.histogram.percentiles() ?? { p50: 0, p95: 0 };
    return {
      date,
      ...countsOf(figures),
      byLanguage: countsBy(figures, 0).map((counts) => {
        const { name, offered, savedKeys } = counts;
        return { name, offered, taken: takenIn(counts), savedKeys };
      }),
      waitP50Ms: p50,
      waitP95Ms: p95,
      usd: figures.sum("endpointUsd"),
    };
  });
  const byLanguage = countsBy(all, 0);
  return {
    from: dates[0],
    to: today,
    suggestions: countsOf(all),
    byLanguage,
    languageNames: Object.fromEntries(byLanguage.map(({ name }) => [name, languageTitle(name)])),
    byKind: countsBy(all, 1),
    byBackend: countsBy(all, 2),
    requests: byLabel(all, "requests"),
    answeredBy: byLabel(all, "answers"),
    cacheHits: byLabel(all, "cacheHits"),
    waits: all.percentiles("stage"),
    waitsBySource: all.percentiles("source"),
    failures: all
      .counts("failures")
      .map(({ labels: [origin, kind], count }) => ({ origin, kind, count }))
      .sort((one, other) => other.count - one.count),
    localTokens: {
      prompt: all.value("localTokens", "prompt"),
      reused: all.value("localTokens", "reused"),
      generated: all.value("localTokens", "generated"),
    },
    endpoints: {
      prompt: all.value("endpointTokens", "prompt"),
      cached: all.value("endpointTokens", "cached"),
      generated: all.value("endpointTokens", "generated"),
      usd: all.sum("endpointUsd"),
    },
    cpuSeconds: { server: all.value("cpuSeconds", "server"), model: all.value("cpuSeconds", "model") },
    days,
  };
}

/** Returns the dates of the last days in ascending order. */
function datesUpTo(today: string, dayCount: number): string[] {
  const [year, month, day] = today.split("-").map(Number);
  return Array.from({ length: dayCount }, (_, index) =>
    localDate(new Date(year, month - 1, day - (dayCount - 1 - index), 12)),
  );
}

type Counts = { -readonly [Name in keyof SuggestionCounts]: SuggestionCounts[Name] };

function noCounts(): Counts {
  return { offered: 0, accepted: 0, partlyAccepted: 0, kept: 0, dismissed: 0, deleted: 0, savedKeys: 0 };
}

/** Counts reactions. */
function countsOf(figures: Figures): SuggestionCounts {
  const counts = noCounts();
  for (const name of reactions) counts[name] = figures.sum(name);
  return counts;
}

/** Counts reactions by the label at an index, those shown most first. */
function countsBy(figures: Figures, index: 0 | 1 | 2): ({ name: string } & SuggestionCounts)[] {
  const rows = new Map<string, Counts>();
  for (const name of reactions)
    for (const { labels, count } of figures.counts(name)) {
      const row = rows.get(labels[index]) ?? noCounts();
      row[name] += count;
      rows.set(labels[index], row);
    }
  return [...rows].map(([name, counts]) => ({ name, ...counts })).sort((one, other) => other.offered - one.offered);
}

function byLabel(figures: Figures, name: CounterName): Record<string, number> {
  return Object.fromEntries(figures.counts(name).map(({ labels: [label], count }) => [label, count]));
}
