import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { dashboardCommands, type DashboardFigures, type Period } from "../dashboardData";
import { AnswerSources } from "./answerSources";
import { Compared } from "./compared";
import { DayChart } from "./dayChart";
import { Failures } from "./failures";
import { Glance } from "./glance";
import { Groups } from "./groups";
import { keepState, keptState, onMessage, showPeriod, type PageState } from "./host";
import { Requests } from "./requests";
import { settingLink } from "./settingLink";
import { Spending } from "./spending";
import { Stages } from "./stages";

const periodNames: Readonly<Record<Period, string>> = { today: "Today", week: "7 days", month: "30 days" };

/** Shows the whole page. */
export function App() {
  const [state, setState] = useState(keptState);
  const [figures, setFigures] = useState<DashboardFigures>();
  const [problem, setProblem] = useState("");
  const change = (part: Partial<PageState>): void => setState((now) => ({ ...now, ...part }));
  useEffect(() => keepState(state), [state]);
  useEffect(
    () =>
      onMessage((message) => {
        setProblem(message.kind === "problem" ? message.problem : "");
        if (message.kind === "figures") setFigures(message);
      }),
    [],
  );
  useEffect(() => showPeriod(state.period), [state.period]);

  return (
    <main>
      <header>
        <div>
          <h1>Nanotype Dashboard</h1>
          <p class="quiet">{figures === undefined ? "Reading the figures…" : <Freshness figures={figures} />}</p>
        </div>
        <PeriodSwitch period={state.period} onChange={(period) => change({ period })} />
      </header>
      {problem !== "" && (
        <Notice>
          {problem} <a href={`command:${dashboardCommands.restart}`}>Restart it</a>{" "}
          <a href={`command:${dashboardCommands.checkSetup}`}>Check my setup</a>
        </Notice>
      )}
      {figures !== undefined && <Figures {...{ figures, state, change }} />}
    </main>
  );
}

function Freshness({ figures: { readAtMs } }: { figures: DashboardFigures }) {
  return (
    <>
      All editors on this machine. Updated <time>{new Date(readAtMs).toLocaleTimeString()}</time>.
    </>
  );
}

function PeriodSwitch({ period, onChange }: { period: Period; onChange: (period: Period) => void }) {
  return (
    <fieldset class="switch">
      <legend class="unseen">Period</legend>
      {Object.entries(periodNames).map(([name, title]) => (
        <label key={name}>
          <input
            type="radio"
            name="period"
            checked={name === period}
            onChange={() => {
              if (name === "today" || name === "week" || name === "month") onChange(name);
            }}
          />
          <span>{title}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Figures(params: { figures: DashboardFigures; state: PageState; change: (part: Partial<PageState>) => void }) {
  const { figures, state, change } = params;
  const { report, month, stats, requests } = figures;
  // Figures of another period come in a moment; until then these are shown under their own name.
  const period = periodNames[figures.period];
  const isEmpty = month.suggestions.offered === 0 && Object.keys(month.requests).length === 0;
  return (
    <>
      {!figures.isKept && (
        <Notice>
          Counts and times aren't kept, since nanotype.metrics.history is off. The last requests are below.{" "}
          <a href={settingLink("nanotype.metrics.history")}>Open the setting</a>
        </Notice>
      )}
      {isEmpty ? (
        figures.isKept && (
          <Notice>
            Nothing has been counted in the last 30 days. Type in any file: figures appear here with the first
            suggestion. <a href={`command:${dashboardCommands.tryIt}`}>Try it in a small file</a>
          </Notice>
        )
      ) : (
        <>
          <Glance report={report} period={period} />
          <DayChart month={month} language={state.language} onLanguage={(language) => change({ language })} />
          <div class="columns wide">
            <Stages report={report} period={period} />
            <AnswerSources report={report} period={period} />
          </div>
          {report.comparison !== undefined && <Compared comparison={report.comparison} />}
          <Groups report={report} period={period} />
          <div class="columns wide">
            <Spending {...{ report, stats, period, dailyCapUsd: figures.dailyCapUsd }} />
            <Failures {...{ report, stats, period }} />
          </div>
        </>
      )}
      <Requests requests={requests} outcome={state.outcome} onOutcome={(outcome) => change({ outcome })} />
    </>
  );
}

function Notice({ children }: { children: ComponentChildren }) {
  return (
    <p class="notice" role="status">
      {children}
    </p>
  );
}
