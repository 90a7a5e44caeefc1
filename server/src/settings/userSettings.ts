import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { replaceFileSync, sweepLeftOvers } from "../base/files/replaceFile";

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

/**
 * Reads the settings that the command line keeps for editors without settings of their own. Same keys as elsewhere; an
 * editor's own settings override them. An absent file is empty; an unreadable one gives a warning.
 */
export function readUserSettings(path = userSettingsPath()): { settings: Record<string, unknown>; warning?: string } {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const isAbsent = error instanceof Error && "code" in error && error.code === "ENOENT";
    return isAbsent ? { settings: {} } : { settings: {}, warning: `${path} cannot be read; it is left out.` };
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { settings: { ...value } };
  } catch {
    // Told below, like a file that holds something else.
  }
  return { settings: {}, warning: `${path} is not a JSON object; it is left out.` };
}

/** Writes the settings, whole or not at all. */
export function writeUserSettings(settings: Readonly<Record<string, unknown>>, path = userSettingsPath()): void {
  sweepLeftOvers(path);
  replaceFileSync(path, `${JSON.stringify(settings, undefined, 2)}\n`);
}
