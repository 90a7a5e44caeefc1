import { kindNames, writerNames } from "../../../../server/src/base/figureNames";
import { countText, shareText, takenIn } from "../../../../server/src/base/figureText";
import type { SuggestionCounts, UsageReport } from "../../../../server/src/protocol";
import { Section } from "./section";
import { ShareBar } from "./shareBar";
import { TableHead } from "./tableHead";

/** Shows the suggestions by language, kind and writer. */
export function Groups({ report, period }: { report: UsageReport; period: string }) {
  if (report.suggestions.offered === 0) return null;
  return (
    <div class="columns three">
      <Group id="languages" title="By language" names={report.languageNames} rows={report.byLanguage} period={period} />
      <Group id="kinds" title="By kind" names={kindNames} rows={report.byKind} period={period} />
      <Group id="writers" title="By writer" names={writerNames} rows={report.byBackend} period={period} />
    </div>
  );
}

function Group(params: {
  id: string;
  title: string;
  names: Readonly<Partial<Record<string, string>>>;
  rows: readonly ({ readonly name: string } & SuggestionCounts)[];
  period: string;
}) {
  const { id, title, names, rows, period } = params;
  return (
    <Section id={id} title={title} note={period}>
      <table>
        <caption class="unseen">Suggestions shown and taken {title.toLowerCase()}</caption>
        <TableHead words={[<span class="unseen">Name</span>]} numbers={["Shown", "Taken"]} />
        <tbody>
          {rows.map((row) => {
            const share = row.offered === 0 ? 0 : takenIn(row) / row.offered;
            return (
              <tr key={row.name}>
                <th scope="row">
                  {names[row.name] ?? row.name}
                  <ShareBar share={share} />
                </th>
                <td class="number">{countText(row.offered)}</td>
                <td class="number">{row.offered === 0 ? "–" : shareText(share)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Section>
  );
}
