import { failureNames, failureOrigins } from "../../../../server/src/base/figureNames";
import { countText } from "../../../../server/src/base/figureText";
import type { Stats, UsageReport } from "../../../../server/src/protocol";
import { dashboardCommands } from "../dashboardData";
import { Section } from "./section";
import { TableHead } from "./tableHead";

/** Shows what failed, and which endpoints get no requests at the moment. */
export function Failures(params: { report: UsageReport; stats: Stats; period: string }) {
  const { report, stats, period } = params;
  const failing = stats.endpoints.filter(({ state }) => state === "failing");
  return (
    <Section id="failures" title="Failures" note={period}>
      {failing.map(({ name }) => (
        <p key={name} class="bad">
          {name} fails. It gets no requests until it works again; this machine answers meanwhile.
        </p>
      ))}
      {report.failures.length === 0 ? (
        <p class="quiet">Nothing failed in this period.</p>
      ) : (
        <table>
          <caption class="unseen">Failures by kind</caption>
          <TableHead words={["Kind"]} numbers={["Times"]} />
          <tbody>
            {report.failures.map(({ origin, kind, count }) => (
              <tr key={`${origin} ${kind}`}>
                <th scope="row">
                  {failureOrigins[origin] ?? origin}: {failureNames[kind] ?? kind}
                </th>
                <td class="number">{countText(count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {(failing.length > 0 || report.failures.length > 0) && (
        <p>
          <a href={`command:${dashboardCommands.checkSetup}`}>Check my setup</a>
        </p>
      )}
    </Section>
  );
}
