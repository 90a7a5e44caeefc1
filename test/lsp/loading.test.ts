// Own settings: a model made large, so that its loading can be watched.
import { appendFileSync, cpSync, mkdtempSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createLocalModel, type LocalModel, type LocalModelState } from "../../server/src/model/local/localModel";
import { systemClock, type Clock } from "../../server/src/base/clock";
import { statusText } from "../../client/src/status/statusText";
import { inMemoryClient } from "../support/lspServers";
import { usingClients } from "../support/lspSession";

const use = usingClients();
const noteBytes = 120_000_000;

/** Makes the embedded model large by a note in its graph (ModelProto.doc_string); on disk the note is a hole. */
function largeModel(): string {
  const folder = mkdtempSync(join(tmpdir(), "nanotype-model-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync("server/models/nanotype-6m", folder, { recursive: true });
  const graph = join(folder, "onnx/model_quantized.onnx");
  const length = [0, 7, 14, 21].map((shift) => ((noteBytes >> shift) & 127) | (shift < 21 ? 128 : 0));
  appendFileSync(graph, Buffer.from([6 * 8 + 2, ...length]));
  truncateSync(graph, statSync(graph).size + noteBytes);
  return folder;
}

/** A clock that runs every delayed call at once. */
const hastyClock: Clock = { ...systemClock, after: (_delayMs, action) => systemClock.after(0, action) };

/** Passes a model's states on one by one, so that each is reported on a fast machine too. */
function oneByOne(model: LocalModel): LocalModel {
  let shown = model.state;
  const onStateChange: LocalModel["onStateChange"] = (listener) => {
    let told = Promise.resolve();
    return model.onStateChange((state: LocalModelState) => {
      told = told.then(() => {
        shown = state;
        listener(state);
        // The clock above was asked earlier, so it comes first.
        return new Promise((resolve) => setTimeout(resolve));
      });
    });
  };
  return Object.create(model, { state: { get: () => shown }, onStateChange: { value: onStateChange } }) as LocalModel;
}

test("a large model reports how much of it is read, then that it is prepared, and then completes", async () => {
  const modelFolder = largeModel();
  const client = use(
    inMemoryClient({
      clock: hastyClock,
      createModel: (choice, log) =>
        oneByOne(createLocalModel({ ...choice, bundlePath: "dist/modelProcess.js", clock: systemClock, log })),
    }),
  );
  await client.start({ initializationOptions: { settings: { "local.model": modelFolder } } });
  await client.ready();
  const loading = client.statuses.filter(({ state }) => state === "loading");
  const shares = loading.flatMap(({ progress }) => progress ?? []);
  expect(shares.length).toBeGreaterThan(10);
  expect(shares.length).toBeLessThanOrEqual(20);
  expect(shares).toEqual([...shares].sort((one, other) => one - other));
  expect(loading.at(0)?.message).toBe("The model is being loaded.");
  const half = loading.find(({ progress = 0 }) => progress >= 0.5);
  expect(half?.message).toMatch(/^The model is being loaded: 5\d % of 13\d MB read\.$/);
  expect(loading.at(-1)?.message).toMatch(/: its 13\d MB are read and being prepared\.$/);
  const shown = statusText({
    server: { kind: "running", status: half },
    snooze: { kind: "awake" },
    here: { kind: "on" },
    nowMs: 0,
  });
  expect(shown.text).toMatch(/^\$\(loading~spin\) Nanotype 5\d %$/);
  // Twenty lines in the log would say no more than one.
  expect(client.logLines.filter((line) => line.includes("local model: loading"))).toHaveLength(1);

  const uri = "file:///work/sum.js";
  client.open(uri, "function total(prices) {\n  let sum = 0;\n  for (const price of prices) {\n    ", "javascript");
  const [item] = await client.complete(uri, { line: 3, character: 4 }, { isInvoked: true });
  expect(item.insertText).toMatch(/\w/);
});
