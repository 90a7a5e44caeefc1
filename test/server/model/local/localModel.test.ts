import { expect, test } from "vitest";
import type { CompletionChunk } from "../../../../server/src/model/backend";
import type { LocalModel } from "../../../../server/src/model/local/localModel";
import { ManualClock } from "../../../support/manualClock";
import { collect, noSignal, realCode, requestAt, startModel } from "./engine";

const realFixture = `${realCode.prefix}█${realCode.suffix}`;
const lineFixture = "for (let i = 0; i < items.█\n  console.log(items[i]);\n}\n";

/** Resolves when the model reaches a state. */
function reached(model: LocalModel, kind: LocalModel["state"]["kind"]): Promise<void> {
  return new Promise((resolve) => {
    if (model.state.kind === kind) resolve();
    const stop = model.onStateChange((state) => {
      if (state.kind !== kind) return;
      stop();
      resolve();
    });
  });
}

/** Resolves when no process of that id is left. */
async function gone(processId: number): Promise<void> {
  for (;;) {
    try {
      process.kill(processId, 0);
    } catch {
      return;
    }
    await new Promise(setImmediate);
  }
}

test.each(["q8", "q4"] as const)("completes from the forked process, %s", async (quantization) => {
  const states: string[] = [];
  const model = startModel({ quantization });
  model.onStateChange(({ kind }) => states.push(kind));
  const { texts, finishes } = await collect(model.stream(requestAt(lineFixture), noSignal));
  expect(texts).toEqual(["length; i++) {"]);
  expect(finishes).toEqual(["stop"]);
  expect(states).toEqual(["loading", "ready"]);
  expect(model.model).toBe("nanotype-6m");
  expect(model.limits).toMatchObject({ contextTokens: 512, suffixTokens: 110 });
  expect(model.usage().generatedTokenCount).toBeGreaterThan(3);
  expect(model.usage().rssBytes).toBeGreaterThan(50e6);
});

const origin = { project: "", languageId: "typescript" };
const reader = { project: "", family: "script" };

test("takes identifiers from remembered documents, also after a restart, unless told not to", async () => {
  const model = startModel();
  const beginning = "export function openVault(path) {\n  const lock = acquire(path);\n  const ";
  model.memorize("file:///store.ts", `${beginning}qorbTable = loadQorbTable(lock);\n  return qorbTable;\n}\n`, origin);
  const request = requestAt(`${beginning}█\n}\n`, { memory: "mixed", reader });
  const offered = async (change: object): Promise<string> =>
    (await collect(model.stream({ ...request, ...change }, noSignal))).texts[0];
  expect(await offered({})).toMatch(/^qorbTable/);
  process.kill(model.processId!, "SIGKILL");
  await reached(model, "stopped");
  expect(await offered({})).toMatch(/^qorbTable/);
  expect(await offered({ memory: "off" })).not.toMatch(/^qorb/);
  model.forget("file:///store.ts");
  expect(await offered({})).not.toMatch(/^qorb/);
});

test("stops the work behind a request that is aborted, and answers the next", async () => {
  const model = startModel();
  await model.ensureStarted();
  const abort = new AbortController();
  const chunks: CompletionChunk[] = [];
  for await (const chunk of model.stream(requestAt(realFixture, { maxTokens: 200, stop: [] }), abort.signal)) {
    chunks.push(chunk);
    if (chunks.length === 2) abort.abort();
  }
  expect(chunks).toHaveLength(2);
  // Comes after all remaining work. Had the first request continued, it would have counted its 200 tokens.
  await collect(model.stream(requestAt(lineFixture, { priority: "background" }), noSignal));
  expect(model.usage().generatedTokenCount).toBeLessThan(30);
});

test("stops the work behind a request whose consumer leaves", async () => {
  const model = startModel();
  for await (const chunk of model.stream(requestAt(realFixture, { maxTokens: 200, stop: [] }), noSignal)) {
    expect(chunk.text).not.toBe("");
    break;
  }
  const last = requestAt(lineFixture, { priority: "background" });
  expect((await collect(model.stream(last, noSignal))).texts).toEqual(["length; i++) {"]);
  expect(model.usage().generatedTokenCount).toBeLessThan(30);
});

test("answers nothing to a request that was aborted before, without starting", async () => {
  const model = startModel();
  const { chunks } = await collect(model.stream(requestAt(lineFixture), AbortSignal.abort()));
  expect(chunks).toEqual([]);
  expect(model.usage().promptTokenCount).toBe(0);
});

test("answers the newest of a burst of a thousand requests whose predecessors were aborted", async () => {
  const model = startModel();
  await model.ensureStarted();
  const bursts = Array.from({ length: 1000 }, async (_, index) => {
    const abort = new AbortController();
    const all = collect(model.stream(requestAt(`${realCode.prefix}${"x".repeat(index % 7)}█`), abort.signal));
    abort.abort();
    return all;
  });
  const { texts } = await collect(model.stream(requestAt(lineFixture), noSignal));
  expect(texts).toEqual(["length; i++) {"]);
  expect((await Promise.all(bursts)).every(({ finishes }) => finishes.every((finish) => finish === undefined))).toBe(
    true,
  );
});

test("lets a keystroke overtake background work, which then continues to the same end", async () => {
  const model = startModel();
  const background = requestAt(realFixture, { priority: "background", maxTokens: 60, stop: [] });
  const alone = await collect(model.stream(background, noSignal));
  const order: string[] = [];
  const running = model.stream(background, noSignal)[Symbol.asyncIterator]();
  const texts: string[] = [];
  const first = await running.next();
  if (!first.done) texts.push(first.value.text);
  const rest = (async () => {
    for (let next = await running.next(); !next.done; next = await running.next()) texts.push(next.value.text);
    order.push("background");
  })();
  await collect(model.stream(requestAt(lineFixture), noSignal));
  order.push("keystroke");
  await rest;
  expect(order).toEqual(["keystroke", "background"]);
  expect(texts.join("")).toBe(alone.texts[0]);
});

