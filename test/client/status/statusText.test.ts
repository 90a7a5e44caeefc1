import { expect, test } from "vitest";
import { statusText, type StatusView } from "../../../client/src/status/statusText";
import type { Status } from "../../../server/src/protocol";

const ready: Status = {
  health: "ok",
  state: "ready",
  message: "",
  backend: "local",
  model: "nanotype-6m",
  skippedDocuments: [],
};

/** Expects the item's text and the sentence behind it, for a running server and an open editor unless `view` says otherwise. */
function check(
  { status, ...view }: Partial<StatusView> & { status?: Partial<Status> },
  expected: { text: string; tooltip: RegExp; severity?: string },
): void {
  const actual = statusText({
    server: { kind: "running", status: { ...ready, ...status } },
    snooze: { kind: "awake" },
    here: { kind: "on" },
    nowMs: 0,
    ...view,
  });
  expect(actual).toMatchObject({ text: expected.text, severity: expected.severity ?? "none" });
  expect(actual.tooltip).toMatch(expected.tooltip);
}

test("ready names the model", () => check({}, { text: "$(zap) Nanotype", tooltip: /^Ready \(nanotype-6m\)\.$/ }));

test("loading shows the progress in per cent", () =>
  check(
    { status: { state: "loading", progress: 0.416 } },
    { text: "$(loading~spin) Nanotype 41 %", tooltip: /^Loading/ },
  ));

test("busy turns the icon only", () =>
  check({ status: { state: "busy" } }, { text: "$(loading~spin) Nanotype", tooltip: /^Thinking/ }));

test("a restriction is a warning with the server's own sentence", () =>
  check(
    { status: { health: "warning", message: "Runs on WASM, slower." } },
    { text: "$(warning) Nanotype", tooltip: /^Runs on WASM, slower\.$/, severity: "warning" },
  ));

test("a question about consent waits in the item, in another colour and with another icon", () =>
  check(
    { status: { isConsentWanted: true, message: "Endpoints wait for your consent." } },
    {
      text: "$(shield) Nanotype",
      tooltip: /^Endpoints wait for your consent\. Click to decide\.$/,
      severity: "warning",
    },
  ));

test("a failure is an error, even while snoozing", () =>
  check(
    {
      status: { health: "error", state: "stopped", message: "The model is missing." },
      snooze: { kind: "snoozed", untilMs: 60_000 },
    },
    { text: "$(error) Nanotype", tooltip: /^The model is missing\.$/, severity: "error" },
  ));

test("a server that is not restarted says how to start it", () =>
  check({ server: { kind: "stopped" } }, { text: "$(error) Nanotype", tooltip: /Click/, severity: "error" }));

test("off wins over everything", () =>
  check(
    { here: { kind: "offEverywhere" }, server: { kind: "stopped" } },
    { text: "$(circle-slash) Nanotype", tooltip: /^Off\. Click/ },
  ));

test("off here says why", () => {
  check(
    { here: { kind: "offForLanguage", language: "Markdown" } },
    { text: "$(circle-slash) Nanotype", tooltip: /^Off for Markdown\. Click/ },
  );
  check(
    { here: { kind: "skipped", reason: "one line is longer than 20,000 characters" } },
    {
      text: "$(circle-slash) Nanotype",
      tooltip: /^Off in this document: one line is longer than 20,000 characters\.$/,
    },
  );
});

test("snoozing counts the minutes down, rounded up", () => {
  const snooze = { kind: "snoozed", untilMs: 5 * 60_000 } as const;
  check({ snooze }, { text: "$(bell-slash) Nanotype 5 min", tooltip: /5 more minutes/ });
  check({ snooze, nowMs: 4 * 60_000 + 1 }, { text: "$(bell-slash) Nanotype 1 min", tooltip: /1 more minute\./ });
});

test("before the first document only a start is promised", () =>
  check({ server: { kind: "notStarted" } }, { text: "$(zap) Nanotype", tooltip: /as soon as you type/ }));
