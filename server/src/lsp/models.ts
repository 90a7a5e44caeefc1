import { ProgressType } from "vscode-languageserver";
import { inBackground } from "../base/inBackground";
import { describeError } from "../base/log";
import {
  listModelsMethod,
  pullModelMethod,
  pullModelParams,
  removeModelMethod,
  removeModelParams,
  selectModelMethod,
  selectModelParams,
  type ModelInfo,
  type ModelProgress,
  type PullModelParams,
  type PullModelResult,
  type RemoveModelParams,
  type RemoveModelResult,
  type SelectModelParams,
  type SelectModelResult,
} from "../protocol";
import { roleNames, roleSettings } from "../settings/modelRoles";
import { checked } from "./checked";
import type { Face, Feature } from "./feature";
import { withSignal } from "./withSignal";

const progressType = new ProgressType<ModelProgress>();

/** Registers the messages about models of this machine: list, pull, select, remove. Their work is loaded with the first. */
export function registerModels({ connection, lifecycle, configuration, engine }: Face): Feature {
  const { modelsFolder, clock, log } = engine;
  const list = async (): Promise<readonly ModelInfo[]> =>
    (await import("../model/catalogue/modelInfo")).modelInfos(await configuration.settled(), modelsFolder);

  const pull = async (params: PullModelParams, signal: AbortSignal): Promise<PullModelResult> => {
    const settings = await configuration.settled();
    const { partialResultToken: token } = params;
    const onProgress = (progress: ModelProgress): void => {
      if (token === undefined || signal.aborted) return;
      inBackground("sending progress", connection.sendProgress(progressType, token, progress));
    };
    const [{ pullForEditor }, { catalogueEntry }] = await Promise.all([
      import("../model/hub/pullForEditor"),
      import("../model/catalogue/catalogue"),
    ]);
    const { folder, ...result } = await pullForEditor(params, {
      ...{ settings, policy: configuration.policy, clock, signal, onProgress },
    });
    if (folder !== undefined) engine.modelChanged(folder);
    log.info(`Pulling ${catalogueEntry(params.id)?.id ?? "an unknown model"}: ${result.outcome}.`);
    return result;
  };

  const select = async ({ id, role }: SelectModelParams): Promise<SelectModelResult> => {
    const model = (await list()).find((known) => known.id === id);
    const setting = { key: roleSettings[role], value: id };
    const isAbsent = model?.state === "absent" || model?.state === "partial";
    const hindrance = model === undefined ? "isn't known" : isAbsent ? "isn't on this machine yet; pull it first" : "";
    return hindrance === "" ? setting : { ...setting, hindrance: `The model ${id} ${hindrance}.` };
  };

  const remove = async ({ id }: RemoveModelParams, signal: AbortSignal): Promise<RemoveModelResult> => {
    const [{ removePulled }, { PullError }, { pulledModelsFolder }, { hubEntry }] = await Promise.all([
      import("../model/hub/removePulled"),
      import("../model/hub/pullError"),
      import("../model/catalogue/pulledModels"),
      import("../model/catalogue/catalogue"),
    ]);
    const kept = (message: string): RemoveModelResult => ({ freedBytes: 0, message });
    const entry = hubEntry(id);
    if (entry === undefined) return kept(`${id} was not pulled.`);
    const { usedFor = [] } = (await list()).find((known) => known.id === id) ?? {};
    if (usedFor.length > 0)
      return kept(
        `${id} is in use here for ${usedFor.map((role) => roleNames[role]).join(" and ")}. Choose another model first, then remove it.`,
      );
    try {
      const modelsFolder = pulledModelsFolder();
      return { freedBytes: await removePulled({ entry, modelsFolder, signal }), message: "" };
    } catch (error) {
      if (!(error instanceof PullError)) throw error;
      log.warn("A model could not be removed.", { error: describeError(error) });
      return kept(error.message);
    }
  };

  connection.onRequest(listModelsMethod, lifecycle.guard(list));
  connection.onRequest(
    pullModelMethod,
    lifecycle.guard(checked(pullModelParams, (params, token) => withSignal(token, (signal) => pull(params, signal)))),
  );
  connection.onRequest(selectModelMethod, lifecycle.guard(checked(selectModelParams, select)));
  connection.onRequest(
    removeModelMethod,
    lifecycle.guard(
      checked(removeModelParams, (params, token) => withSignal(token, (signal) => remove(params, signal))),
    ),
  );
  return {};
}
