import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { HubEntry } from "../catalogue/catalogue";
import { folderBytes } from "../catalogue/installedModels";
import { stagingFolder } from "../catalogue/pulledModels";
import { foldersAside, removeFolder } from "./exchangeFolder";
import { holdModel, type HoldPatience } from "./holdModel";
import { PullError } from "./pullError";

/**
 * Removes a pulled model and the part of a download, and returns the bytes that this frees. A model that can't be removed stays whole.
 * @throws PullError `busy`, `disk`, and the signal's reason once it aborts
 */
export async function removePulled(params: {
  readonly entry: HubEntry;
  readonly modelsFolder: string;
  readonly signal: AbortSignal;
  readonly patience?: HoldPatience;
}): Promise<number> {
  const { entry, modelsFolder } = params;
  const foldersHere = async (): Promise<readonly string[]> => {
    const folder = join(modelsFolder, entry.id);
    const all = [folder, stagingFolder(modelsFolder, entry.id), ...(await foldersAside(folder))];
    const found = await Promise.all(all.map((each) => stat(each).catch(() => undefined)));
    return all.filter((_, index) => found[index] !== undefined);
  };
  if ((await foldersHere()).length === 0) return 0;
  return holdModel(params, async () => {
    const folders = await foldersHere();
    const sizes = await Promise.all(folders.map(folderBytes));
    for (const each of folders)
      await removeFolder(each).catch((error: unknown) => {
        const message = `${entry.name} could not be removed; another program may be using it. Close that one, then try again.`;
        throw new PullError("disk", message, { cause: error });
      });
    return sizes.reduce((sum, size) => sum + size, 0);
  });
}
