import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { changeUserSettings, readUserSettings } from "../../../server/src/settings/userSettings";
import { withSetting } from "../../../server/src/settings/withSetting";

test("a key with its section is read, and changed where it is", async () => {
  const folder = mkdtempSync(join(tmpdir(), "nanotype-settings-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "settings.json");
  writeFileSync(path, JSON.stringify({ "nanotype.mode": "offline", maxLines: 3 }));
  expect(readUserSettings(path)).toEqual({ settings: { mode: "offline", maxLines: 3 } });
  await changeUserSettings(({ settings }) => withSetting(settings, "mode", "local"), path);
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({ mode: "local", maxLines: 3 });
});
