import { execFileSync } from "node:child_process";
import { cpus, totalmem } from "node:os";
import type { Estimate } from "../../server/src/evaluate/bootstrap";
import type { CalibrationRow } from "./calibration";
import { shareTitles, type GoalLine } from "./goals";
import { estimates, medianLatencyMs, type ArmResult, type ShareName } from "./measure";
import type { PostprocessCase, Verdict } from "./postprocessSet";

/** Describes the machine of the measurement. */
export function machine(): string {
  const [cpu] = cpus();
  const cores = `${cpus().length} cores`;
  return `${cpu.model.trim()}, ${cores}, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform}-${process.arch}, Node ${process.versions.node}`;
}

/** Returns the measured commit, with a mark if files differ from it. */
export function commit(): string {
  const git = (...args: string[]): string =>
    execFileSync("git", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  try {
    const isChanged = git("status", "--porcelain", "--untracked-files=no") !== "";
    return git("rev-parse", "--short", "HEAD") + (isChanged ? " with changes" : "");
  } catch {
    // A copy without its history, or no git: the figures are as good.
    return "unknown";
  }
}

/** Formats a table of one set: a row for each arm, figures with their intervals. */
export function armTable(results: readonly ArmResult[]): string {
  const measured = results.map(({ arm, judged }) => ({ arm, judged, figures: estimates(judged) }));
  const names = (Object.keys(shareTitles) as ShareName[]).filter((name) =>
    measured.some(({ figures }) => figures[name] !== undefined),
  );
  const header = ["arm", ...names.map((name) => shareTitles[name]), "median ms"];
  const rows = measured.map(({ arm, judged, figures }) => [
    arm,
    ...names.map((name) => withInterval(figures[name], name === "similarity" ? "plain" : "percent")),
    medianLatencyMs(judged).toFixed(0),
  ]);
  return table([header, ...rows]);
}

/** Figures of the table by language. */
const languageFigures = [
  "offered",
  "exact",
  "savedChars",
  "wrongAtOnce",
  "wrongOfShown",
] as const satisfies readonly ShareName[];

/** Formats a table with a row for each language and arm, figures with their intervals. */
export function languageTable(
  languages: readonly { readonly name: string; readonly results: readonly ArmResult[] }[],
): string {
  const header = ["language", "arm", ...languageFigures.map((name) => shareTitles[name])];
  const rows = languages.flatMap(({ name, results }) =>
    results.map(({ arm, judged }) => {
      const figures = estimates(judged);
      return [
        `${name} (${judged.length})`,
        arm,
        ...languageFigures.map((figure) => withInterval(figures[figure], "percent")),
      ];
    }),
  );
  return table([header, ...rows]);
}

/** Formats exact lines by language and by code or comment, to show an arm's strengths. */
export function breakdown(
  groups: readonly { name: string; count: number; exact: readonly { arm: string; value: number }[] }[],
): string {
  return groups
    .map(
      ({ name, count, exact }) =>
        `  ${name} (${count}): ${exact.map(({ arm, value }) => `${arm} ${percent(value)}`).join(", ")}`,
    )
    .join("\n");
}

/** Formats the results of silence below thresholds of certainty, a row for each threshold. */
export function calibrationTable(rows: readonly CalibrationRow[]): string {
  const header = [
    "offered from certainty   ",
    "offered %",
    "of these exact %",
    "of these wrong at 1st char %",
    "characters saved %",
  ];
  const cells = rows.map((row) => [
    row.threshold.toString(),
    ...[row.offered, row.exactOfOffered, row.wrongAtOnceOfOffered, row.savedChars].map(percent),
  ]);
  return table([header, ...cells]);
}

/** Formats one line per goal: figure, interval, goal, verdict. */
export function goalText({ what, estimate, unit, atLeast, isMet }: GoalLine): string {
  const figure = withInterval(estimate, unit);
  if (atLeast === undefined) return `  ${what}: ${figure}`;
  const goal = unit === "percent" ? `${percent(atLeast)} %` : atLeast.toString();
  const doubt = isMet === true && estimate.low < atLeast ? ", but the interval reaches below" : "";
  return `  ${what}: ${figure}; goal ≥ ${goal}: ${isMet === true ? "met" : "NOT met"}${doubt}`;
}

/** Formats passed cases by tier and kind, the goals, and the ids of failed cases. */
export function postprocessText(judged: readonly { testCase: PostprocessCase; verdict: Verdict }[]): string {
  const groups = new Map<string, { passedCount: number; count: number }>();
  const add = (key: string, isPassed: boolean): void => {
    const { passedCount, count } = groups.get(key) ?? { passedCount: 0, count: 0 };
    groups.set(key, { passedCount: passedCount + (isPassed ? 1 : 0), count: count + 1 });
  };
  for (const { testCase, verdict } of judged) {
    add("all", verdict === "passed");
    add(testCase.tier, verdict === "passed");
    add(`${testCase.tier}, ${testCase.kind}`, verdict === "passed");
  }
  const rows = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { passedCount, count }]) => [key, `${passedCount} of ${count}`]);
  const ids = (wanted: Verdict): string =>
    judged
      .filter(({ verdict }) => verdict === wanted)
      .map(({ testCase }) => testCase.id)
      .join(", ") || "none";
  return [
    table([["tier and kind", "passed"], ...rows]),
    ...postprocessGoals(groups),
    `  right but for blanks at line ends: ${ids("blanksAside")}`,
    `  failed: ${ids("failed")}`,
  ].join("\n");
}

function postprocessGoals(groups: ReadonlyMap<string, { passedCount: number; count: number }>): string[] {
  const line = (key: string, goal: number): string => {
    const { passedCount, count } = groups.get(key) ?? { passedCount: 0, count: 0 };
    if (count === 0) return `  ${key}: no cases`;
    const isMet = passedCount >= goal * count;
    return `  ${key}: ${passedCount} of ${count}; goal ≥ ${percent(goal)} %: ${isMet ? "met" : "NOT met"}`;
  };
  return [line("consensus, unchanged-control", 1), line("consensus, markdown-fence", 1), line("consensus", 0.9)];
}

/** Formats a figure with its interval, or a dash. */
export function withInterval(estimate: Estimate | undefined, unit: "percent" | "plain" | "ratio" | "points"): string {
  if (estimate === undefined || Number.isNaN(estimate.value)) return "–";
  const shown = { percent, plain: (x: number) => x.toFixed(3), ratio: (x: number) => x.toFixed(2), points: percent }[
    unit
  ];
  return `${shown(estimate.value)} [${shown(estimate.low)}, ${shown(estimate.high)}]`;
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}

/** Lays out rows as columns; the first row is the header. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map(
      (row) =>
        `  ${row
          .map((cell, column) => cell.padEnd(widths[column]))
          .join("  ")
          .trimEnd()}`,
    )
    .join("\n");
}
