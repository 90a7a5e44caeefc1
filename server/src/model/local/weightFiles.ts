import { realpath, stat } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { BackendError } from "../errors";
import { graphLocations } from "./graphLocations";

const advice = "Download the model again; suggestions from the workspace memory continue.";

/** A file that contains weights. */
export interface WeightFile {
  readonly path: string;
  readonly sizeBytes: number;
}

/**
 * Lists the files beside a graph that contain its weights; none if the graph contains them itself. A graph may name any file,
 * and its contents become weights, which show in the model's answers. So only plain files of the model's folder are accepted. In a folder of links,
 * such as the Hugging Face cache, the links may lead to the folder that the graph's own link leads to.
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
        `The model file ${graphPath} reads weights from outside the model's folder, so it was not loaded. ${advice}`,
      );
    return { path, sizeBytes: found.size };
  });
  return Promise.all(files);
}

/** Reports whether a path as written stays in its folder on every system. The runtime's own names for addresses in memory contain a star. */
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
