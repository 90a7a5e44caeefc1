import { failureNames, failureOrigins, kindNames, sourceSentences, stageNames, writerNames } from "../base/figureNames";
import { countText, elapsedText, moneyText, shareText, takenIn } from "../base/figureText";
import type { ComparisonReport, SuggestionCounts, UsageReport } from "../protocol";

/** Reports on today, seven and thirty days, and the daily spending limit in US dollars; 0 means none. */
interface Periods {
  readonly today: UsageReport;
  readonly week: UsageReport;
  readonly month: UsageReport;
  readonly dailyCapUsd: number;
  /** Present while models are compared. */
  readonly comparison?: ComparisonReport | undefined;
}

/** Width of the longest bar, in characters. */
const barWidth = 24;
/** Rows of a chart by name; the others are added up. */
const maxRows = 8;

/** Describes figures for a terminal: a table, and small charts of 30 days. */
export function statsPage({ today, week, month, dailyCapUsd, comparison }: Periods): string {
  if (month.suggestions.offered === 0 && Object.keys(month.requests).length === 0)
    return "Nothing has been counted in the last 30 days. Figures appear here about a minute after an editor has asked for its first suggestion.\n";
  return [
    atAGlance([today, week, month], dailyCapUsd),
    `Taken each day, ${month.from} to ${month.to}\n  ${sparkline(month.days.map(takenIn))}\n`,
    chart("By language, 30 days", named(month.byLanguage, month.languageNames)),
    chart("By kind", named(month.byKind, kindNames)),
    chart("By writer", named(month.byBackend, writerNames)),
    waitsTable(month),
    answersChart(month),
    ...(comparison === undefined ? [] : [comparisonTable(comparison)]),
    ...(month.failures.length === 0 ? [] : [failuresTable(month)]),
  ].join("\n");
}

function atAGlance(periods: readonly UsageReport[], dailyCapUsd: number): string {
  const limit = dailyCapUsd === 0 ? "no daily limit" : `limit ${moneyText(dailyCapUsd)} a day`;
  const row = (name: string, value: (report: UsageReport) => string): string =>
    `${name.padEnd(30)}${periods.map((report) => value(report).padStart(16)).join("")}`;
  const share = (part: number, of: number): string => (of === 0 ? "0" : `${countText(part)} (${shareText(part / of)})`);
  const counts = (name: string, value: (counts: SuggestionCounts) => number): string =>
    row(name, ({ suggestions }) => share(value(suggestions), suggestions.offered));
  return [
    `${"".padEnd(30)}${["today", "7 days", "30 days"].map((name) => name.padStart(16)).join("")}`,
    row("Suggestions shown", ({ suggestions }) => countText(suggestions.offered)),
    counts("  taken", ({ accepted }) => accepted),
    counts("  taken in part", ({ partlyAccepted }) => partlyAccepted),
    row("  still there after 30 s", ({ suggestions }) => share(suggestions.kept, takenIn(suggestions))),
    counts("  dismissed with Escape", ({ dismissed }) => dismissed),
    row("  deleted within 5 s", ({ suggestions }) => share(suggestions.deleted, takenIn(suggestions))),
    row("Keys saved", ({ suggestions }) => countText(suggestions.savedKeys)),
    row("Wait (half; one in 20)", ({ waits: { total } }) =>
      total ? `${elapsedText(total.p50)}; ${elapsedText(total.p95)}` : "–",
    ),
    row("Tokens of endpoints", ({ endpoints }) => countText(endpoints.prompt + endpoints.generated)),
    row(`Money (${limit})`, ({ endpoints }) => moneyText(endpoints.usd)),
    "",
  ].join("\n");
}

function chart(title: string, rows: readonly ({ readonly name: string } & SuggestionCounts)[]): string {
  const most = Math.max(1, ...rows.map(({ offered }) => offered));
  const lines = rows.slice(0, maxRows).map(({ name, offered, ...counts }) => {
    const takenShare = offered === 0 ? 0 : takenIn(counts) / offered;
    return `  ${name.padEnd(24)} ${bar(offered / most)} ${countText(offered).padStart(8)} shown, ${shareText(takenShare).padStart(5)} taken`;
  });
  const others = rows.slice(maxRows);
  const more = others.reduce((sum, { offered }) => sum + offered, 0);
  if (others.length > 0)
    lines.push(`  ${`${others.length} others`.padEnd(24)} ${bar(more / most)} ${countText(more).padStart(8)} shown`);
  return `${title}\n${lines.join("\n")}\n`;
}

function waitsTable({ waits }: UsageReport): string {
  const lines = Object.entries(stageNames).flatMap(([stage, name]) => {
    const wait = waits[stage];
    if (wait === undefined) return [];
    return `  ${name.padEnd(46)}${[wait.p50, wait.p95, wait.p99].map((ms) => elapsedText(ms).padStart(10)).join("")}`;
  });
  const head = ["p50", "p95", "p99"].map((name) => name.padStart(10)).join("");
  return `${"Time by stage, 30 days".padEnd(48)}${head}\n${lines.join("\n")}\n`;
}

function answersChart({ answeredBy, waitsBySource }: UsageReport): string {
  const rows = Object.entries(answeredBy)
    .map(([name, count = 0]) => ({ name, count }))
    .sort((one, other) => other.count - one.count);
  const most = Math.max(1, ...rows.map(({ count }) => count));
  const lines = rows.map(({ name, count }) => {
    const sentence = Object.entries(sourceSentences).find(([source]) => source === name)?.[1] ?? name;
    const wait = waitsBySource[name];
    return `  ${bar(count / most)} ${countText(count).padStart(8)}  ${wait === undefined ? "" : elapsedText(wait.p50).padStart(8)}  ${sentence}`;
  });
  return `Who answered, and the time of half of the answers, 30 days\n${lines.join("\n")}\n`;
}

function comparisonTable({ a, b, says }: ComparisonReport): string {
  const rows = [a, b].map(({ name, offered, dismissed, ...counts }) => {
    const share = offered === 0 ? "–" : shareText(takenIn(counts) / offered);
    return `  ${name.padEnd(24)} ${countText(offered).padStart(8)} shown, ${share.padStart(5)} taken, ${countText(dismissed)} dismissed`;
  });
  return `Compared while you work (nanotype.compareWith)\n${rows.join("\n")}\n  ${says.join("\n  ")}\n`;
}

function failuresTable({ failures }: UsageReport): string {
  const lines = failures.slice(0, maxRows).map(({ origin, kind, count }) => {
    const place = failureOrigins[origin] ?? origin;
    return `  ${countText(count).padStart(8)}  ${place}: ${failureNames[kind] ?? kind}`;
  });
  return `Failures, 30 days\n${lines.join("\n")}\n`;
}

function named<Row extends { readonly name: string }>(
  rows: readonly Row[],
  names: Readonly<Partial<Record<string, string>>>,
): Row[] {
  return rows.map((row) => ({ ...row, name: names[row.name] ?? row.name }));
}

function bar(share: number): string {
  return "█".repeat(Math.round(share * barWidth)).padEnd(barWidth, "·");
}

/** Draws a column a value. */
function sparkline(values: readonly number[]): string {
  const most = Math.max(1, ...values);
  const columns = "▁▂▃▄▅▆▇█";
  const drawn = values.map((value) => (value === 0 ? "·" : columns.charAt(Math.ceil((value / most) * 7))));
  return `${drawn.join("")}  most ${countText(Math.max(0, ...values))}`;
}
