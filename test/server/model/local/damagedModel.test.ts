import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { BackendErrorKind } from "../../../../server/src/model/errors";
import type { LocalModelParams } from "../../../../server/src/model/local/localModel";
import { collect, copyOfModel, noSignal, requestAt, startModel } from "./engine";

/** Damages a copy of the embedded model; a request then fails with `kind`, in words that match `message`, and so does the next, at once. */
async function check(
  damage: (folder: string) => Partial<LocalModelParams>,
  kind: BackendErrorKind,
  message: RegExp,
): Promise<void> {
  const folder = copyOfModel();
  const model = startModel({ modelFolder: folder, ...damage(folder) });
  const request = requestAt("const a = █");
  await expect(collect(model.stream(request, noSignal))).rejects.toMatchObject({ name: "BackendError", kind });
  expect(model.state).toMatchObject({ kind: "stopped", error: { kind, message: expect.stringMatching(message) } });
  await expect(collect(model.stream(request, noSignal))).rejects.toMatchObject({ kind });
  await expect(model.ensureStarted()).rejects.toMatchObject({ kind });
}

interface TokenizerJson {
  added_tokens: { id: number; content: string; [flag: string]: unknown }[];
}

const editJson = (file: string, edit: (json: TokenizerJson) => void): void => {
  const json = JSON.parse(readFileSync(file, "utf8")) as TokenizerJson;
  edit(json);
  writeFileSync(file, JSON.stringify(json));
};

test("says that the folder is missing", () =>
  check((folder) => ({ modelFolder: join(folder, "nowhere") }), "modelMissing", /no model folder at .*nowhere/));
test("says which file is missing", () =>
  check((folder) => (rmSync(join(folder, "tokenizer.json")), {}), "modelMissing", /has no tokenizer\.json/));
test("says that the chosen quantization is missing", () =>
  check(
    (folder) => (rmSync(join(folder, "onnx/model_quantized.onnx")), {}),
    "modelMissing",
    /model_quantized\.onnx \(q8\)/,
  ));
test.each([0, 100, 1_000_000, 16_000_000])("says that the graph is incomplete when cut to %i bytes", (length) =>
  check(
    (folder) => (truncateSync(join(folder, "onnx/model_quantized.onnx"), length), {}),
    "modelCorrupt",
    /model_quantized\.onnx cannot be loaded; it may be incomplete\. Download/,
  ),
);
test("says that the graph is none", () =>
  check(
    (folder) => (writeFileSync(join(folder, "onnx/model_quantized.onnx"), "version https://git-lfs"), {}),
    "modelCorrupt",
    /cannot be loaded/,
  ));
test.each(["config.json", "tokenizer.json", "nanotype.json", "onnx/model_quantized.onnx"])(
  "does not read %s where it leads to something without an end",
  async (file) => {
    const replace = (make: (path: string) => void) => (folder: string) => {
      rmSync(join(folder, file), { force: true });
      make(join(folder, file));
      return {};
    };
    const refusal = /is not a model file/;
    await check(
      replace((path) => symlinkSync("/dev/zero", path)),
      "modelCorrupt",
      refusal,
    );
    await check(
      replace((path) => execFileSync("mkfifo", [path])),
      "modelCorrupt",
      refusal,
    );
  },
);
test("does not read a text of the model that is far too large", () =>
  check((folder) => (truncateSync(join(folder, "tokenizer.json"), 200e6), {}), "modelCorrupt", /is not a model file/));
test("takes no name for the model that people could not read", () =>
  check(
    (folder) => (writeFileSync(join(folder, "nanotype.json"), JSON.stringify({ id: "a\u001b[2Jb" })), {}),
    "modelCorrupt",
    /nanotype\.json cannot be read/,
  ));
test("says that the tokenizer is cut off", () =>
  check(
    (folder) => (truncateSync(join(folder, "tokenizer.json"), 5000), {}),
    "modelCorrupt",
    /tokenizer in .* cannot be read/,
  ));
test("says that the tokenizer is none", () =>
  check(
    (folder) => (writeFileSync(join(folder, "tokenizer.json"), "{}"), {}),
    "modelCorrupt",
    /tokenizer in .* cannot be read/,
  ));
test("says that the tokenizer knows more tokens than the model", () =>
  check(
    (folder) => (
      editJson(join(folder, "tokenizer.json"), (json) =>
        json.added_tokens.push({
          id: 9000,
          content: "<|more|>",
          single_word: false,
          lstrip: false,
          rstrip: false,
          normalized: false,
          special: true,
        }),
      ),
      {}
    ),
    "modelCorrupt",
    /9001 tokens and the model only 8192/,
  ));
test("says that the tokenizer is another model's", () =>
  check(
    (folder) => (editJson(join(folder, "tokenizer.json"), (json) => (json.added_tokens[3].content = "<SUF>")), {}),
    "modelCorrupt",
    /lacks <\|fim_suffix\|>: it belongs to another model/,
  ));
test("says that config.json is broken", () =>
  check(
    (folder) => (writeFileSync(join(folder, "config.json"), "{,"), {}),
    "modelCorrupt",
    /config\.json cannot be read/,
  ));
test("says that the model is larger than its memory limit", () =>
  check(() => ({ memoryLimitBytes: 10e6 }), "outOfMemory", /not enough memory .*17 MB/));
test("says that the loaded model takes more than its memory limit", () =>
  check(() => ({ memoryLimitBytes: 60e6 }), "outOfMemory", /may use 60 MB/));

test("works again once the folder is mended and a while has passed", async () => {
  const { ManualClock } = await import("../../../support/manualClock");
  const clock = new ManualClock();
  const folder = copyOfModel();
  const config = readFileSync(join(folder, "config.json"));
  writeFileSync(join(folder, "config.json"), "");
  const model = startModel({ modelFolder: folder, clock });
  await expect(model.ensureStarted()).rejects.toMatchObject({ kind: "modelCorrupt" });
  writeFileSync(join(folder, "config.json"), config);
  await expect(model.ensureStarted()).rejects.toMatchObject({ kind: "modelCorrupt" });
  await clock.advance(15_000);
  await model.ensureStarted();
  expect(model.state.kind).toBe("ready");
});
