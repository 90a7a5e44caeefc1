import { stageNames } from "../../../../server/src/base/figureNames";
import { elapsedText } from "../../../../server/src/base/figureText";
import type { LatencyPercentiles, UsageReport } from "../../../../server/src/protocol";
import { Section } from "./section";
import { TableHead } from "./tableHead";

/** The scale's ends in ms; times are drawn by their logarithm. */
const [fromMs, toMs] = [0.1, 10_000];
const marks = { "1 ms": 1, "10": 10, "100": 100, "1 s": 1_000 };

/** Shows how long each stage of a request took. */
export function Stages({ report, period }: { report: UsageReport; period: string }) {
  const rows = Object.entries(stageNames).flatMap(([stage, name]) => {
    const wait = report.waits[stage];
    return wait === undefined ? [] : [{ stage, name, wait }];
  });
  return (
    <Section id="stages" title="Time by stage" note={period}>
      {rows.length === 0 ? (
        <p class="quiet">No request was measured in this period.</p>
      ) : (
        <table>
          <caption class="unseen">
            Time of each stage: half of the requests within p50, 95 % within p95, 99 % within p99
          </caption>
          <TableHead words={["Stage"]} numbers={["p50", "p95", "p99"]} drawing={<Scale />} />
          <tbody>
            {rows.map(({ stage, name, wait }) => (
              <tr key={stage} class={stage === "total" ? "main" : ""}>
                <th scope="row">{name}</th>
                <td class="number">{elapsedText(wait.p50)}</td>
                <td class="number">{elapsedText(wait.p95)}</td>
                <td class="number">{elapsedText(wait.p99)}</td>
                <td class="drawing">
                  <Range wait={wait} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}

/** Draws p50 as a point, p95 as the end of a bar and p99 as the end of a line. */
function Range({ wait: { p50, p95, p99 } }: { wait: LatencyPercentiles }) {
  return (
    <svg class="range" viewBox="0 0 200 16" aria-hidden="true" focusable="false">
      {Object.values(marks).map((ms) => (
        <line key={ms} class="grid" x1={xOf(ms)} x2={xOf(ms)} y1="0" y2="16" />
      ))}
      <line class="far" x1={xOf(p95)} x2={xOf(p99)} y1="8" y2="8" />
      <rect class="most" x={xOf(p50)} width={Math.max(0, xOf(p95) - xOf(p50))} y="5" height="6" rx="3" />
      <circle class="half" cx={xOf(p50)} cy="8" r="4.5" />
    </svg>
  );
}

function Scale() {
  return (
    <svg class="range" viewBox="0 0 200 16" aria-hidden="true" focusable="false">
      {Object.entries(marks).map(([name, ms]) => (
        <text key={name} x={xOf(ms)} y="12" text-anchor="middle">
          {name}
        </text>
      ))}
    </svg>
  );
}

function xOf(ms: number): number {
  const share = Math.log(Math.max(fromMs, ms) / fromMs) / Math.log(toMs / fromMs);
  return 5 + 190 * Math.min(1, share);
}
