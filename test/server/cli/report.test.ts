// Own settings: they hold planted secrets, and so does the folder.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { bugReport } from "../../../server/src/doctor/bugReport";
import { defaultSettings } from "../../../server/src/settings/settings";
import { canaries } from "../../support/canaries";
import { checkNanotype } from "../../support/commandLine";
import { folderForTest } from "../../support/patient";

test("a bug report has versions, settings and findings, and none of the secrets and texts that were planted", async () => {
  const folder = folderForTest();
  vi.stubEnv("NANOTYPE_SETTINGS", join(folder, "settings.json"));
  onTestFinished(() => void vi.unstubAllEnvs());
  const planted = canaries(11);
  const url = (index: number): string => encodeURIComponent(planted[index]?.secret ?? "");
  const endpoints = planted.map(({ secret }, index) => ({
    ...{ name: `e${index}`, kind: "openai", model: "m" },
    url: index % 2 === 0 ? `http://127.0.0.1:9/v1?code=${url(index)}` : `http://ann:${url(index)}@127.0.0.1:9/v1`,
    headers: { "x-team": secret.replace(/[^\x20-\x7e]/g, "") },
    tokenCommand: ["get-token", secret],
  }));
  const settings = {
    ...{ mode: "offline", maxLines: 3, eagerness: "eager", endpoints },
    "network.proxy": `http://bob:${url(3)}@proxy.example.com:8080`,
    "cache.redisUrl": `redis://:${url(4)}@cache.example.com`,
    exclude: planted.map(({ line }) => line),
    someday: planted.map(({ line }) => line),
  };
  writeFileSync(join(folder, "settings.json"), JSON.stringify(settings));
  planted.forEach(({ secret }, index) => vi.stubEnv(`NANOTYPE_KEY_E${index}`, secret.replaceAll("\0", "")));
  writeFileSync(join(folder, "main.ts"), planted.map(({ line }) => line).join("\n"));
  await checkNanotype("report", { code: 0, out: "Written: nanotype-report.md" }, { folder });
  const text = readFileSync(join(folder, "nanotype-report.md"), "utf8");
  expect(text).toMatch(/Nanotype \d+\.\d+\.\d+, command line/);
  expect(text).toContain('"nanotype.maxLines": 3');
  expect(text).toContain("http://proxy.example.com:8080/");
  expect(text).toContain("The setting nanotype.someday does not exist");
  for (const { kind, secret, line } of planted)
    expect([kind, [secret, line, encodeURIComponent(secret)].filter((part) => text.includes(part))]).toEqual([
      kind,
      [],
    ]);
  await checkNanotype("report", { code: 1, err: "it is there already" }, { folder });
});

test("a bug report names no home folder, in none of the forms in which Windows' paths are written", () => {
  vi.stubEnv("HOME", "C:\\Users\\Ada");
  onTestFinished(() => void vi.unstubAllEnvs());
  const what = "There is no model folder at C:\\Users\\Ada\\model, file:///C:/Users/Ada/model.";
  const found = { findings: [], notes: [what], checked: [] };
  const settings = { ...defaultSettings, localModel: "C:\\Users\\Ada\\model" };
  const text = bugReport({ client: "test", settings, found, counts: {} });
  expect(text).toContain("~\\\\model");
  expect(text).not.toContain("Ada");
});
