import { randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock, type Clock } from "../../../../server/src/base/clock";
import { withLock } from "../../../../server/src/base/files/fileLock";
import { catalogueEntry, isFromHub } from "../../../../server/src/model/catalogue/catalogue";
import { verifyFiles } from "../../../../server/src/model/catalogue/verifyModel";
import { exchangeFolder } from "../../../../server/src/model/hub/exchangeFolder";
import { withHub } from "../../../../server/src/model/hub/openHub";
import { pullModel, type Pull, type Pulled } from "../../../../server/src/model/hub/pullModel";
import { describeProgress, type PullProgress } from "../../../../server/src/model/hub/pullProgress";
import { removePulled } from "../../../../server/src/model/hub/removePulled";
import { noPolicy, type Policy } from "../../../../server/src/settings/policy";
import { parseSettings } from "../../../../server/src/settings/settings";
import { LoopbackHub } from "../../../support/loopbackHub";

const graph = "onnx/model_q4.onnx";
const weights = randomBytes(400_000);
const files = new Map<string, Buffer>([
  ["config.json", Buffer.from("{}")],
  ["tokenizer.json", Buffer.from('{"model":{}}')],
  ["tokenizer_config.json", Buffer.from("{}")],
  ["README.md", Buffer.from("# A model")],
  ["model.safetensors", Buffer.alloc(100)],
  ["pytorch_model.bin", Buffer.alloc(100)],
  [graph, weights],
  ["onnx/model_quantized.onnx", Buffer.alloc(1_000)],
]);

let hub: LoopbackHub;
let folder: string;
beforeEach(async () => {
  const found = entry();
  hub = await LoopbackHub.start(found.source.repository, files);
  folder = mkdtempSync(join(tmpdir(), "nanotype-models-"));
});
afterEach(async () => {
  await hub.close();
  rmSync(folder, { recursive: true, force: true });
});

function entry() {
  const found = catalogueEntry("smollm2-135m");
  if (found === undefined || !isFromHub(found)) throw new Error("The catalogue lacks the tests' model.");
  return found;
}

interface PullChange extends Partial<Pull> {
  readonly settings?: Record<string, unknown>;
  readonly policy?: Policy;
  readonly token?: string;
  readonly silentMs?: number;
}

/** Pulls the repository that the hub has. */
function pulled({ settings = {}, policy = noPolicy, token, silentMs, ...change }: PullChange = {}): Promise<Pulled> {
  const by = {
    ...(silentMs === undefined ? {} : { silentMs }),
    settings: parseSettings({ "network.modelHub": hub.address, ...settings }).settings,
    policy,
    environment: token === undefined ? {} : { HF_TOKEN: token },
  };
  return withHub(by, (opened) =>
    pullModel({
      ...{ entry: entry(), quantization: "q4", acceptedLicence: "Apache-2.0", modelsFolder: folder, hub: opened },
      ...{ clock: systemClock, signal: new AbortController().signal, onProgress: () => undefined },
      ...change,
    }),
  );
}

/** Checks that a pull fails in these words, and leaves no model. */
async function checkFailure(change: PullChange, expected: { kind: string; message: RegExp }): Promise<void> {
  const { kind, message } = expected;
  await expect(pulled(change)).rejects.toMatchObject({ kind, message: expect.stringMatching(message) as string });
  expect(existsSync(join(folder, "smollm2-135m"))).toBe(false);
}

/** Names of the parts that are kept for the next pull. */
function parts(): string[] {
  const staging = join(folder, "smollm2-135m.pull");
  return existsSync(staging) ? readdirSync(staging) : [];
}

test("a model arrives whole, with only the files that it needs, each pinned by size and checksum", async () => {
  const { folder: at, lock, isNew } = await pulled();
  expect(isNew).toBe(true);
  expect(readdirSync(at, { recursive: true, encoding: "utf8" }).toSorted()).toEqual([
    ...["config.json", "nanotype.json", "nanotype.lock", "onnx", graph, "tokenizer.json", "tokenizer_config.json"],
  ]);
  expect(readFileSync(join(at, graph)).equals(weights)).toBe(true);
  expect(lock.files.map(({ path }) => path).toSorted()).toEqual([
    ...["config.json", graph, "tokenizer.json", "tokenizer_config.json"],
  ]);
  expect(await verifyFiles(at, lock.files, new AbortController().signal)).toEqual([]);
  writeFileSync(join(at, graph), Buffer.alloc(weights.length));
  rmSync(join(at, "config.json"));
  writeFileSync(join(at, "tokenizer.json"), "{}");
  expect(await verifyFiles(at, lock.files, new AbortController().signal)).toEqual([
    { path: "config.json", fault: "missing" },
    { path: "tokenizer.json", fault: "size" },
    { path: graph, fault: "checksum" },
  ]);
  expect(readdirSync(folder)).not.toContain("smollm2-135m.pull");
});

