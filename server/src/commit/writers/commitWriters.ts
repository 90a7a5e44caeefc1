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
 * Chooses who may write messages for a repository: an endpoint where the mode and the user's consent allow it, else the model on this
 * machine; the embedded one only chooses between what rules have written. The rules stand behind all.
 */
export function commitWriters(
  repositoryUri: string,
  settings: Settings,
  parts: { router: Router; slot: ModelSlot; gate: Gate; exclusion: Exclusion; names: SecretNames },
): CommitWriter[] {
  const { router, slot, gate, exclusion, names } = parts;
  // Asks for consent if nobody has yet: the answer counts for the next draft.
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
