import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { modelChoice } from "../modelChoice";
import type { Settings } from "../../settings/settings";
import { modelRoles, type ModelRole } from "../../settings/modelRoles";
import { catalogue, isFromHub, type CatalogueEntry } from "./catalogue";
import { readLock, type ModelLock } from "./modelLock";
import { pulledModelsFolder, stagingFolder } from "./pulledModels";

/** A model of the catalogue, or a folder that the settings name, and its state on this machine. */
export interface ListedModel {
  readonly id: string;
  /** Absent for a folder of the user's own. */
  readonly entry?: CatalogueEntry;
  readonly folder: string;
  /** `partial`: a download was interrupted, and continues where it ended. */
  readonly state: "embedded" | "installed" | "partial" | "absent" | "own";
  /** Bytes on this machine, of a whole download or a part of one. */
  readonly bytes: number;
  readonly usedFor: readonly ModelRole[];
  readonly lock?: ModelLock;
}

/** Lists the catalogue, then folders that the settings name. `modelsFolder` holds the models that came with the program. */
export async function listModels(settings: Settings, modelsFolder: string): Promise<readonly ListedModel[]> {
  const named = { code: settings.localModel, text: settings.localTextModel };
  const folderOf = (name: string): string => modelChoice(settings, modelsFolder, name).modelFolder;
  const usersOf = (folder: string): ModelRole[] =>
    modelRoles.filter((role) => named[role] !== "" && folderOf(named[role]) === folder);
  const known = await Promise.all(
    catalogue().map(async (entry): Promise<ListedModel> => {
      const folder = folderOf(entry.id);
      const usedFor = usersOf(folder);
      if (!isFromHub(entry))
        return { id: entry.id, entry, folder, state: "embedded", bytes: bytesOf(entry.files ?? []), usedFor };
      const lock = await readLock(folder);
      if (lock !== undefined)
        return { id: entry.id, entry, folder, state: "installed", bytes: bytesOf(lock.files), usedFor, lock };
      const bytes = await folderBytes(stagingFolder(pulledModelsFolder(), entry.id));
      return { id: entry.id, entry, folder, state: bytes > 0 ? "partial" : "absent", bytes, usedFor };
    }),
  );
  const folders = new Set(known.map(({ folder }) => folder));
  const own = [...new Set(modelRoles.map((role) => named[role]))]
    .filter((name) => name !== "" && !folders.has(folderOf(name)))
    .map(async (name): Promise<ListedModel> => {
      const folder = folderOf(name);
      return { id: name, folder, state: "own", bytes: await folderBytes(folder), usedFor: usersOf(folder) };
    });
  return [...known, ...(await Promise.all(own))];
}

function bytesOf(files: readonly { readonly sizeBytes: number }[]): number {
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

/** Returns the size of a folder's plain files; 0 if it isn't there. */
export async function folderBytes(folder: string): Promise<number> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = found
    .filter((item) => item.isFile())
    .map(async (item) => (await lstat(join(item.parentPath, item.name)).catch(() => undefined))?.size ?? 0);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
