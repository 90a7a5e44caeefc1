// Own folder: the user's answers are judged, of folders that exist for one test.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkNanotype } from "../../support/commandLine";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nanotype-consent-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs `nanotype consent …` in a folder of its own. */
const check = (args: string, expected: { code: number; out?: string; err?: string }): Promise<void> =>
  checkNanotype(`consent ${args}`, expected, {
    folder,
    environment: { NANOTYPE_SETTINGS: join(folder, "settings.json") },
  });

test("a folder is allowed for the endpoints in the settings file, listed, revoked and forgotten", async () => {
  const endpoints = [{ name: "box", kind: "fim", url: "http://localhost:11434", model: "m" }];
  await check("list", { code: 0, err: "nothing was agreed to, so nothing is sent" });
  await check("allow", { code: 1, err: "There is no receiver" });
  writeFileSync(join(folder, "settings.json"), JSON.stringify({ endpoints }));
  await check("allow", { code: 0, out: "may be sent to localhost:11434." });
  const place = pathToFileURL(folder).href;
  await check("list", { code: 0, out: `yes\t${place}\tlocalhost:11434` });
  expect(statSync(join(folder, "consent.json")).mode & 0o077).toBe(0);
  await check("revoke .", { code: 0, out: "Nothing of" });
  await check("list --json", { code: 0, out: `{"${place}":{"answer":"no","receivers":[]}}` });
  await check("forget .", { code: 0, out: "Forgot" });
  await check("list", { code: 0, err: "nothing was agreed to" });
  await check("allow nowhere", { code: 2, err: "nowhere is not a folder" });
});

test("an answer that cannot be written is reported as a failure, and the old one stays", async () => {
  symlinkSync("consent.json", join(folder, "consent.json")); // a link to itself
  const err = "consent.json cannot be written: the answer for";
  await check("revoke .", { code: 1, err });
  await check("forget .", { code: 1, err });
  const endpoints = [{ name: "box", kind: "fim", url: "http://localhost:11434", model: "m" }];
  writeFileSync(join(folder, "settings.json"), JSON.stringify({ endpoints }));
  await check("allow", { code: 1, err });
});

test("a folder's name cannot turn the terminal round", async () => {
  mkdirSync(join(folder, "evil\u001b[2J"));
  await check("revoke evil\u001b[2J", { code: 0, out: "evil[2J is sent any more" });
  await check("list", { code: 0, out: "evil[2J" });
});
