import { catalogue, catalogueEntry, isFromHub, type HubEntry } from "../../model/catalogue/catalogue";
import { listModels, type ListedModel } from "../../model/catalogue/installedModels";
import { readSettings } from "../readSettings";
import type { Settings } from "../../settings/settings";
import { CliError } from "../cliError";
import { pathsBeside } from "../../engine";

/** Lists the models for a command, by the settings in force. */
export async function modelsHere(): Promise<{ readonly settings: Settings; readonly models: readonly ListedModel[] }> {
  const settings = readSettings([]);
  return { settings, models: await listModels(settings, pathsBeside(__dirname).models) };
}

/**
 * Finds a model that can be pulled.
 * @throws CliError 2
 */
export function pullableModel(id: string): HubEntry {
  const entry = catalogueEntry(id);
  if (entry === undefined) throw unknownModel(id);
  if (!isFromHub(entry)) throw new CliError(2, `${id} comes with Nanotype; there is nothing to download.`);
  return entry;
}

/** Makes the error for a name that isn't in the catalogue. */
export function unknownModel(id: string): CliError {
  const ids = catalogue().map((known) => known.id);
  return new CliError(2, `There is no model "${id}". Known: ${ids.join(", ")}.`);
}
