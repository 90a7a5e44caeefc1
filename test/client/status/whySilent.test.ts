import { expect, test } from "vitest";
import { whySilent } from "../../../client/src/status/whySilent";
import type { StatusView } from "../../../client/src/status/statusText";
import type { Status } from "../../../server/src/protocol";

const ready: Status = {
  health: "ok",
  state: "ready",
  message: "",
  backend: "local",
  model: "nanotype-6m",
  skippedDocuments: [],
};

/**
 * Expects the explanation for a running server and an open editor unless `view` says otherwise, and the command of its
 * button.
 */
function check(
  { status, ...view }: Partial<StatusView> & { status?: Partial<Status> },
  expected: { message: RegExp; command?: string } | undefined,
): void {
  const silence = whySilent({
    server: { kind: "running", status: { ...ready, ...status } },
    snooze: { kind: "awake" },
    here: { kind: "on" },
    nowMs: 0,
    ...view,
  });
  if (expected === undefined) expect(silence).toBeUndefined();
  else expect(silence?.message).toMatch(expected.message);
  expect(silence?.action?.command).toBe(expected?.command);
}

test("if nothing prevents offers here, the server has to say why", () => {
  check({}, undefined);
  check({ status: { state: "busy" } }, undefined);
  // For VS Code, the commit box isn't an editor.
  check({ here: { kind: "noEditor" } }, undefined);
  check({ status: { health: "warning", message: "Runs on WASM, slower." } }, undefined);
});

test("off offers to turn it on, for the language or everywhere", () => {
  check({ here: { kind: "offEverywhere" } }, { message: /is off\.$/, command: "nanotype.toggle" });
  const here = { kind: "offForLanguage", language: "Plain Text" } as const;
  check({ here }, { message: /is off for Plain Text\.$/, command: "nanotype.toggleLanguage" });
});

test("the editor's own setting is named, and opened", () =>
  check(
    { here: { kind: "hidden", setting: "editor.inlineSuggest.enabled" } },
    { message: /its setting editor\.inlineSuggest\.enabled is off/, command: "nanotype.openSettings" },
  ));

test("documents and editors without completions are named", () => {
  check({ here: { kind: "skipped", reason: "line 3 of .gitignore" } }, { message: /line 3 of \.gitignore\.$/ });
  const setting = "nanotype.exclude";
  check(
    { here: { kind: "skipped", reason: "ignored", setting } },
    { message: /ignored\.$/, command: "nanotype.openSettings" },
  );
  check({ here: { kind: "notServed", reason: "Not in comparisons." } }, { message: /^Not in comparisons\.$/ });
});

test("a server that is not running yet, or not any more", () => {
  check({ server: { kind: "notStarted" } }, { message: /as soon as you type/ });
  check({ server: { kind: "starting" } }, { message: /just starting/ });
  check({ status: { state: "loading" } }, { message: /just starting/ });
  check({ server: { kind: "stopped" } }, { message: /keeps crashing/, command: "nanotype.restart" });
});

test("a failure has its remedy, and is reported before a snooze", () =>
  check(
    {
      status: { health: "error", state: "stopped", message: "No model.", remedy: { kind: "chooseModel" } },
      snooze: { kind: "snoozed", untilMs: 60_000 },
    },
    { message: /^No model\.$/, command: "nanotype.chooseModel" },
  ));

test("a snooze and battery power are temporary, and an explicit request is answered", () => {
  const snooze = { kind: "snoozed", untilMs: 61_000 } as const;
  check({ snooze }, { message: /2 more minutes\. You can still ask/, command: "nanotype.endSnooze" });
  check(
    { here: { kind: "paused", reason: "Paused." } },
    { message: /^Paused\. You can still ask/, command: "nanotype.openSettings" },
  );
});
