import { appendFileSync, mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { weightFiles } from "../../../../server/src/model/local/weightFiles";
import { asInitializer, message, outsideTensor } from "../../../support/onnxBytes";
import { mulberry32 } from "../../../../server/src/base/mulberry32";
import { collect, copyOfModel, noSignal, requestAt, startModel } from "./engine";

const graph = "onnx/model_quantized.onnx";
const outsideName = /reads weights from outside the model's folder/;

/** Copies the embedded model, with a private file beside its folder. */
function modelBesidePrivateFile(): { folder: string; secret: string } {
  const folder = copyOfModel();
  const secret = `${folder}-private.bin`;
  writeFileSync(secret, Buffer.alloc(8));
  onTestFinished(() => rmSync(secret));
  return { folder, secret };
}

/** Returns the answer of a model whose graph got two more floats, stored in `location`. */
function answerWith(folder: string, location: string) {
  appendFileSync(join(folder, graph), asInitializer(outsideTensor(location)));
  const model = startModel({ modelFolder: folder });
  return collect(model.stream(requestAt("const a = █"), noSignal));
}

describe("a graph that reads its weights elsewhere is not loaded:", () => {
  test.each([
    ["up and out", (secret: string) => `../../${basename(secret)}`],
    ["out through a folder", (secret: string) => `a/../../../${basename(secret)}`],
    ["with backslashes", (secret: string) => `..\\..\\${basename(secret)}`],
    ["by a whole path", (secret: string) => secret],
    ["by a drive", () => "C:\\Windows\\win.ini"],
    ["in memory", () => "*/_ORT_MEM_ADDR_/*"],
    ["nowhere", () => "weights.bin"],
  ])("%s", async (_name, locationOf) => {
    const { folder, secret } = modelBesidePrivateFile();
    await expect(answerWith(folder, locationOf(secret))).rejects.toMatchObject({
      kind: "modelCorrupt",
      message: expect.stringMatching(outsideName) as string,
    });
  });

  test.each<[string, string, (folder: string, secret: string) => void]>([
    ["a link", "weights.bin", (folder, secret) => symlinkSync(secret, join(folder, "onnx/weights.bin"))],
    ["a link as a folder", "away/file", (folder, secret) => symlinkSync(join(secret, ".."), join(folder, "onnx/away"))],
    ["a link to a device", "weights.bin", (folder) => symlinkSync("/dev/zero", join(folder, "onnx/weights.bin"))],
    ["a folder", "weights.bin", (folder) => mkdirSync(join(folder, "onnx/weights.bin"))],
  ])("by %s", async (_name, location, prepare) => {
    const { folder, secret } = modelBesidePrivateFile();
    prepare(folder, secret);
    await expect(answerWith(folder, location.replace("file", basename(secret)))).rejects.toMatchObject({
      kind: "modelCorrupt",
      message: expect.stringMatching(outsideName) as string,
    });
  });
});

test("weights beside the graph are read", async () => {
  const folder = copyOfModel();
  writeFileSync(join(folder, "onnx/weights.bin"), Buffer.alloc(8));
  const { texts } = await answerWith(folder, "weights.bin");
  expect(texts[0]).not.toBe("");
});

test("a folder of links to a store of files is loaded, as the cache of the hub has them", async () => {
  const folder = copyOfModel();
  const store = `${folder}-store`;
  mkdirSync(store);
  onTestFinished(() => rmSync(store, { recursive: true }));
  appendFileSync(join(folder, graph), asInitializer(outsideTensor("weights.bin")));
  renameSync(join(folder, graph), join(store, "graph"));
  writeFileSync(join(store, "weights"), Buffer.alloc(8));
  symlinkSync(join(store, "graph"), join(folder, graph));
  symlinkSync(join(store, "weights"), join(folder, "onnx/weights.bin"));
  expect(await weightFiles(folder, join(folder, graph))).toMatchObject([{ sizeBytes: 8 }]);
});

describe("a tensor is checked wherever it is in the graph:", () => {
  const tensor = outsideTensor("../../private.bin");
  const inGraph = message([5, tensor]);
  const inAttribute = message([5, tensor]);
  test.each([
    ["a sparse one", message([7, message([15, message([1, tensor])])])],
    ["in a node", message([7, message([1, message([5, inAttribute])])])],
    ["in a list of a node", message([7, message([1, message([5, message([10, tensor])])])])],
    ["in the branch of a node", message([7, message([1, message([5, message([6, inGraph])])])])],
    ["in one of a node's branches", message([7, message([1, message([5, message([11, inGraph])])])])],
    ["in a function", message([25, message([7, message([5, inAttribute])])])],
    ["in a function's default", message([25, message([11, inAttribute])])],
    ["in what is for training", message([20, message([2, inGraph])])],
    ["behind unknown fields", message([99, "x".repeat(200_000)], [7, inGraph])],
  ])("%s", async (_name, bytes) => {
    const folder = copyOfModel();
    const path = join(folder, graph);
    appendFileSync(path, bytes);
    await expect(weightFiles(folder, path)).rejects.toThrow(outsideName);
  });
});

test("what cannot be read to its end is not loaded, however it is damaged, and takes no time", async () => {
  const folder = copyOfModel();
  const path = join(folder, graph);
  let deep = message();
  for (let depth = 0; depth < 2_000; depth++) deep = message([1, message([5, message([6, deep])])]);
  const random = mulberry32(1);
  const noise = Array.from({ length: 200 }, () => Buffer.from(Array.from({ length: 60 }, () => random() * 256)));
  for (const bytes of [message([7, deep]), Buffer.alloc(11, 255), ...noise]) {
    writeFileSync(path, bytes);
    const outcome = await weightFiles(folder, path).catch((error: unknown) => error);
    // By chance, some noise is a graph without weights elsewhere.
    if (outcome !== 0) expect(outcome).toMatchObject({ kind: "modelCorrupt" });
  }
  truncateSync(path, 0);
  expect(await weightFiles(folder, path)).toEqual([]);
});
