import { describeError } from "../base/log";
import type { DoctorResult } from "../protocol";
import type { Check, Patient } from "./check";
import { endpointsCheck } from "./checks/endpointsCheck";
import { hookCheck } from "./checks/hookCheck";
import { machineCheck } from "./checks/machineCheck";
import { modelCheck } from "./checks/modelCheck";
import { modelFilesCheck } from "./checks/modelFilesCheck";
import { neovimCheck } from "./checks/neovimCheck";
import { recordsCheck } from "./checks/recordsCheck";
import { settingsCheck } from "./checks/settingsCheck";
import { switchesCheck } from "./checks/switchesCheck";
import { teamCacheCheck } from "./checks/teamCacheCheck";

/** All checks, in the order in which their findings are listed: what stops everything comes first. */
const checks: readonly Check[] = [
  switchesCheck,
  settingsCheck,
  modelCheck,
  modelFilesCheck,
  machineCheck,
  endpointsCheck,
  teamCacheCheck,
  recordsCheck,
  hookCheck,
  neovimCheck,
];

/** Runs every check at the same time. One that fails costs the others nothing, and is noted. */
export async function examine(patient: Patient, signal: AbortSignal): Promise<DoctorResult> {
  const meant = checks.filter(({ isTerminals }) => isTerminals !== true || patient.askVersion !== undefined);
  const results = await Promise.all(
    meant.map(async (check) => {
      try {
        return await check.run(patient, signal);
      } catch (error) {
        patient.log.error("A check failed.", { check: check.name, error: describeError(error) });
        return [`Not checked: ${check.name} (${describeError(error)}).`];
      }
    }),
  );
  const findings = results.flatMap((found, index) =>
    found.flatMap((entry) => (typeof entry === "string" ? [] : [{ why: meant[index].why, ...entry }])),
  );
  return {
    findings: findings.filter(({ id }, index) => findings.findIndex((other) => other.id === id) === index),
    notes: results.flat().filter((entry) => typeof entry === "string"),
    checked: meant.map(({ name }) => name),
  };
}