test("a model that is here already isn't fetched again; one that the hub has changed is", async () => {
  await pulled();
  hub.requests.splice(0);
  expect((await pulled()).isNew).toBe(false);
  expect(hub.requestsFor(graph)).toEqual([]);
  hub.commit = "b".repeat(40);
  expect((await pulled()).lock.revision).toBe(hub.commit);
  expect(hub.requestsFor("/config.json")).toHaveLength(1);
  expect(hub.requestsFor(graph)).toEqual([]); // the weights are the same
});

/** Expects requests for the graph that each began where the one before ended. A slow machine drops bytes that it hasn't read when the connection ends. */
function expectContinued(): void {
  const sent = hub.requestsFor(graph).filter(({ at }) => at === "storage");
  const starts = sent.map(({ range = "bytes=0-" }) => Number(range.replace(/\D/g, "")));
  expect(starts.length).toBeGreaterThan(2);
  expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  expect(starts.at(-1)).toBeGreaterThan(0);
}

test("a connection that breaks is continued where it ended", async () => {
  hub.faults.set(graph, { kind: "cut", afterBytes: 150_000, times: 2 });
  const { folder: at } = await pulled();
  expect(readFileSync(join(at, graph)).equals(weights)).toBe(true);
  expectContinued();
});

test("a connection that falls silent is given up, and continued where it was", async () => {
  hub.faults.set(graph, { kind: "stall", afterBytes: 150_000 });
  const { folder: at } = await pulled({ silentMs: 300 });
  expect(readFileSync(join(at, graph)).equals(weights)).toBe(true);
  expectContinued();
});

/** A clock whose pauses are short. */
const quick: Clock = { ...systemClock, after: (delayMs, action) => systemClock.after(delayMs / 100, action) };

test("a storage that never answers is named, and the next pull continues", async () => {
  hub.faults.set(graph, { kind: "silent" });
  await checkFailure(
    { silentMs: 100, clock: quick },
    {
      kind: "unreachable",
      message: /^localhost:\d+, where 127\.0\.0\.1:\d+ keeps its files, sent nothing for 0\.1 s\..* is kept\.$/,
    },
  );
  expect(parts()).toHaveLength(3);
  hub.faults.clear();
  expect((await pulled()).isNew).toBe(true);
});

test("a proxy that never opens the way is given up", async () => {
  const sockets: Socket[] = [];
  const proxy = createServer((socket) => sockets.push(socket)).listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const { port } = proxy.address() as AddressInfo;
  await checkFailure(
    { silentMs: 100, settings: { "network.proxy": `http://127.0.0.1:${port}` } },
    { kind: "unreachable", message: /^127\.0\.0\.1:\d+ sent nothing for 0\.1 s\. Check the network and the proxy/ },
  );
  for (const socket of sockets) socket.destroy();
  proxy.close();
});

test("of a damaged model only the damaged files are fetched again", async () => {
  const { folder: at, lock } = await pulled();
  const whole = async (): Promise<void> =>
    expect(await verifyFiles(at, lock.files, new AbortController().signal)).toEqual([]);
  hub.requests.splice(0);
  writeFileSync(join(at, graph), Buffer.alloc(weights.length));
  expect((await pulled()).isNew).toBe(true);
  await whole();
  expect(hub.requestsFor(graph)).toHaveLength(2);
  expect(hub.requestsFor("/config.json")).toEqual([]);
  hub.requests.splice(0);
  rmSync(join(at, "config.json"));
  expect((await pulled()).isNew).toBe(true);
  await whole();
  expect(hub.requestsFor(graph)).toEqual([]);
  expect(hub.requestsFor("/config.json")).toHaveLength(1);
});

test("without a choice, a model that is here keeps the kind of its weights", async () => {
  await pulled({ quantization: "q8" });
  expect((await pulled({ quantization: undefined })).isNew).toBe(false);
});

test("a model whose exchange was interrupted comes back, and an earlier one that was left is removed", async () => {
  const { folder: at } = await pulled();
  renameSync(at, `${at}.old-0123`);
  hub.requests.splice(0);
  expect((await pulled()).isNew).toBe(false);
  expect(hub.requestsFor("/config.json")).toEqual([]);
  mkdirSync(`${at}.old-4567`);
  await pulled();
  expect(readdirSync(folder).toSorted()).toEqual(["smollm2-135m", "smollm2-135m.pull.lock"]);
});

