import { expect, test } from "vitest";
import { systemClock } from "../../../../server/src/base/clock";
import { benchModel } from "../../../../server/src/model/local/benchModel";
import { createLocalModel, type LocalModel } from "../../../../server/src/model/local/localModel";

/** A model that is loaded for ever. */
function slowModel(): LocalModel {
  const model = createLocalModel({
    ...{ bundlePath: "/nowhere/modelProcess.js", modelFolder: "/nowhere/model", quantization: "auto", threadCount: 1 },
    ...{ idleLimitMs: 1_000, memoryLimitBytes: 1e9, clock: systemClock },
    log: { info: () => undefined, warn: () => undefined },
  });
  return { ...model, ensureStarted: () => new Promise(() => undefined) };
}

test("a model that isn't loaded in time is given up, and the message says so", () =>
  expect(benchModel(slowModel(), new AbortController().signal, 20)).rejects.toMatchObject({
    kind: "timeout",
    message: "It was not loaded within 0.02 s; use a smaller model.",
  }));

test("a measurement that the user stops while the model is loaded ends at once", () => {
  const stopped = new AbortController();
  const measured = benchModel(slowModel(), stopped.signal);
  stopped.abort(new Error("Stopped."));
  return expect(measured).rejects.toThrow("Stopped.");
});