test("counts what comes after `demoteAfter` as background work", async () => {
  const model = startModel();
  const order: string[] = [];
  const long = requestAt(realFixture, { maxTokens: 60, stop: [], demoteAfter: "\n" });
  let startSecond: () => void = () => undefined;
  const secondMayStart = new Promise<void>((resolve) => (startSecond = resolve));
  const first = (async () => {
    let text = "";
    for await (const chunk of model.stream(long, noSignal)) {
      text += chunk.text;
      if (text.includes("\n")) startSecond();
    }
    order.push("first");
  })();
  await secondMayStart;
  await collect(model.stream(requestAt(lineFixture, { priority: "command" }), noSignal));
  order.push("command");
  await first;
  expect(order).toEqual(["command", "first"]);
});

test("a process killed in mid-request fails that request or repeats it, and the next one works", async () => {
  const model = startModel();
  await model.ensureStarted();
  const processId = model.processId!;
  const request = requestAt(realFixture, { maxTokens: 200, stop: [] });
  await expect(
    (async () => {
      for await (const chunk of model.stream(request, noSignal)) if (chunk.text) process.kill(processId, "SIGKILL");
    })(),
  ).rejects.toMatchObject({ name: "BackendError", kind: "processDied" });
  expect((await collect(model.stream(requestAt(lineFixture), noSignal))).texts).toEqual(["length; i++) {"]);
  expect(model.processId).not.toBe(processId);
});

test("repeats a request whose process dies before the first token", async () => {
  const model = startModel();
  await model.ensureStarted();
  process.kill(model.processId!, "SIGSTOP");
  const answer = collect(model.stream(requestAt(lineFixture), noSignal));
  await new Promise(setImmediate);
  process.kill(model.processId!, "SIGKILL");
  expect((await answer).texts).toEqual(["length; i++) {"]);
});

test("waits longer after each death, and says so instead of hanging", async () => {
  const clock = new ManualClock();
  const model = startModel({ clock });
  const die = async (): Promise<void> => {
    await model.ensureStarted();
    const stopped = reached(model, "stopped");
    process.kill(model.processId!, "SIGKILL");
    await stopped;
  };
  await die();
  await die();
  await expect(model.ensureStarted()).rejects.toMatchObject({ kind: "processDied" });
  await clock.advance(500);
  expect((await collect(model.stream(requestAt(lineFixture), noSignal))).texts).toEqual(["length; i++) {"]);
});

test("puts the process away after the idle limit and starts it again when needed", async () => {
  const clock = new ManualClock();
  const model = startModel({ clock, idleLimitMs: 60_000 });
  await collect(model.stream(requestAt(lineFixture), noSignal));
  const processId = model.processId!;
  await clock.advance(59_000);
  expect(model.state.kind).toBe("ready");
  await clock.advance(1_000);
  expect(model.state.kind).toBe("idle");
  expect(model.usage().rssBytes).toBe(0);
  await gone(processId);
  expect((await collect(model.stream(requestAt(lineFixture), noSignal))).texts).toEqual(["length; i++) {"]);
});

test("kills a process that is silent while it is asked for something", async () => {
  const clock = new ManualClock();
  const model = startModel({ clock });
  await model.ensureStarted();
  process.kill(model.processId!, "SIGSTOP");
  const atKey = expect(collect(model.stream(requestAt(lineFixture), noSignal))).rejects.toMatchObject({
    kind: "timeout",
  });
  const later = collect(model.stream(requestAt(lineFixture, { priority: "background" }), noSignal));
  await new Promise(setImmediate);
  await clock.advance(20_000);
  await atKey; // an endpoint or the memory can answer
  expect((await later).texts).toEqual(["length; i++) {"]);
});

test("replaces a process that outgrew its memory between two requests", async () => {
  const states: string[] = [];
  const model = startModel({ memoryLimitBytes: 1e9 });
  await model.ensureStarted();
  const limit = model.usage().rssBytes + 8e6;
  model.dispose();
  const small = startModel({ memoryLimitBytes: limit });
  small.onStateChange(({ kind }) => states.push(kind));
  await small.ensureStarted();
  const before = small.processId;
  // Documents and long prompts let it grow beyond.
  for (let index = 0; index < 8; index++)
    small.memorize(`file:///${index}.ts`, `${realCode.prefix}${index}`.repeat(20), origin);
  const { texts } = await collect(small.stream(requestAt(realFixture, { memory: "mixed", reader }), noSignal));
  expect(texts).toHaveLength(1);
  expect(states).toContain("idle");
  expect(small.processId).not.toBe(before);
});

test("learns how long the first token takes", async () => {
  const model = startModel();
  await model.ensureStarted();
  expect(model.expectedLatencyMs()).toBe(30);
  for (let index = 0; index < 20; index++)
    await collect(model.stream(requestAt(lineFixture, { maxTokens: 2 }), noSignal));
  expect(model.expectedLatencyMs()).not.toBe(30);
  expect(model.expectedLatencyMs()).toBeGreaterThan(0);
});

test("the process ends when the one that started it is gone", async () => {
  const { fork } = await import("node:child_process");
  const parent = fork("test/server/model/local/startAndTell.mjs", [], { serialization: "advanced" });
  const childId = await new Promise<number>((resolve) => parent.once("message", (id) => resolve(Number(id))));
  process.kill(childId, 0);
  parent.kill("SIGKILL");
  await gone(childId);
});