test("an exchange that fails leaves the earlier model in its place", async () => {
  const at = join(folder, "model");
  mkdirSync(at);
  await expect(exchangeFolder(join(folder, "absent"), at)).rejects.toThrow("ENOENT");
  expect(readdirSync(folder)).toEqual(["model"]);
});

test("a pull that was stopped keeps its part, and the next one continues there", async () => {
  hub.bytesPerS = 1_000_000;
  const stop = new AbortController();
  const seen: PullProgress[] = [];
  const onProgress = (progress: PullProgress): void => {
    seen.push(progress);
    if (progress.doneBytes > 150_000) stop.abort(new Error("stopped by the user"));
  };
  await expect(pulled({ signal: stop.signal, onProgress })).rejects.toThrow("stopped by the user");
  expect(existsSync(join(folder, "smollm2-135m"))).toBe(false);
  hub.bytesPerS = Infinity;
  hub.requests.splice(0);
  await pulled();
  const range = hub.requestsFor(graph).at(-1)?.range;
  expect(Number(range?.replace(/\D/g, ""))).toBeGreaterThan(140_000);
  expect(hub.requestsFor("/config.json")).toEqual([]);
});

test("progress is reported while a model arrives, with speed and the time left, and at its end", async () => {
  hub.bytesPerS = 800_000;
  const seen: PullProgress[] = [];
  await pulled({ onProgress: (progress) => seen.push(progress) });
  const [middle] = seen.filter(({ leftS }) => leftS !== undefined);
  expect(describeProgress(middle)).toMatch(/^0\.\d of 0\.4 MB, \d+\.\d MB\/s, \d+ s left$/);
  expect(seen.at(-1)).toMatchObject({ doneBytes: 400_016, totalBytes: 400_016 });
});

test.each([
  ["is gone", { kind: "status", status: 404 }, "notFound", /has no such model or file \(404\)/],
  ["wants an account", { kind: "status", status: 401 }, "refused", /wants an account.*HF_TOKEN/],
  ["redirects without end", { kind: "loop" }, "refused", /redirects without end/],
  ["is longer than listed", { kind: "longer" }, "damaged", /another length/],
  ["has other bytes than listed", { kind: "otherBytes" }, "damaged", /wrong checksum/],
] as const)(
  "a file that %s ends the pull in plain words, and nothing wrong is kept",
  async (_what, fault, kind, message) => {
    hub.faults.set(graph, fault);
    await checkFailure({}, { kind, message });
    expect(parts().filter((name) => name.endsWith(".part"))).toHaveLength(3);
    hub.faults.clear();
    expect((await pulled()).isNew).toBe(true);
  },
);

test("a hub that names another checksum when it redirects than in its list is not believed", async () => {
  const listed = hub.listing.find(({ path }) => path === graph);
  Object.assign(listed ?? {}, { lfs: { oid: "0".repeat(64), size: weights.length } });
  await checkFailure({}, { kind: "damaged", message: /another checksum/ });
  expect(hub.requests.some(({ at }) => at === "storage")).toBe(true);
});

test.each([
  ["leads out of the folder", "../../escaped.json", /outside its folder/],
  ["is absolute", "/etc/escaped", /outside its folder/],
  ["leads out by Windows' rules", "onnx\\..\\..\\escaped", /outside its folder/],
  ["is a pickle among the weights", "onnx/model_q4.pkl", /has a program among its weights/],
  ["is a program among the weights", "onnx/run.py", /has a program among its weights/],
])("a list with a path that %s is refused as a whole", async (_what, path, message) => {
  hub.listing.push({ type: "file", path, size: 3, oid: "c".repeat(40) });
  await checkFailure({}, { kind: "refused", message });
  expect(hub.requestsFor("/config.json")).toEqual([]);
});

test("a token reaches the hub, and no host that it redirects to", async () => {
  await pulled({ token: "hub-token" });
  const sent = hub.requests.map(({ at, authorization }) => `${at} ${authorization ?? "-"}`);
  expect(new Set(sent)).toEqual(new Set(["hub Bearer hub-token", "storage -"]));
});

test.each([
  ["offline mode", { settings: { mode: "offline" } }, "offline", /no connection is opened/],
  [
    "allowed hosts without the hub",
    { settings: { "network.allowedHosts": ["example.com"] } },
    "notAllowed",
    /network\.allowedHosts/,
  ],
  [
    "a policy without the hub",
    { policy: { kind: "rules", allowedHosts: ["example.com"], path: "/p" } },
    "notAllowed",
    /organisation/,
  ],
  [
    "another licence than the accepted one",
    { acceptedLicence: "mit" },
    "licence",
    /Apache-2\.0, which was not accepted/,
  ],
] as const)("with %s the hub is never contacted", async (_what, change, kind, message) => {
  await checkFailure(change, { kind, message });
  expect(hub.requests).toEqual([]);
});

