import { countText, shareText, takenIn } from "../../../../server/src/base/figureText";
import type { ComparisonReport } from "../../../../server/src/protocol";
import { Section } from "./section";
import { settingLink } from "./settingLink";
import { ShareBar } from "./shareBar";
import { TableHead } from "./tableHead";

/** Shows two models that take turns while one works, and the verdict once the number set beforehand is reached. */
export function Compared({ comparison }: { comparison: ComparisonReport }) {
  const { a, b, offersEach, says, obstacle } = comparison;
  return (
    <Section id="compared" title="Two models compared" note="since the comparison began">
      <table>
        <caption class="unseen">
          Suggestions of each model: how many were shown of those needed, and the share taken
        </caption>
        <TableHead words={["Model"]} numbers={["Shown", "Taken", "Dismissed"]} />
        <tbody>
          {[a, b].map((model) => (
            <tr key={model.name}>
              <th scope="row">
                {model.name}
                <ShareBar share={model.offered / offersEach} />
              </th>
              <td class="number">
                {countText(model.offered)} of {countText(offersEach)}
              </td>
              <td class="number">{model.offered === 0 ? "–" : shareText(takenIn(model) / model.offered)}</td>
              <td class="number">{countText(model.dismissed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {obstacle !== undefined && <p class="bad">{obstacle}</p>}
      <p>
        {says.join(" ")} <a href={settingLink("nanotype.compareWith")}>Change the comparison</a>
      </p>
    </Section>
  );
}
