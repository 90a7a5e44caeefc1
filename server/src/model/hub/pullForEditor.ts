import type { Clock } from "../../base/clock";
import type { ModelProgress, PullModelParams, PullModelResult } from "../../protocol";
import type { Policy } from "../../settings/policy";
import type { Settings } from "../../settings/settings";
import { hubEntry } from "../catalogue/catalogue";
import { pulledModelsFolder } from "../catalogue/pulledModels";
import { BackendError } from "../errors";
import { withHub } from "./openHub";
import { PullError, type PullErrorKind } from "./pullError";
import { pullModel } from "./pullModel";
import { describeProgress } from "./pullProgress";

/** Settings that a failure names. */
const settingOf: Readonly<Partial<Record<PullErrorKind, string>>> = {
  offline: "nanotype.mode",
  memory: "nanotype.local.memoryLimitMb",
};

/** Downloads a model for a client: failures and the cancellation are results. `folder` is that of a model that is here now. */
export async function pullForEditor(
  { id, acceptedLicence }: PullModelParams,
  by: {
    readonly settings: Settings;
    readonly policy: Policy;
    readonly clock: Clock;
    readonly signal: AbortSignal;
    readonly onProgress: (progress: ModelProgress) => void;
  },
): Promise<PullModelResult & { readonly folder?: string }> {
  const { settings, policy, clock, signal } = by;
  const entry = hubEntry(id);
  if (entry === undefined) return failed(`${id} isn't a model that can be pulled.`);
  try {
    const { folder } = await withHub({ settings, policy }, (hub) =>
      pullModel({
        ...{ entry, acceptedLicence, hub, clock, signal },
        modelsFolder: pulledModelsFolder(),
        memoryLimitMb: settings.localMemoryLimitMb,
        onProgress: (progress) =>
          by.onProgress({
            doneBytes: progress.doneBytes,
            totalBytes: progress.totalBytes,
            text: describeProgress(progress),
          }),
      }),
    );
    return { outcome: "installed", message: "", folder };
  } catch (error) {
    if (signal.aborted) return { outcome: "cancelled", message: "Stopped; what has arrived is kept." };
    if (error instanceof BackendError) return failed(error.message);
    if (!(error instanceof PullError)) throw error;
    const setting = settingOf[error.kind];
    return setting === undefined ? failed(error.message) : { ...failed(error.message), setting };
  }
}

function failed(message: string): PullModelResult {
  return { outcome: "failed", message };
}