test("a storage that isn't allowed is never contacted, though the hub redirects there", async () => {
  await checkFailure(
    { settings: { "network.allowedHosts": ["127.0.0.1"] } },
    { kind: "notAllowed", message: /localhost/ },
  );
  expect(hub.requests.filter(({ at }) => at === "storage")).toEqual([]);
});

test("a model whose licence has changed at the hub isn't downloaded", async () => {
  hub.licence = "cc-by-nc-4.0";
  await checkFailure({}, { kind: "licence", message: /cc-by-nc-4\.0 now, not Apache-2\.0/ });
  hub.licence = undefined;
  expect((await pulled()).isNew).toBe(true);
});

test("a hub that has no word for the licence is believed only for a licence that has none", async () => {
  hub.licence = "other";
  await checkFailure({}, { kind: "licence", message: /the licence other now, not Apache-2\.0/ });
  const own = { ...entry(), licence: { id: "Own", hubId: "other", url: "hub:own" } };
  expect((await pulled({ entry: own, acceptedLicence: "Own" })).lock.licence).toBe("Own");
});

test("disk and memory are checked before anything is fetched", async () => {
  await checkFailure(
    { freeBytes: () => Promise.resolve(1_000) },
    { kind: "disk", message: /0\.0 MB free, and 50 MB are needed/ },
  );
  await checkFailure(
    { memoryLimitMb: 64 },
    { kind: "memory", message: /memoryLimitMb allows 64.*set it to 256 or more/ },
  );
  expect(hub.requestsFor(graph)).toEqual([]);
});

test("of two pulls of the same model at once, one ends and says that another program is at work", async () => {
  hub.bytesPerS = 800_000;
  const patience = { abandonedMs: 5_000, patienceMs: 300 };
  const both = await Promise.allSettled([pulled({ patience }), pulled({ patience })]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  const [lost] = both.filter((each) => each.status === "rejected");
  expect(lost.reason).toMatchObject({ kind: "busy", message: expect.stringMatching(/Another program/) as string });
  expect(hub.requestsFor(graph)).toHaveLength(2); // at the hub and at its storage
});

test("of two pulls that wait for each other, the second one finds its own folder for parts", async () => {
  hub.bytesPerS = 4_000_000;
  const both = await Promise.all([pulled(), pulled({ quantization: "q8" })]);
  expect(both.map(({ isNew }) => isNew)).toEqual([true, true]);
});

test("a pull that another program has taken over ends, and says so", async () => {
  hub.bytesPerS = 100_000;
  const pulling = pulled();
  const staging = join(folder, "smollm2-135m.pull");
  await expect.poll(() => existsSync(staging)).toBe(true);
  const taken = withLock(staging, () => pulling.catch(() => undefined), { abandonedMs: 50, patienceMs: 2_000 });
  await expect(pulling).rejects.toMatchObject({ kind: "busy", message: /Another program/ });
  await taken;
});

test("a model isn't removed in the middle of a pull; afterwards its files and parts are", async () => {
  hub.bytesPerS = 800_000;
  const pulling = pulled();
  await expect.poll(() => existsSync(join(folder, "smollm2-135m.pull"))).toBe(true);
  const signal = new AbortController().signal;
  const removal = { entry: entry(), modelsFolder: folder, signal };
  const patience = { abandonedMs: 5_000, patienceMs: 100 };
  await expect(removePulled({ ...removal, patience })).rejects.toMatchObject({ kind: "busy" });
  const { folder: at } = await pulling;
  mkdirSync(`${at}.old-4567`);
  expect(await removePulled(removal)).toBeGreaterThan(weights.length);
  expect(readdirSync(folder)).toEqual(["smollm2-135m.pull.lock"]);
  expect(await removePulled(removal)).toBe(0);
});

test("a program that ended in the middle of a pull doesn't keep others from it", async () => {
  const patience = { abandonedMs: 200, patienceMs: 5_000 };
  // A lock that no process renews: its holder is gone.
  const staging = join(folder, "smollm2-135m.pull");
  const forever = new Promise<never>(() => undefined);
  void withLock(staging, () => forever, patience);
  await expect.poll(() => existsSync(`${staging}.lock`)).toBe(true);
  expect((await pulled({ patience })).isNew).toBe(true);
});
