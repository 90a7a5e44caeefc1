import { expect, test } from "vitest";
import type { LocalModelState } from "../../../server/src/model/local/localModel";
import { BackendError } from "../../../server/src/model/errors";
import type { Status } from "../../../server/src/protocol";
import { StatusReporter, statusOf, type StatusInputs } from "../../../server/src/lsp/status";
import { ManualClock } from "../../support/manualClock";

const limits = { contextTokens: 1, suffixTokens: 1, charsPerToken: 1 };
const ready: LocalModelState = { kind: "ready", model: "m", limits, runtime: "native" };
const onWasm = "The native runtime does not run on this machine; suggestions come more slowly, from WebAssembly.";
const broken: LocalModelState = { kind: "stopped", error: new BackendError("modelMissing", "No model.") };
const wrong = { message: "A.", remedy: { kind: "mendSetting", key: "nanotype.maxLines" } } as const;

function inputs(state: LocalModelState, other: Partial<StatusInputs> = {}): StatusInputs {
  const model = { state, backend: "local", name: "m" };
  return { model, busyCount: 0, isMemoryOn: true, warnings: [], notices: [], skippedDocuments: [], ...other };
}

test.each<[string, StatusInputs, Partial<Status>]>([
  ["loading", inputs({ kind: "loading" }), { health: "ok", state: "loading", message: "The model is being loaded." }],
  ["ready", inputs(ready), { health: "ok", state: "ready", message: "" }],
  ["busy", inputs(ready, { busyCount: 1 }), { health: "ok", state: "busy" }],
  ["put away after a pause", inputs({ kind: "idle" }), { health: "ok", state: "ready" }],
  ["stopped, the memory continuing", inputs(broken), { health: "warning", state: "stopped", message: "No model." }],
  ["stopped, with nothing left", inputs(broken, { isMemoryOn: false }), { health: "error", state: "stopped" }],
  ["on WebAssembly", inputs({ ...ready, runtime: "wasm" }), { health: "warning", state: "ready", message: onWasm }],
  [
    "loading with a wrong setting",
    inputs({ kind: "loading" }, { warnings: [wrong] }),
    { health: "ok", state: "loading", message: "The model is being loaded." },
  ],
  [
    "warned",
    inputs(ready, { warnings: [wrong, { message: "B." }] }),
    { health: "warning", state: "ready", message: "A. B.", remedy: wrong.remedy },
  ],
  ["recording the session", inputs(ready, { isRecording: true }), { health: "ok", isRecording: true }],
  ["asking for consent", inputs(ready, { isConsentWanted: true }), { health: "ok", isConsentWanted: true }],
  [
    "stopped and warned",
    inputs(broken, { warnings: [wrong] }),
    { health: "warning", message: "No model. A.", remedy: { kind: "chooseModel" } },
  ],
])("tells a model that is %s", (_name, of, expected) => {
  expect(statusOf(of)).toMatchObject(expected);
});

test("gathers changes, and tells only what is news", async () => {
  const clock = new ManualClock();
  const sent: Status["state"][] = [];
  let busyCount = 0;
  const reporter = new StatusReporter({
    clock,
    read: () => inputs(ready, { busyCount }),
    send: ({ state }) => sent.push(state),
  });
  const set = (count: number): void => {
    busyCount = count;
    reporter.update();
  };
  set(0);
  await clock.advance(100);
  set(1);
  await clock.advance(20);
  set(0);
  await clock.advance(100);
  expect(sent).toEqual(["ready"]);
  set(1);
  await clock.advance(100);
  set(2);
  await clock.advance(100);
  expect(sent).toEqual(["ready", "busy"]);
  set(0);
  reporter.dispose();
  await clock.advance(100);
  expect(sent).toEqual(["ready", "busy"]);
});
