import { execFile } from "node:child_process";
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { isRecord } from "../base/isRecord";
import { createGit } from "../commit/change/git";
import type { Patient } from "../doctor/check";
import { examine } from "../doctor/examine";
import { shellWord } from "../doctor/shellWord";
import type { DoctorResult, Finding } from "../protocol";
import { withEnvironment } from "../settings/environmentEndpoint";
import { restrictByPolicy } from "../settings/policy";
import { readPolicy } from "../settings/policyFile";
import { parseSettings, rows, settingsByKey, type Settings } from "../settings/settings";
import { readUserSettings, userSettingsPath } from "../settings/userSettings";
import { withSetting } from "../settings/withSetting";
import { changeSettingsFile } from "./changeSettingsFile";
import { CliError } from "./cliError";
import { openEngine } from "./openEngine";
import { printable } from "./printable";

/**
 * Examines the set-up and prints the findings; or mends one of them.
 * @throws CliError 2 for wrong use
 */
export async function doctor(
  folder: string,
  { json, mend }: { json: boolean; mend?: readonly string[] },
): Promise<void> {
  const path = resolve(folder);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new CliError(2, `${folder} is not a folder.`);
  const { result } = await examineHere(path);
  if (mend !== undefined) {
    const chosen = mend.map((id) => mendable(result.findings, id));
    for (const finding of chosen) await apply(finding);
    return;
  }
  print(result, json);
  process.exitCode = result.findings.length > 0 ? 1 : 0;
}

/** Examines the set-up of the command line and of editors without settings of their own. */
export async function examineHere(folder: string): Promise<{ result: DoctorResult; settings: Settings }> {
  const user = readUserSettings();
  const { settings: given, warnings } = parseSettings(user.settings);
  const policy = readPolicy();
  const { settings, notices } = restrictByPolicy(withEnvironment(given, process.env), policy);
  const { signal } = new AbortController();
  const open = openEngine(settings, pathToFileURL(folder).href);
  try {
    const { engine } = open;
    engine.useModel(settings);
    const patient: Patient = {
      ...engine,
      ...{
        settings,
        policy,
        folder,
        warnings,
        ...(user.fault === undefined ? {} : { fileFault: user.fault }),
        environment: process.env,
        isTrusted: true,
      },
      askVersion,
      git: createGit({ folder, environment: process.env, keepsPlace: false, signal }),
    };
    const { notes, ...result } = await examine(patient, signal);
    return { settings, result: { ...result, notes: [...(policy.kind === "broken" ? [] : notices), ...notes] } };
  } finally {
    await open.close();
  }
}

function print({ findings, notes, checked }: DoctorResult, isJson: boolean): void {
  const { stdout } = process;
  if (isJson) {
    const listed = findings.map(({ id, what, why, mend }) => ({
      id,
      what,
      why,
      mend: titleOf(mend),
      command: commandOf({ id, mend }),
    }));
    stdout.write(`${JSON.stringify({ findings: listed, notes, checked })}\n`);
    return;
  }
  const blocks = findings.map(
    ({ id, what, why, mend }) => `✗ ${what}\n  ${why}\n  ${titleOf(mend)}: ${commandOf({ id, mend })}`,
  );
  const summary =
    findings.length === 0 ? `Nothing is wrong. Checked: ${checked.join(", ")}.` : countOf(findings.length);
  stdout.write(`${printable([...blocks, ...notes.map((note) => `- ${note}`), summary].join("\n\n"))}\n`);
}

function countOf(count: number): string {
  return count === 1 ? "1 finding." : `${count} findings.`;
}

function titleOf(mend: Finding["mend"]): string {
  return mend.kind === "command" ? (mend.shellTitle ?? mend.title) : mend.title;
}

/** Returns the one command that mends a finding. */
function commandOf({ id, mend }: Pick<Finding, "id" | "mend">): string {
  return mend.kind === "command" || mend.kind === "shell" ? mend.shell : `nanotype doctor --mend ${shellWord(id)}`;
}

/** A finding that a change of the settings file mends. */
type Mendable = Finding & { readonly mend: { readonly kind: "set" | "endpoint" } };

function isMendable(finding: Finding): finding is Mendable {
  return finding.mend.kind === "set" || finding.mend.kind === "endpoint";
}

/** Returns the finding of an id, if the settings file mends it. @throws CliError */
function mendable(findings: readonly Finding[], id: string): Mendable {
  const finding = findings.find((found) => found.id === id);
  if (finding === undefined) {
    const known = findings.map((found) => found.id).join(", ");
    throw new CliError(
      2,
      known === "" ? "Nothing is wrong, so nothing was changed." : `There is no finding "${id}". Found: ${known}.`,
    );
  }
  if (!isMendable(finding)) throw new CliError(2, `The finding ${id} is mended by: ${commandOf(finding)}`);
  return finding;
}

async function apply({ mend }: Mendable): Promise<void> {
  await changeSettingsFile((settings) => withSetting(settings, ...changeBy(mend, settingsByKey(settings))));
  process.stdout.write(`${printable(`${mend.title}: done in ${userSettingsPath()}.`)}\n`);
}

/** Returns the key that a mend changes, and its value after the change. @throws CliError if its endpoint isn't in the file */
function changeBy(mend: Mendable["mend"], written: ReadonlyMap<string, unknown>): [key: string, value: unknown] {
  if (mend.kind === "set") {
    const { key, entry, value } = mend;
    if (entry === undefined) return [key, value];
    const now = written.get(key);
    return [key, { ...(isRecord(now) ? now : {}), [entry]: value }];
  }
  const { key } = rows.endpoints;
  const entries: unknown = written.get(key);
  const isMeant = (entry: unknown): entry is Record<string, unknown> =>
    isRecord(entry) && entry["name"] === mend.endpoint;
  if (!Array.isArray(entries) || !entries.some(isMeant))
    throw new CliError(1, `${userSettingsPath()} has no endpoint ${mend.endpoint}, so nothing was changed.`);
  return [key, entries.map((entry: unknown) => (isMeant(entry) ? { ...entry, ...mend.changes } : entry))];
}

/** Asks a program of the user's for its version; it is started without a shell and reads no configuration for that. */
function askVersion(program: string): Promise<string | undefined> {
  return new Promise((resolved) =>
    execFile(program, ["--version"], { timeout: 3_000, windowsHide: true }, (error, stdout) =>
      resolved(error === null ? stdout : undefined),
    ),
  );
}
