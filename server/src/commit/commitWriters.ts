import { pathToFileURL } from "node:url";
import type { ModelSlot } from "../backend/modelSlot";
import type { Exclusion } from "../privacy/exclusion";
import type { SecretNames } from "../privacy/secretNames";
import type { Router } from "../routing/router";
import { defaultSettings, type Settings } from "../settings";
import type { Gate } from "../trust/gate";
import { createCloudWriter } from "./cloudWriter";
import type { CommitWriter } from "./commitWriter";
import { createLocalWriter } from "./localWriter";

/**
 * Chooses who may write messages for a repository: an endpoint where the mode and the user's consent allow it, else a model on this
 * machine larger than the embedded one. The rules stand behind both.
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
  // The embedded model completes code; on messages the rules do better.
  if (settings.localModel === defaultSettings.localModel) return [];
  return [createLocalWriter({ backend: slot, name: slot.model, names, repositoryUri })];
}
