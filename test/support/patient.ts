import { rmSync } from "node:fs";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { systemClock } from "../../server/src/base/clock";
import { silentLog } from "../../server/src/base/log";
import type { Check, Fault, Patient } from "../../server/src/doctor/check";
import { createEngine, pathsBeside } from "../../server/src/engine";
import { noPolicy } from "../../server/src/settings/policy";
import { parseSettings } from "../../server/src/settings/settings";

/** A set-up with these settings, otherwise healthy; `change` replaces parts of it. Its model isn't loaded before `useModel` is called. */
export function patient(
  raw: Readonly<Record<string, unknown>> = {},
  change: Partial<Patient> = {},
): Patient & { useModel: () => void } {
  const { settings, warnings } = parseSettings(raw);
  const engine = createEngine({
    paths: pathsBeside(join(process.cwd(), "dist")),
    clock: systemClock,
    log: silentLog,
    settings: () => settings,
    keepsAnswers: false,
    askConsent: () => Promise.resolve(undefined),
    askSecret: () => Promise.resolve(undefined),
    hasKeychain: false,
    isTrusted: true,
  });
  onTestFinished(() => engine.close());
  const useModel = (): void => void engine.useModel(settings);
  return {
    ...engine,
    useModel,
    settings,
    warnings,
    policy: noPolicy,
    environment: process.env,
    isTrusted: true,
    ...change,
  };
}

/** Runs a check, and returns its faults by id and its notes. */
export async function examined(check: Check, of: Patient): Promise<{ faults: Fault[]; notes: string[] }> {
  const found = await check.run(of, new AbortController().signal);
  return {
    faults: found.filter((entry) => typeof entry !== "string"),
    notes: found.filter((entry) => typeof entry === "string"),
  };
}

/** A folder that is removed after the test. */
export function folderForTest(): string {
  const folder = mkdtempSync(join(tmpdir(), "nanotype-doctor-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
