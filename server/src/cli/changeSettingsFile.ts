import { explainFileError } from "../base/files/explainFileError";
import { changeUserSettings, userSettingsPath, type UserSettings } from "../settings/userSettings";
import { CliError } from "./cliError";

/**
 * Changes the settings file for a command, whole or not at all.
 * @param line what the change adds to the file, which the user can also write by hand.
 * @throws CliError 1 if the file can't be read or written, and what `edit` throws; nothing has changed then.
 */
export async function changeSettingsFile(
  edit: (settings: UserSettings["settings"]) => UserSettings["settings"],
  line?: string,
): Promise<void> {
  const byHand = line === undefined ? "" : `, or put in by hand: ${line}`;
  try {
    await changeUserSettings(({ settings, fault }) => {
      if (fault !== undefined) throw new CliError(1, `${fault} Nothing was changed; fix it first${byHand || "."}`);
      return edit(settings);
    });
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error; // of the command's own
    const reason = `${userSettingsPath()} could not be written: ${explainFileError(error)}.`;
    throw new CliError(1, `${reason} Nothing was changed; make it writable${byHand || "."}`);
  }
}
