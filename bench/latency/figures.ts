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

/** Prints the figures beside their goals and the kept baseline; reports whether every goal is met. */
export function report(figures: readonly Figure[]): boolean {
  const baseline = readBaseline();
  for (const { name, value, unit, goal, note } of figures) {
    const verdict = goal === undefined ? "" : value <= goal ? `  ≤ ${goal} ok` : `  ≤ ${goal} MISSED`;
    const kept = baseline[name] === undefined ? "" : `  (quiet run: ${format(baseline[name])})`;
    console.log(`${name.padEnd(58)} ${format(value).padStart(8)} ${unit}${verdict}${kept}${note ? `  — ${note}` : ""}`);
  }
  return figures.every(({ value, goal }) => goal === undefined || value <= goal);
}

/** Keeps the figures as the baseline. */
export function saveBaseline(figures: readonly Figure[]): void {
  const values = Object.fromEntries(figures.map(({ name, value }) => [name, Number(value.toPrecision(3))]));
  writeFileSync(baselinePath, `${JSON.stringify({ machine: describeMachine(), figures: values }, undefined, 2)}\n`);
}

function readBaseline(): Partial<Record<string, number>> {
  if (!existsSync(baselinePath)) return {};
  return (JSON.parse(readFileSync(baselinePath, "utf8")) as { figures: Record<string, number> }).figures;
}

function format(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2);
}
