import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { catalogueEntry } from "../../model/catalogue/catalogue";
import { roleSettings, type ModelRole } from "../../settings/modelRoles";
import { userSettingsPath } from "../../settings/userSettings";
import { withSetting } from "../../settings/withSetting";
import { changeSettingsFile } from "../changeSettingsFile";
import { CliError } from "../cliError";
import { modelsHere, unknownModel } from "./knownModel";

/**
 * Writes the model for code or prose into the user's settings file.
 * @throws CliError
 */
export async function useModelFor(id: string, { for: role }: { readonly for: ModelRole }): Promise<void> {
  const value = await settingOf(id, role);
  const key = roleSettings[role];
  const line = `"${key}": ${JSON.stringify(value)}`;
  await changeSettingsFile((settings) => withSetting(settings, key, value), line);
  process.stdout.write(`${userSettingsPath()} now has ${line}\n`);
  process.stderr.write(
    "nanotype: running servers take it when they start next. VS Code has settings of its own: run “Nanotype: Choose the Model…” there.\n",
  );
}

/** Returns the setting's value for a model that is on this machine. */
async function settingOf(id: string, role: ModelRole): Promise<string> {
  if (id === "none" && role === "text") return "";
  if (/[\\/]/.test(id)) {
    const folder = resolve(id);
    const found = await stat(folder).catch(() => undefined);
    if (found?.isDirectory() !== true) throw new CliError(1, `There is no folder ${folder}.`);
    return folder;
  }
  if (catalogueEntry(id) === undefined) throw unknownModel(id);
  const model = (await modelsHere()).models.find((known) => known.id === id);
  if (model?.state === "absent" || model?.state === "partial")
    throw new CliError(1, `${id} isn't on this machine yet. To get it: nanotype models pull ${id}`);
  return id;
}
