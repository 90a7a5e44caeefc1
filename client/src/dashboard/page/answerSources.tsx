import { sourceSentences } from "../../../../server/src/base/figureNames";
import { countText, elapsedText, shareText } from "../../../../server/src/base/figureText";
import type { UsageReport } from "../../../../server/src/protocol";
import { Section } from "./section";
import { ShareBar } from "./shareBar";
import { TableHead } from "./tableHead";

/** Shows where the suggestions came from. */
export function AnswerSources({
  report: { answeredBy, waitsBySource },
  period,
}: {
  report: UsageReport;
  period: string;
}) {
  const rows = Object.entries(answeredBy)
    .map(([source, count = 0]) => ({ source, count }))
    .sort((one, other) => other.count - one.count);
  const sum = rows.reduce((total, { count }) => total + count, 0);
  return (
    <Section id="answers" title="Who answered" note={period}>
      {sum === 0 ? (
        <p class="quiet">No suggestion was shown in this period.</p>
      ) : (
        <table>
          <caption class="unseen">Answers by their source; typing along with a suggestion counts each key</caption>
          <TableHead words={["Source"]} numbers={["Answers", "Share", "Half within"]} />
          <tbody>
            {rows.map(({ source, count }) => {
              const wait = waitsBySource[source];
              return (
                <tr key={source}>
                  <th scope="row">
                    {Object.entries(sourceSentences).find(([name]) => name === source)?.[1] ?? source}
                    <ShareBar share={count / sum} />
                  </th>
                  <td class="number">{countText(count)}</td>
                  <td class="number">{shareText(count / sum)}</td>
                  <td class="number">{wait === undefined ? "–" : elapsedText(wait.p50)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </Section>
  );
}
