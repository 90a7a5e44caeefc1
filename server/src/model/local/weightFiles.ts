import { realpath, stat } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { BackendError } from "../errors";
import { graphLocations } from "./graphLocations";

const advice = "Download the model again; suggestions from the workspace memory continue.";

/** A file that weights are read from. */
export interface WeightFile {
  readonly path: string;
  readonly sizeBytes: number;
}

/**
 * Looks up the files beside a graph that its weights lie in: none, where the graph holds them itself. A graph may name any file,
 * and what it names becomes weights, which show in what the model says: so only plain files of the model's folder will do. Of a folder of links, as the Hugging Face cache has, the links may lead to where the graph's own leads.
 * @throws BackendError modelCorrupt
 */
export async function weightFiles(folder: string, graphPath: string): Promise<WeightFile[]> {
  const homes = await Promise.all([realpath(folder), realpath(graphPath).then(dirname)]);
  const files = [...locationsOf(graphPath)].map(async (location): Promise<WeightFile> => {
    const path = join(dirname(graphPath), location);
    const real = isWithin(location) ? await realpath(path).catch(() => undefined) : undefined;
    const isOurs = real !== undefined && homes.some((home) => real.startsWith(home + sep));
    const found = isOurs ? await stat(real).catch(() => undefined) : undefined;
    if (found?.isFile() !== true)
      throw new BackendError(
        "modelCorrupt",
        `The model file ${graphPath} wants to read its weights from a file that is not in the model's folder. It is not loaded. ${advice}`,
      );
    return { path, sizeBytes: found.size };
  });
  return Promise.all(files);
}

/** Whether a path stays in its folder on every system, as it is written. A star is in the runtime's own names for addresses in memory. */
function isWithin(location: string): boolean {
  return !/^[\\/]|^[A-Za-z]:|[*\0]/.test(location) && !location.split(/[\\/]/).includes("..");
}

function locationsOf(graphPath: string): Set<string> {
  try {
    return graphLocations(graphPath);
  } catch (cause) {
    const message = `The model file ${graphPath} cannot be loaded; it may be incomplete. ${advice}`;
    throw new BackendError("modelCorrupt", message, { cause });
  }
}
