import type { ListedModel } from "../../model/catalogue/installedModels";
import { verifyFiles, type ModelFault } from "../../model/catalogue/verifyModel";
import { CliError } from "../cliError";
import { modelsHere, unknownModel } from "./knownModel";

const faultWords = {
  missing: "is missing",
  size: "has a wrong size",
  checksum: "has a wrong checksum",
  unreadable: "can't be read",
} as const;

/**
 * Compares the files of models with their checksums.
 * @throws CliError 1 if a file is wrong
 */
export async function verifyModels(id: string | undefined, { json }: { readonly json: boolean }): Promise<void> {
  const { models } = await modelsHere();
  const present = models.filter(({ state }) => ["embedded", "installed", "own"].includes(state));
  const chosen = id === undefined ? present : present.filter((model) => model.id === id);
  if (chosen.length === 0) {
    if (models.some((model) => model.id === id))
      throw new CliError(1, `${id ?? ""} isn't on this machine. To get it: nanotype models pull ${id ?? ""}`);
    throw unknownModel(id ?? "");
  }
  const verdicts: { id: string; verdict: "sound" | "damaged" | "unpinned"; faults: readonly ModelFault[] }[] = [];
  for (const model of chosen) {
    const files = model.lock?.files ?? model.entry?.files;
    const faults = files === undefined ? [] : await verifyFiles(model.folder, files, new AbortController().signal);
    const verdict = files === undefined ? "unpinned" : faults.length === 0 ? "sound" : "damaged";
    verdicts.push({ id: model.id, verdict, faults });
    if (!json) process.stdout.write(`${sentence(model, verdict, faults)}\n`);
  }
  if (json) process.stdout.write(`${JSON.stringify(verdicts)}\n`);
  const damaged = chosen.filter(({ id: each }) => verdicts.some((of) => of.id === each && of.verdict === "damaged"));
  if (damaged.length > 0)
    throw new CliError(1, `Damaged: ${damaged.map((each) => each.id).join(", ")}. ${damaged.map(repair).join(" ")}`);
}

/** Says how to repair a damaged model; a pull fetches only its damaged files. */
function repair({ id, state }: ListedModel): string {
  return state === "embedded"
    ? `${id} comes with Nanotype: install Nanotype again.`
    : `To fetch the damaged files again: nanotype models pull ${id}`;
}

function sentence(
  model: ListedModel,
  verdict: "sound" | "damaged" | "unpinned",
  faults: readonly ModelFault[],
): string {
  if (verdict === "unpinned") return `${model.id}: a folder of your own, of which no checksums are known`;
  if (verdict === "sound")
    return `${model.id}: every file is as it was ${model.state === "embedded" ? "made" : "pulled"}`;
  return `${model.id}: ${faults.map(({ path, fault }) => `${path} ${faultWords[fault]}`).join("; ")}`;
}
