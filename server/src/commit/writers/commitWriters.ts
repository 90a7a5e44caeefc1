import { pathToFileURL } from "node:url";
import type { ModelSlot } from "../../model/modelSlot";
import type { Exclusion } from "../../safety/exclusion/exclusion";
import type { SecretNames } from "../../safety/secrets/secretNames";
import type { Router } from "../../model/routing/router";
import { defaultSettings, type Settings } from "../../settings/settings";
import type { Gate } from "../../safety/consent/gate";
import { createChoosingWriter } from "./choosingWriter";
import { createCloudWriter } from "./cloudWriter";
import type { CommitWriter } from "./commitWriter";
import { createLocalWriter } from "./localWriter";

/**
 * Chooses the writers for a repository: an endpoint if the mode and the user's consent allow it, else the model on this
 * machine. The embedded model only chooses between subjects that rules have written. The rules are the last resort.
 */
export function commitWriters(
  repositoryUri: string,
  settings: Settings,
  parts: { router: Router; slot: ModelSlot; gate: Gate; exclusion: Exclusion; names: SecretNames },
): CommitWriter[] {
  const { router, slot, gate, exclusion, names } = parts;
  // Asks for consent unless the user has answered before: the answer counts for the next draft.
  if (router.canDraft) gate.opened(repositoryUri);
  if (router.canDraft && gate.mayLeave(repositoryUri)) {
    const isHidden = async (path: string): Promise<boolean> =>
      (await exclusion.decide(pathToFileURL(path).href)).kind !== "included";
    const name = settings.endpoints.at(0)?.name ?? router.name;
    return [createCloudWriter({ drafter: router, name, names, repositoryUri, isHidden })];
  }
  // The embedded model knows code better than prose: rules write, and it chooses.
  if (settings.localModel === defaultSettings.localModel) return [createChoosingWriter({ slot, names, repositoryUri })];
  return [createLocalWriter({ backend: slot, name: slot.model, names, repositoryUri })];
}
