import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import * as z from "zod/mini";
import { withLock } from "../base/files/fileLock";
import { hasCode } from "../base/files/hasCode";
import { replaceFile, sweepLeftOvers } from "../base/files/replaceFile";
import { withoutSection } from "./withoutSection";

/** Returns the file's path: below the system's folder for settings, or the path in `NANOTYPE_SETTINGS`. */
export function userSettingsPath(environment: Readonly<Partial<Record<string, string>>> = process.env): string {
  const named = environment["NANOTYPE_SETTINGS"];
  if (named !== undefined && named !== "") return named;
  const base =
    process.platform === "win32"
      ? (environment["APPDATA"] ?? join(homedir(), "AppData", "Roaming"))
      : (environment["XDG_CONFIG_HOME"] ?? join(homedir(), ".config"));
  return join(base, "nanotype", "settings.json");
}

/** Returns the path of the endpoints' accounts, beside the settings file. */
export function accountsPath(): string {
  return join(dirname(userSettingsPath()), "accounts.json");
}

/** Returns the path of the audit log, beside the settings file. */
export function auditPath(): string {
  return join(dirname(userSettingsPath()), "sent.jsonl");
}

/** Returns the path of the user's answers about sending text, beside the settings file. */
export function consentPath(): string {
  return join(dirname(userSettingsPath()), "consent.json");
}

/** The settings file as it is: its settings, without the section `nanotype` where it is written, or its fault (a sentence) if it cannot be read. An absent file is empty. */
export interface UserSettings {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly fault?: string;
}

const fileType = z.record(z.string(), z.unknown());

/**
 * Reads the settings that the command line keeps for editors without settings of their own. Same keys as elsewhere; an
 * editor's own settings override them.
 */
export function readUserSettings(path = userSettingsPath()): UserSettings {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    return hasCode(error, "ENOENT") ? { settings: {} } : { settings: {}, fault: `${path} cannot be read.` };
  }
  try {
    return { settings: withoutSection(fileType.parse(JSON.parse(text))) };
  } catch {
    return { settings: {}, fault: `${path} is not a JSON object.` };
  }
}

/**
 * Changes the settings file, whole or not at all, while no other process does.
 * @throws Error of `edit` or of the file system; nothing has changed then.
 */
export async function changeUserSettings(
  edit: (now: UserSettings) => Readonly<Record<string, unknown>>,
  path = userSettingsPath(),
): Promise<void> {
  sweepLeftOvers(path);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await withLock(path, async ({ renew }) => {
    const next = edit(readUserSettings(path));
    await replaceFile(path, `${JSON.stringify(next, undefined, 2)}\n`, { beforeRename: renew });
  });
}
