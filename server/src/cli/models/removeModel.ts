import { megabytes } from "../../base/megabytes";
import { pulledModelsFolder } from "../../model/catalogue/pulledModels";
import { PullError } from "../../model/hub/pullError";
import { removePulled } from "../../model/hub/removePulled";
import { CliError } from "../cliError";
import { untilStopped } from "../untilStopped";
import { modelsHere, pullableModel } from "./knownModel";

/**
 * Removes a pulled model, or the part of one.
 * @throws CliError
 */
export async function removeModel(id: string): Promise<void> {
  const entry = pullableModel(id);
  const { models } = await modelsHere();
  const model = models.find((known) => known.id === id);
  if (model !== undefined && model.usedFor.length > 0) {
    const [role] = model.usedFor;
    const other = role === "text" ? "none --for text" : "nanotype-6m";
    throw new CliError(
      1,
      `${id} is in use for ${model.usedFor.join(" and ")}. Choose another one first: nanotype models use ${other}`,
    );
  }
  const modelsFolder = pulledModelsFolder();
  const removal = untilStopped((signal) => removePulled({ entry, modelsFolder, signal }));
  const freedBytes = await removal.catch((error: unknown) => {
    throw error instanceof PullError ? new CliError(1, error.message) : error;
  });
  process.stdout.write(
    freedBytes === 0 ? `${id} isn't on this machine.\n` : `Removed ${id}, ${megabytes(freedBytes)} MB.\n`,
  );
}
