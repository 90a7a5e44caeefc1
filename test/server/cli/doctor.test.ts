// Own settings: the doctor changes the settings file.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { checkNanotype, runNanotype } from "../../support/commandLine";
import { usingClients } from "../../support/lspSession";
import { stdioClient } from "../../support/lspServers";
import { folderForTest } from "../../support/patient";
import { StandIn } from "../../support/standIn/standIn";

const use = usingClients();
let folder: string;

beforeEach(() => {
  folder = folderForTest();
  vi.stubEnv("NANOTYPE_SETTINGS", join(folder, "settings.json"));
  vi.stubEnv("XDG_CONFIG_HOME", folder);
  onTestFinished(() => void vi.unstubAllEnvs());
});

const write = (settings: object): void => writeFileSync(join(folder, "settings.json"), JSON.stringify(settings));

test("a healthy machine gives no finding and exit code 0; each finding is mended by the one command that it names", async () => {
  const standIn = await StandIn.start();
  onTestFinished(() => standIn.close());
  vi.stubEnv("NANOTYPE_KEY_WORK", "secret-key");
  const endpoint = { name: "work", kind: "azure", url: standIn.url, model: "gone" };
  write({ maxLines: 99, local: { model: "/nowhere/model", threads: 1 }, endpoints: [endpoint] });
  const { code, stdout } = await runNanotype(["doctor", folder, "--json"]);
  expect(code).toBe(1);
  const { findings } = JSON.parse(stdout) as { findings: { id: string; what: string; why: string; command: string }[] };
  expect(findings.map(({ command }) => command)).toEqual(
    ["setting:maxLines", "model:modelMissing", "endpoint:work"].map((id) => `nanotype doctor --mend ${id}`),
  );
  for (const { what, why } of findings) expect([what, why].every((sentence) => /^\w.*\.$/.test(sentence))).toBe(true);
  await checkNanotype(`doctor ${folder} --mend ${findings.map(({ id }) => id).join(" ")}`, { code: 0, out: "done in" });
  expect(JSON.parse(readFileSync(join(folder, "settings.json"), "utf8"))).toEqual({
    local: { threads: 1 },
    endpoints: [{ ...endpoint, model: "gpt-4.1-nano" }],
  });
  await checkNanotype(`doctor ${folder}`, { code: 0, out: "Nothing is wrong. Checked: where suggestions are on" });
});

test("languages that are off are turned on together, wherever the setting is written", async () => {
  write({ nested: 1, enable: { python: false, go: false, comments: false } });
  await checkNanotype(`doctor ${folder} --mend enable:python enable:go`, { code: 0, out: "done in" });
  expect(JSON.parse(readFileSync(join(folder, "settings.json"), "utf8"))).toMatchObject({
    enable: { python: true, go: true, comments: false },
  });
});

test("an endpoint of the environment is mended there, since no file holds it", async () => {
  const standIn = await StandIn.start();
  onTestFinished(() => standIn.close());
  vi.stubEnv("AZURE_OPENAI_ENDPOINT", standIn.url);
  vi.stubEnv("AZURE_OPENAI_DEPLOYMENT", "gpt-4.1-nanno");
  vi.stubEnv("AZURE_OPENAI_API_KEY", "secret-key");
  write({ mode: "cloud" });
  const { stdout } = await runNanotype(["doctor", folder, "--json"]);
  expect(JSON.parse(stdout)).toMatchObject({
    findings: [{ id: "endpoint:azure", command: "export AZURE_OPENAI_DEPLOYMENT=gpt-4.1-nano" }],
  });
});

test("a folder that isn't there is wrong use", () =>
  checkNanotype("doctor /nowhere", { code: 2, err: "/nowhere is not a folder" }));

test("the language server examines the same, for the client's open documents", async () => {
  const client = use(stdioClient(["dist/nanotype.js", "serve", "--stdio"]));
  mkdirSync(join(folder, "work"));
  await client.start({ configuration: { enable: { "*": true, python: false }, maxLines: 99 } });
  const ask = (languages: string[]): Promise<unknown> =>
    client.connection.sendRequest("nanotype/doctor", { languages });
  expect(await ask(["python"])).toMatchObject({
    findings: [
      { id: "enable:python", mend: { kind: "set", key: "enable", entry: "python", value: true } },
      { id: "setting:maxLines", mend: { kind: "set", key: "maxLines" } },
    ],
  });
});
