import type { Estimate } from "./bootstrap";
import type { ArmFigures } from "./figures";
import { shownPoints } from "./shownFigure";

/** Prints the figures of all arms as a table for a terminal. */
export function tableOf(arms: readonly ArmFigures[]): string {
  const hasMoney = arms.some(({ promptTokens }) => promptTokens > 0);
  const heads = ["", "lines", "exact", "chars saved", "offered", "wrong at once", "parse errors", "p50", "p95"];
  const rows = arms.map((arm) => {
    const { shares } = arm;
    const cells = [
      arm.name,
      String(arm.lineCount),
      ...[shares.exact, shares.saved, shares.offered, shares.wrongAtOnce, shares.parseErrors].map(interval),
      ...[arm.p50Ms, arm.p95Ms].map((ms) => (ms === undefined ? "–" : `${Math.round(ms)} ms`)),
    ];
    return hasMoney ? [...cells, `${arm.promptTokens} + ${arm.completionTokens}`, `$${arm.usd.toFixed(4)}`] : cells;
  });
  const table = [hasMoney ? [...heads, "tokens", "cost"] : heads, ...rows];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  return table
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
        .join("  "),
    )
    .join("\n");
}

/** Writes which lines of an arm failed, as a sentence; `undefined` if none did. */
export function failuresIn({ name, lineCount, failures }: ArmFigures): string | undefined {
  const kinds = Object.entries(failures).sort(([, one], [, other]) => other - one);
  if (kinds.length === 0) return undefined;
  const count = kinds.reduce((sum, [, each]) => sum + each, 0);
  const listed = kinds.map(([kind, each]) => `${kind} ${each}`).join(", ");
  return `${name} failed at ${count} of ${lineCount} lines, which count as nothing offered: ${listed}.`;
}

/** Writes a share in percent with its 95 % interval. */
function interval({ value, low, high }: Estimate): string {
  return `${shownPoints(value)} % (${shownPoints(low)}–${shownPoints(high)})`;
}
