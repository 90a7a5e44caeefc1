import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { isOnBattery, linuxIsDischarging } from "../../../client/src/status/power";

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

/** Writes the kernel's files as in `supplies` and expects the verdict. */
async function check(supplies: Record<string, Record<string, string>>, expected: boolean): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), "nanotype-power-"));
  folders.push(root);
  for (const [name, files] of Object.entries(supplies)) {
    mkdirSync(join(root, name));
    for (const [file, text] of Object.entries(files)) writeFileSync(join(root, name, file), `${text}\n`);
  }
  expect(await linuxIsDischarging(root)).toBe(expected);
}

test("a discharging battery means battery", () =>
  check({ AC: { type: "Mains", online: "0" }, BAT0: { type: "Battery", status: "Discharging" } }, true));

test("a charging or full battery does not", async () => {
  await check({ BAT0: { type: "Battery", status: "Charging" } }, false);
  await check({ BAT0: { type: "Battery", status: "Full" } }, false);
});

test("a mouse's battery does not count", () =>
  check({ hid: { type: "Battery", scope: "Device", status: "Discharging" } }, false));

test("a machine that cannot say is not on battery", async () => {
  await expect(isOnBattery("sunos")).resolves.toBe(false);
});
