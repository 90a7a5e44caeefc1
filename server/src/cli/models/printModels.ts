import { megabytes } from "../../base/megabytes";
import type { ListedModel } from "../../model/catalogue/installedModels";
import { sourceUrl } from "../../model/hub/hubAddress";
import { printable } from "../printable";
import { modelsHere } from "./knownModel";

/** Prints the models that Nanotype knows, and the user's own. */
export async function printModels({ json }: { readonly json: boolean }): Promise<void> {
  const { models } = await modelsHere();
  if (json) {
    process.stdout.write(`${JSON.stringify(models.map(asJson))}\n`);
    return;
  }
  const rows = models.map((model) => [model.id, stateOf(model), model.entry?.licence.id ?? "", describe(model)]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows) {
    const line = row.map((cell, column) => cell.padEnd(widths.at(column) ?? 0)).join("  ");
    process.stdout.write(`${printable(line.trimEnd())}\n`);
  }
}

function asJson({ entry, lock, ...model }: ListedModel): unknown {
  if (entry === undefined) return model;
  const { source, files, facts, ...known } = entry;
  const sources = Object.fromEntries(Object.entries(facts).map(([fact, from]) => [fact, sourceUrl(from)]));
  return { ...known, ...model, facts: sources, source, ...(lock === undefined ? {} : { pulled: lock }) };
}

function stateOf({ state, bytes, entry, usedFor }: ListedModel): string {
  const use = usedFor.length === 0 ? "" : `, in use for ${usedFor.join(" and ")}`;
  const mb = megabytes(bytes);
  const wholeMb = entry === undefined ? "?" : megabytes(entry.quantizations[0].sizeMb * 1e6);
  switch (state) {
    case "embedded":
      return `comes with Nanotype${use}`;
    case "installed":
      return `installed, ${mb} MB${use}`;
    case "own":
      return `your folder, ${mb} MB${use}`;
    case "partial":
      return `${mb} MB of ${wholeMb} MB downloaded${use}`;
    case "absent":
      return `${wholeMb} MB to download${use}`;
  }
}

function describe({ entry }: ListedModel): string {
  if (entry === undefined) return "";
  const { about, roles, tried } = entry;
  const speed = entry.measured.at(0);
  const measured =
    speed === undefined
      ? ""
      : ` ${Math.round(speed.answerMs)} ms from a key to a line${speed.of === undefined ? "" : ` (${speed.of})`}, ${speed.machine}.`;
  return `${roles.join(" and ")}: ${about}${measured}${tried === "no" ? " Not tried here." : ""}`;
}
