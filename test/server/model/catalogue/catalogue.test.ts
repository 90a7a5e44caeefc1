import { expect, test } from "vitest";
import { catalogue, isFromHub } from "../../../../server/src/model/catalogue/catalogue";
import { listModels } from "../../../../server/src/model/catalogue/installedModels";
import { isSafePath } from "../../../../server/src/model/catalogue/safePath";
import { verifyFiles } from "../../../../server/src/model/catalogue/verifyModel";
import { parseTemplate } from "../../../../server/src/model/prompt/fim";
import { modelRoles, roleSettings } from "../../../../server/src/settings/modelRoles";
import { defaultSettings, parseSettings, rows } from "../../../../server/src/settings/settings";

test("the embedded model's files have the checksums of the catalogue", async () => {
  const [embedded] = catalogue();
  expect(embedded.id).toBe(defaultSettings.localModel);
  const { files = [] } = embedded;
  expect(files).toHaveLength(7);
  expect(await verifyFiles("server/models/nanotype-6m", files, new AbortController().signal)).toEqual([]);
});

test("every model of the catalogue has a licence and sizes with their source, and says whether it was tried", () => {
  expect(new Set(catalogue().map(({ id }) => id)).size).toBe(catalogue().length);
  for (const entry of catalogue()) {
    expect(Object.keys(entry.facts)).toContain("licence");
    if (isFromHub(entry)) expect(Object.keys(entry.facts)).toContain("sizes");
    if (entry.contextTokens !== undefined) expect(Object.keys(entry.facts)).toContain("context");
    // A model was measured where it was loaded, and nowhere else.
    expect([entry.id, entry.measured.length > 0]).toEqual([entry.id, entry.tried !== "no"]);
    for (const template of [entry.fim.template, entry.fim.causalTemplate ?? "{prefix}"])
      expect(parseTemplate(template, []).some(({ kind }) => kind === "prefix")).toBe(true);
  }
});

test("the list shows which model is used for which role, also a folder of the user's own", async () => {
  const { settings } = parseSettings({ "local.model": "smollm2-135m", "local.textModel": "/nowhere/mine" });
  const models = await listModels(settings, "server/models");
  const used = models
    .filter(({ usedFor }) => usedFor.length > 0)
    .map(({ id, usedFor, state }) => [id, state, ...usedFor]);
  expect(used).toEqual([
    ["smollm2-135m", "absent", "code"],
    ["/nowhere/mine", "own", "text"],
  ]);
  expect(modelRoles.map((role) => roleSettings[role])).toEqual([rows.localModel.key, rows.localTextModel.key]);
});

test.each([
  ["onnx/model_q4.onnx", true],
  ["config.json", true],
  ["../config.json", false],
  ["onnx/../../x", false],
  ["/etc/passwd", false],
  ["C:/x", false],
  ["a\\b", false],
  ["a//b", false],
  [".", false],
  ["con.", false],
  ["", false],
])("of paths in a list, %j stays in its folder: %s", (path, isSafe) => {
  expect(isSafePath(path)).toBe(isSafe);
});
