import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { inBackground } from "../../../server/src/base/inBackground";
import { megabytes } from "../../../server/src/base/megabytes";
import {
  removeModelMethod,
  type ModelInfo,
  type RemoveModelParams,
  type RemoveModelResult,
} from "../../../server/src/protocol";
import { roleSettings } from "../../../server/src/settings/modelRoles";

/** Removes a pulled model if the user agrees. One that is in use is replaced first: by the embedded one for code, by none for prose. */
export async function confirmAndRemove(client: LanguageClient, model: ModelInfo, embedded: string): Promise<void> {
  const { id, usedFor, bytes } = model;
  const instead = usedFor.includes("code") ? ` ${embedded} completes code instead.` : "";
  const remove = "Remove";
  const choice = await vscode.window.showWarningMessage(
    `Remove ${id} from this machine?`,
    { modal: true, detail: `That frees ${megabytes(bytes)} MB.${instead} You can download it again.` },
    remove,
  );
  if (choice !== remove) return;
  const configuration = vscode.workspace.getConfiguration("nanotype");
  for (const key of Object.values(roleSettings))
    if (configuration.get(key) === id) await configuration.update(key, undefined, vscode.ConfigurationTarget.Global);
  const params: RemoveModelParams = { id };
  const { message } = await client.sendRequest<RemoveModelResult>(removeModelMethod, params);
  if (message !== "") inBackground("showing a message", vscode.window.showErrorMessage(message));
}
