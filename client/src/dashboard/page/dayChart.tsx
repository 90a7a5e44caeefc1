import { useEffect, useRef, useState } from "preact/hooks";
import { countText, shareText, takenIn } from "../../../../server/src/base/figureText";
import type { UsageDay, UsageReport } from "../../../../server/src/protocol";
import { DrawnDays, type DayBars } from "./drawnDays";
import { Section } from "./section";
import { TableHead } from "./tableHead";

/** Shows how many suggestions were shown and taken each day, as a chart and as a table, for all languages or one. */
export function DayChart(params: { month: UsageReport; language: string; onLanguage: (language: string) => void }) {
  const { month, onLanguage } = params;
  const isKnown = month.byLanguage.some(({ name }) => name === params.language);
  const language = isKnown ? params.language : "";
  const days = month.days.map((day) => barsOf(day, language));
  const [pointed, setPointed] = useState<number>();
  const place = useRef<HTMLDivElement>(null);
  const drawn = useRef<DrawnDays>(undefined);
  useEffect(() => {
    if (place.current === null) return;
    const made = (drawn.current = new DrawnDays(place.current, setPointed));
    return () => made.dispose();
  }, []);
  const shown = JSON.stringify(days);
  useEffect(() => drawn.current?.draw(days), [shown]);

  const sums = days.reduce((sum, day) => added(sum, day), { ...nothing, title: "30 days" });
  const select = (
    <label class="choice">
      Language{" "}
      <select value={language} onChange={({ currentTarget }) => onLanguage(currentTarget.value)}>
        <option value="">All languages</option>
        {month.byLanguage.map(({ name }) => (
          <option key={name} value={name}>
            {month.languageNames[name] ?? name}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <Section id="days" title="Shown and taken each day" note="30 days" beside={select}>
      <p class="legend">
        <span class="key shown" aria-hidden="true" /> shown <span class="key taken" aria-hidden="true" /> taken
        <span class="readout">{sentenceOf(days.at(pointed ?? days.length) ?? sums)}</span>
      </p>
      <div
        ref={place}
        class="chart"
        role="img"
        aria-label={`Chart of the last 30 days. ${sentenceOf(sums)} The table below has each day.`}
      />
      <details>
        <summary>Show as a table</summary>
        <div class="scroll" tabIndex={0} role="region" aria-label="Suggestions each day">
          <table>
            <caption class="unseen">Suggestions shown and taken each day, the last day first</caption>
            <TableHead words={["Day"]} numbers={["Shown", "Taken", "Share", "Keys saved"]} />
            <tbody>
              {[...days].reverse().map((day) => (
                <tr key={day.title}>
                  <th scope="row">{day.title}</th>
                  <td class="number">{countText(day.offered)}</td>
                  <td class="number">{countText(day.taken)}</td>
                  <td class="number">{day.offered === 0 ? "–" : shareText(day.taken / day.offered)}</td>
                  <td class="number">{countText(day.savedKeys)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </Section>
  );
}

const nothing = { offered: 0, taken: 0, savedKeys: 0 };

function barsOf(day: UsageDay, language: string): DayBars {
  const [year, month, date] = day.date.split("-").map(Number);
  const at = new Date(year, month - 1, date, 12);
  const title = at.toLocaleDateString("en-GB", { weekday: "short", day: "numeric", month: "short" });
  const label = at.toLocaleDateString("en-GB", { day: "numeric", month: "short" });
  if (language === "") return { title, label, offered: day.offered, taken: takenIn(day), savedKeys: day.savedKeys };
  const { offered, taken, savedKeys } = day.byLanguage.find(({ name }) => name === language) ?? nothing;
  return { title, label, offered, taken, savedKeys };
}

type Sum = Omit<DayBars, "label">;

function added(one: Sum, other: Sum): Sum {
  return {
    title: one.title,
    offered: one.offered + other.offered,
    taken: one.taken + other.taken,
    savedKeys: one.savedKeys + other.savedKeys,
  };
}

function sentenceOf({ title, offered, taken, savedKeys }: Sum): string {
  if (offered === 0) return `${title}: nothing shown.`;
  const share = shareText(taken / offered);
  return `${title}: ${countText(offered)} shown, ${countText(taken)} taken (${share}), ${countText(savedKeys)} keys saved.`;
}
