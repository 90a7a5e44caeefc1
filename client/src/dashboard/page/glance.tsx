import { countText, elapsedText, shareText, takenIn } from "../../../../server/src/base/figureText";
import type { UsageReport } from "../../../../server/src/protocol";
import { Section } from "./section";
import { ShareBar } from "./shareBar";

/** Shows the figures that matter most. */
export function Glance({ report, period }: { report: UsageReport; period: string }) {
  const { suggestions, waits, requests } = report;
  const { offered, accepted, partlyAccepted, kept, deleted, savedKeys } = suggestions;
  const taken = takenIn(suggestions);
  const takenShare = offered === 0 ? 0 : taken / offered;
  // A text that was taken a moment ago counts neither way yet.
  const isFateKnown = kept + deleted > 0;
  const keptShare = isFateKnown ? kept / taken : 0;
  const requestCount = Object.values(requests).reduce<number>((sum, count = 0) => sum + count, 0);
  const wait = waits["total"];
  return (
    <Section id="glance" title={period === "Today" ? "Today at a glance" : `${period} at a glance`}>
      <dl class="cards">
        <Card name="Suggestions shown" value={countText(offered)} note={`for ${countText(requestCount)} requests`} />
        <Card
          name="Taken"
          value={offered === 0 ? "–" : shareText(takenShare)}
          note={`${countText(accepted)} whole, ${countText(partlyAccepted)} in part`}
          share={takenShare}
        />
        <Card
          name="Keys saved"
          value={countText(savedKeys)}
          note={taken === 0 ? "none taken yet" : `${countText(savedKeys / taken)} for each one taken`}
        />
        <Card
          name="Wait"
          value={wait === undefined ? "–" : elapsedText(wait.p50)}
          note={wait === undefined ? "no suggestion yet" : `half within that, 95 % within ${elapsedText(wait.p95)}`}
        />
        <Card
          name="Still there after 30 s"
          value={isFateKnown ? shareText(keptShare) : "–"}
          note={isFateKnown ? `of those taken; ${countText(deleted)} deleted within 5 s` : "nothing known yet"}
          share={keptShare}
        />
      </dl>
    </Section>
  );
}

function Card({ name, value, note, share }: { name: string; value: string; note: string; share?: number }) {
  return (
    <div class="card">
      <dt>{name}</dt>
      <dd class="value">{value}</dd>
      <dd class="quiet">
        {share !== undefined && <ShareBar share={share} />}
        {note}
      </dd>
    </div>
  );
}
