import type { ModelInfo } from "../../protocol";
import type { Settings } from "../../settings/settings";
import { sourceUrl } from "../hub/hubAddress";
import { listModels, type ListedModel } from "./installedModels";

/** Lists the models of this machine as a client shows them. */
export async function modelInfos(settings: Settings, modelsFolder: string): Promise<readonly ModelInfo[]> {
  return (await listModels(settings, modelsFolder)).map(infoOf);
}

function infoOf({ id, entry, state, bytes, usedFor }: ListedModel): ModelInfo {
  if (entry === undefined) return { id, roles: [], state, bytes, usedFor, isUntried: true };
  const { name, about, roles, licence, quantizations, measured, tried } = entry;
  const speed = measured.at(0);
  return {
    ...{ id, name, about, roles, state, bytes, usedFor, isUntried: tried !== "here" },
    licence: { id: licence.id, url: sourceUrl(licence.url) },
    downloadMb: quantizations[0].sizeMb,
    ...(speed === undefined ? {} : { speed: { answerMs: speed.answerMs, machine: placeOf(speed) } }),
  };
}

/** Names the machine of a measurement, and the weights if they were others. */
function placeOf({ machine, of }: { readonly machine: string; readonly of?: string | undefined }): string {
  return of === undefined ? machine : `${machine}, with ${of}`;
}
