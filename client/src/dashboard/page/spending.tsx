import { countText, elapsedText, moneyText, shareText } from "../../../../server/src/base/figureText";
import type { EndpointStats, Stats, UsageReport } from "../../../../server/src/protocol";
import { dashboardCommands } from "../dashboardData";
import { settingLink } from "./settingLink";
import { Section } from "./section";
import { ShareBar } from "./shareBar";
import { TableHead } from "./tableHead";

/** Shows money against the daily limit, and tokens of endpoints and of the model on this machine. */
export function Spending(params: { report: UsageReport; stats: Stats; dailyCapUsd: number; period: string }) {
  const { report, stats, dailyCapUsd, period } = params;
  const { localTokens, cpuSeconds, endpoints } = report;
  const todayUsd = stats.endpoints.reduce((sum, { used }) => sum + used.today.usd, 0);
  return (
    <Section id="spending" title="Tokens and money" note={period}>
      <dl class="facts">
        <dt>Money today</dt>
        <dd>
          {dailyCapUsd === 0 ? (
            <>{moneyText(todayUsd)}, without a limit. </>
          ) : (
            <>
              {moneyText(todayUsd)} of {moneyText(dailyCapUsd)}, {shareText(todayUsd / dailyCapUsd)} of the daily
              limit.{" "}
            </>
          )}
          <a href={settingLink("nanotype.cost.dailyCapUsd")}>Change the limit</a>
          {dailyCapUsd > 0 && <ShareBar share={todayUsd / dailyCapUsd} />}
        </dd>
        {period !== "Today" && (
          <>
            <dt>Money, {period}</dt>
            <dd>{moneyText(endpoints.usd)}</dd>
          </>
        )}
        <dt>Endpoints</dt>
        <dd>
          {endpoints.prompt + endpoints.generated > 0
            ? `${countText(endpoints.prompt)} tokens sent, ${countText(endpoints.cached)} of them cached; ${countText(endpoints.generated)} received.`
            : stats.endpoints.length > 0
              ? "Nothing was sent in this period."
              : "None: everything comes from this machine."}{" "}
          {stats.endpoints.length === 0 && <a href={`command:${dashboardCommands.addEndpoint}`}>Add an endpoint</a>}
        </dd>
        <dt>This machine</dt>
        <dd>
          {countText(localTokens.prompt)} tokens read, {countText(localTokens.generated)} written.
        </dd>
        <dt>Processor time</dt>
        <dd>
          {elapsedText(cpuSeconds.model * 1_000)} for the model, {elapsedText(cpuSeconds.server * 1_000)} for the rest.
        </dd>
      </dl>
      {stats.endpoints.length > 0 && <Endpoints endpoints={stats.endpoints} />}
    </Section>
  );
}

function Endpoints({ endpoints }: { endpoints: readonly EndpointStats[] }) {
  return (
    <table>
      <caption class="unseen">Endpoints in use: state, requests since the start, money today and this month</caption>
      <TableHead words={["Endpoint", "State"]} numbers={["Requests", "Today", "Month"]} />
      <tbody>
        {endpoints.map(({ name, model, state, requestCount, price, used }) => (
          <tr key={name}>
            <th scope="row">
              {name} <span class="quiet">{model}</span>
            </th>
            <td class={state === "failing" ? "bad" : ""}>{state === "failing" ? "failing" : "works"}</td>
            <td class="number">{countText(requestCount)}</td>
            <td class="number">{price === "known" ? moneyText(used.today.usd) : priceNotes[price]}</td>
            <td class="number">{price === "known" ? moneyText(used.month.usd) : priceNotes[price]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const priceNotes = { unknown: "not known", none: "free" } as const;
