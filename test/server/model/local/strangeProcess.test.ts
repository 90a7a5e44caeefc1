import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { LocalModel, LocalModelState } from "../../../../server/src/model/local/localModel";
import { ManualClock } from "../../../support/manualClock";
import { gone } from "../../../support/processes";
import { collect, noSignal, requestAt, startModel } from "./engine";

const loaded = `process.send({ type: "loaded", model: "m", limits: { contextTokens: 9, suffixTokens: 3, charsPerToken: 3 }, rssBytes: 1 });`;

/** A model whose process runs `program`: real processes that do what a model's should not. */
function modelRunning(program: string): { model: LocalModel; clock: ManualClock; states: LocalModelState[] } {
  const folder = mkdtempSync(join(tmpdir(), "nanotype-strange-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const bundlePath = join(folder, "modelProcess.cjs");
  writeFileSync(bundlePath, `process.on("disconnect", () => process.exit(0));\n${program}`);
  const clock = new ManualClock();
  const model = startModel({ bundlePath, clock });
  const states: LocalModelState[] = [];
  model.onStateChange((state) => states.push(state));
  return { model, clock, states };
}

/** Lets the model's time pass, no faster than ours ten times, until `promise` is settled. */
async function waiting<T>(clock: ManualClock, promise: Promise<T>): Promise<T> {
  const state = { isOver: false };
  const over = promise.finally(() => (state.isOver = true));
  over.catch(() => undefined);
  while (!state.isOver) {
    await clock.advance(100);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return over;
}

const lastMessage = (states: readonly LocalModelState[]): string => {
  const stopped = states.findLast((state) => state.kind === "stopped");
  return stopped?.kind === "stopped" ? stopped.error.message : "";
};

test("a process that is caught in a loop is ended and replaced, and an explicit request hears of it", async () => {
  const { model, clock, states } = modelRunning(
    `process.on("message", ({ type }) => { if (type === "load") ${loaded} else for (;;); });`,
  );
  await model.ensureStarted();
  const processId = model.processId!;
  const explicit = collect(model.stream(requestAt("a█", { priority: "command" }), noSignal));
  await expect(waiting(clock, explicit)).rejects.toMatchObject({
    kind: "timeout",
    message: "The model is not answering; it is being restarted.",
  });
  expect(model.state).toMatchObject({ kind: "ready", isSilent: true });
  await waiting(clock, gone(processId));
  expect(lastMessage(states)).toBe(
    "The model process did not respond for 10 s and was stopped. It is restarting; suggestions from the workspace memory continue.",
  );
  await waiting(clock, model.ensureStarted());
  expect(model.processId).not.toBe(processId);
  expect(states.findLast((state) => state.kind === "loading")).toMatchObject({ instead: { kind: "processDied" } });
});

test("a process that says nothing from the start is ended and replaced after 20 s", async () => {
  const { model, clock } = modelRunning("setInterval(() => undefined, 1000);");
  const starting = model.ensureStarted();
  starting.catch(() => undefined);
  const processId = model.processId!;
  await clock.advance(19_900);
  expect(model.processId).toBe(processId);
  await clock.advance(200);
  await expect(starting).rejects.toMatchObject({ kind: "processDied" });
  expect(model.processId).not.toBe(processId);
  await gone(processId);
});

test("a model that is long in the loading is waited for while its process gives signs of life", async () => {
  const { model, clock } = modelRunning(
    `setInterval(() => process.send({ type: "alive" }), 20); process.once("message", () => setTimeout(() => { ${loaded} }, 1000));`,
  );
  await waiting(clock, model.ensureStarted()); // ten seconds of the model's time, at least
  expect(model.state.kind).toBe("ready");
});

test("a process that dies at each start is tried less and less often, and it is said", async () => {
  const { model, clock, states } = modelRunning("process.exit(3);");
  const start = async (): Promise<string> => {
    await expect(model.ensureStarted()).rejects.toMatchObject({ kind: "processDied" });
    return lastMessage(states);
  };
  expect(await start()).toBe(
    "The model process ended (3). It restarts with the next request; suggestions from the workspace memory continue.",
  );
  expect(await start()).toBe(
    "The model process ended (3). It has ended 2 times without an answer in between. It restarts with the next request after a pause of 0.5 s; suggestions from the workspace memory continue.",
  );
  const startCount = (): number => states.filter(({ kind }) => kind === "loading").length;
  expect(startCount()).toBe(2);
  for (let key = 0; key < 20; key++) await start();
  expect(startCount()).toBe(2);
  await clock.advance(500);
  expect(await start()).toContain("ended 3 times");
  expect(startCount()).toBe(3);
});

test.each([
  ["no message at all", `"nonsense"`],
  ["an unknown message", `{ type: "poem" }`],
  ["the name of a method", `{ type: "toString" }`],
  ["a chunk without text", `{ type: "chunk", id: 1, chunk: {} }`],
  ["a chunk that is none", `{ type: "chunk", id: 1 }`],
  ["an end without figures", `{ type: "done", id: 1 }`],
  ["a failure without a reason", `{ type: "failed", id: 1 }`],
  ["a model without limits", `{ type: "loaded", model: "m", limits: {}, rssBytes: 1 }`],
])("a process that answers with %s is ended at once, and it is said", async (_name, message) => {
  const { model, states } = modelRunning(
    `process.on("message", ({ type }) => { if (type === "load") ${loaded} else process.send(${message}); });`,
  );
  await expect(collect(model.stream(requestAt("a█"), noSignal))).rejects.toMatchObject({ kind: "processDied" });
  expect(lastMessage(states)).toContain("sent an invalid answer");
});
