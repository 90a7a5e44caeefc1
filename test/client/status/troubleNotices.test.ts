import { expect, test } from "vitest";
import { TroubleNotices } from "../../../client/src/status/troubleNotices";
import type { Notice } from "../../../client/src/status/notices";
import type { Remedy, Status } from "../../../server/src/protocol";

type Step = Pick<Status, "health" | "state"> & { message?: string; remedy?: Remedy };

/** Sends the statuses and expects these messages to be shown, each with this action if one is given. */
function check(steps: readonly Step[], expected: readonly string[], action?: Notice["action"]): void {
  const shown: string[] = [];
  const trouble = new TroubleNotices((notice) => {
    shown.push(notice.message);
    if (action !== undefined) expect(notice.action).toEqual(action);
  });
  for (const step of steps) {
    trouble.update({ message: "", backend: "local", model: "nanotype-6m", skippedDocuments: [], ...step });
  }
  expect(shown).toEqual(expected.map((message) => `Nanotype: ${message}`));
}

const ready = { health: "ok", state: "ready" } as const;
const loading = { health: "ok", state: "loading" } as const;
const gone = {
  health: "warning",
  state: "stopped",
  message: "The model is gone.",
  remedy: { kind: "chooseModel" },
} as const;
const dead = { health: "warning", state: "stopped", message: "The model process ended." } as const;
const setting = { health: "warning", state: "ready", message: "A setting is wrong." } as const;

test("says nothing while all is well", () => check([loading, ready, ready], []));

test("a stopped model is reported once, whatever fails next", () =>
  check([ready, gone, loading, gone, loading, dead], ["The model is gone."]));

test("a model process that ends and returns is not reported, one that keeps ending is", () => {
  check([ready, dead, loading, ready, dead, loading, ready], []);
  check([ready, dead, loading, ready, dead, loading, ready, dead], ["The model process ended."]);
});

test("trouble after a good time is reported again", () =>
  check([gone, ready, gone], ["The model is gone.", "The model is gone."]));

test("a stopped model is reported even after a wrong setting", () =>
  check(
    [setting, setting, { ...gone, message: "The model is gone. A setting is wrong." }],
    ["A setting is wrong.", "The model is gone. A setting is wrong."],
  ));

test("a wrong setting found while the model is gone waits in the status bar", () =>
  check([gone, setting], ["The model is gone."]));

test("offers to open the settings at the wrong one", () =>
  check([{ ...setting, remedy: { kind: "mendSetting", key: "nanotype.maxLines" } }], ["A setting is wrong."], {
    title: "Open the settings",
    command: "nanotype.openSettings",
    argument: "nanotype.maxLines",
  }));

test("offers another model when this one cannot be loaded", () =>
  check([gone], ["The model is gone."], {
    title: "Choose a model",
    command: "nanotype.chooseModel",
  }));

test("offers the log if nothing else helps", () =>
  check([dead, dead, dead], ["The model process ended."], { title: "Show the log", command: "nanotype.showLog" }));
