import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";

/** One measured figure. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: "ms" | "MB" | "%" | "‰" | "count" | "×";
  /** Largest value that the project allows itself. */
  readonly goal?: number;
  /** Context for reading the figure: an echo server's figures, counts, medians. */
  readonly note?: string;
}

/** File with the figures of a quiet run, kept in the repository. */
const baselinePath = "bench/baseline.json";

/** Returns the value below which a share of the sorted values is. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** Describes the machine of the measurement. */
export function describeMachine(): string {
  const cpu = cpus().at(0);
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const load = loadavg()[0];
  return `${cpus().length} cores (${cpu?.model ?? "unknown"}), ${gigabytes} GB, Node ${process.version}, load ${load.toFixed(1)}`;
}

/** Prints the figures beside their goals and the kept run's, as its value or as a ratio to it; says whether every goal is met. */
export function report(
  figures: readonly Figure[],
  params: { readonly asRatio: boolean } = { asRatio: false },
): boolean {
  const { figures: baseline } = readBaseline();
  for (const { name, value, unit, goal, note } of figures) {
    const verdict = goal === undefined ? "" : value <= goal ? `  ≤ ${goal} ok` : `  ≤ ${goal} MISSED`;
    const before = baseline[name];
    const kept =
      before === undefined
        ? params.asRatio
          ? "  (not in the baseline)"
          : ""
        : params.asRatio
          ? `  (${ratio(value, before)} of ${format(before)})`
          : `  (kept run: ${format(before)})`;
    console.log(`${name.padEnd(58)} ${format(value).padStart(8)} ${unit}${verdict}${kept}${note ? `  — ${note}` : ""}`);
  }
  return figures.every(({ value, goal }) => goal === undefined || value <= goal);
}

/** Keeps the figures as the baseline; of a part, beside the other parts' figures of before. */
export function saveBaseline(figures: readonly Figure[], params: { readonly isPart: boolean }): void {
  const values = Object.fromEntries(figures.map(({ name, value }) => [name, Number(value.toPrecision(3))]));
  const kept = params.isPart ? readBaseline().figures : {};
  const baseline = { machine: describeMachine(), figures: { ...kept, ...values } };
  writeFileSync(baselinePath, `${JSON.stringify(baseline, undefined, 2)}\n`);
}

/** On what the baseline was measured, with the load of its machine. */
export function describeBaseline(): string {
  return readBaseline().machine;
}

function readBaseline(): Baseline {
  if (!existsSync(baselinePath)) return { machine: `none: ${baselinePath} is missing`, figures: {} };
  return JSON.parse(readFileSync(baselinePath, "utf8")) as Baseline;
}

interface Baseline {
  readonly machine: string;
  readonly figures: Partial<Record<string, number>>;
}

/** A value over an earlier one; there is none over nothing. */
function ratio(value: number, before: number): string {
  return before === 0 ? `${format(value)} against 0` : `${(value / before).toFixed(2)} ×`;
}

function format(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2);
}
