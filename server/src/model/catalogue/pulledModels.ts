import { join } from "node:path";
import { systemFolder } from "../../base/systemFolder";

/** Returns the folder for pulled models, shared by all editors and the command line: the system's own for data, or the one that `NANOTYPE_MODELS` names. */
export function pulledModelsFolder(environment: Readonly<Partial<Record<string, string>>> = process.env): string {
  const named = environment["NANOTYPE_MODELS"];
  if (named !== undefined && named !== "") return named;
  return join(systemFolder("data", environment), "nanotype", "models");
}

/** Returns the folder in which a model's download is gathered, until all of it has arrived. */
export function stagingFolder(modelsFolder: string, id: string): string {
  return join(modelsFolder, `${id}.pull`);
}
