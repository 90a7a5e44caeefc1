import { kindNames, writerNames } from "../../../../server/src/base/figureNames";
import { elapsedText } from "../../../../server/src/base/figureText";
import type { RequestStory } from "../../../../server/src/protocol";
import { Section } from "./section";

/** Outcomes of requests: a mark, and words for the filter and for the table. */
const outcomes: Readonly<Record<RequestStory["outcome"], { mark: string; filter: string; name: string }>> = {
  offered: { mark: "●", filter: "With a suggestion", name: "shown" },
  empty: { mark: "○", filter: "Without a suggestion", name: "nothing" },
  cancelled: { mark: "–", filter: "Cancelled by the next key", name: "cancelled" },
  failed: { mark: "✕", filter: "Failed", name: "failed" },
};

/** Shows the last requests of this window, each with its story. */
export function Requests(params: {
  requests: readonly RequestStory[];
  outcome: string;
  onOutcome: (outcome: string) => void;
}) {
  const { requests, outcome, onOutcome } = params;
  const shown = requests.filter((request) => outcome === "" || request.outcome === outcome);
  const select = (
    <label class="choice">
      Show{" "}
      <select value={outcome} onChange={({ currentTarget }) => onOutcome(currentTarget.value)}>
        <option value="">All requests</option>
        {Object.entries(outcomes).map(([name, { filter }]) => (
          <option key={name} value={name}>
            {filter}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <Section id="requests" title="Last requests" note="this window, at most 100" beside={select}>
      {shown.length === 0 ? (
        <p class="quiet">
          {requests.length === 0
            ? "Nothing has been requested since the server started. Each key that you type in a file asks once."
            : "None of the last requests ended like this."}
        </p>
      ) : (
        <div class="scroll" tabIndex={0} role="region" aria-labelledby="requests">
          <table class="requests">
            <caption class="unseen">The last requests, the newest first; each story can be opened</caption>
            <thead>
              <tr>
                <th scope="col">Time</th>
                <th scope="col">Outcome</th>
                <th scope="col">Place</th>
                <th scope="col" class="number">
                  Wait
                </th>
                <th scope="col">Who</th>
                <th scope="col">Story</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((request) => (
                <Row key={request.id} request={request} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  );
}

function Row({ request }: { request: RequestStory }) {
  const { atMs, outcome, language, kind, waitMs, writer, model, summary, steps, isInvoked } = request;
  const { mark, name } = outcomes[outcome];
  return (
    <tr>
      <td class="time">{new Date(atMs).toLocaleTimeString()}</td>
      <td class={`outcome ${outcome}`}>
        <span aria-hidden="true">{mark}</span> {name}
      </td>
      <td>{language === "" ? "–" : `${language}, ${kindNames[kind ?? ""] ?? ""}`}</td>
      <td class="number">{elapsedText(waitMs)}</td>
      <td>{writer === undefined ? "–" : (model ?? writerNames[writer] ?? writer)}</td>
      <td>
        <details>
          <summary>
            {isInvoked ? "By key. " : ""}
            {summary}
          </summary>
          <ol>
            {steps.map(({ outcome: sentence, atMs: afterMs }, index) => (
              <li key={index}>
                {sentence} <span class="quiet">{elapsedText(afterMs)}</span>
              </li>
            ))}
          </ol>
        </details>
      </td>
    </tr>
  );
}
