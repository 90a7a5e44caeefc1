import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { inBackground } from "../../../server/src/base/inBackground";
import {
  listModelsMethod,
  selectModelMethod,
  type ModelInfo,
  type SelectModelParams,
  type SelectModelResult,
} from "../../../server/src/protocol";
import { roleNames, roleSettings, type ModelRole } from "../../../server/src/settings/modelRoles";
import { confirmAndRemove } from "./removeModel";
import { modelEntry, type ModelEntry, type RowButton } from "./modelEntry";

/** Id of the model that comes with the extension. */
const embeddedModel = "nanotype-6m";

/**
 * Lists the models for this machine, and uses the chosen one at once, for code or for prose; one that isn't here is downloaded first, after
 * its licence was accepted. Without a server only a folder can be chosen.
 */
export async function chooseModel(ready: () => Promise<LanguageClient | undefined>): Promise<void> {
  const client = await ready();
  let role: ModelRole = "code";
  for (;;) {
    const models = client === undefined ? [] : await client.sendRequest<readonly ModelInfo[]>(listModelsMethod);
    const chosen = await pickModel(models, role);
    if (chosen === undefined) return;
    switch (chosen.kind) {
      case "role":
        role = role === "code" ? "text" : "code";
        break;
      case "remove":
        if (client !== undefined) await confirmAndRemove(client, chosen.model, embeddedModel);
        break;
      case "repair": {
        const { repairInWindow } = await import("./pullModel");
        if (client !== undefined) await repairInWindow(client, chosen.model);
        return;
      }
      case "folder": {
        const folder = await pickFolder();
        if (folder !== undefined) await use(role, folder);
        return;
      }
      case "none":
        await use(role, role === "code" ? embeddedModel : "");
        return;
      case "model":
        if (client !== undefined) await useModel(client, role, chosen.model);
        return;
    }
  }
}

type Chosen =
  | { readonly kind: "model" | RowButton["act"]; readonly model: ModelInfo }
  | { readonly kind: "folder" | "role" | "none" };

/** Shows the models. The button in the title changes the role; those of a row repair and remove its model. */
function pickModel(models: readonly ModelInfo[], role: ModelRole): Promise<Chosen | undefined> {
  const picker = vscode.window.createQuickPick<ModelEntry>();
  const otherRole = role === "code" ? "text" : "code";
  const roleButton = {
    iconPath: new vscode.ThemeIcon(otherRole === "code" ? "code" : "book"),
    tooltip: `Choose the model for ${roleNames[otherRole]} instead`,
  };
  const first = role === "code" ? [] : [{ label: "One model for both", special: "none" as const }];
  const folder = {
    label: "$(folder-opened) Choose a folder…",
    detail: "A folder with an ONNX model and its tokenizer.",
    special: "folder" as const,
  };
  picker.title = `Nanotype: model for ${roleNames[role]}`;
  picker.placeholder = "A model that isn't here yet is downloaded, once you have accepted its licence";
  picker.buttons = [roleButton];
  picker.matchOnDescription = true;
  picker.items = [...first, ...models.map((model) => modelEntry(model, role)), folder];
  return new Promise((resolve) => {
    const end = (chosen?: Chosen): void => {
      resolve(chosen);
      picker.dispose();
    };
    picker.onDidAccept(() => {
      const { special, model } = picker.selectedItems.at(0) ?? {};
      if (special !== undefined) end({ kind: special });
      else if (model !== undefined) end({ kind: "model", model });
    });
    picker.onDidTriggerButton(() => end({ kind: "role" }));
    picker.onDidTriggerItemButton(({ item: { model, buttons }, button }) => {
      const act = buttons?.find((known) => known === button)?.act;
      if (model !== undefined && act !== undefined) end({ kind: act, model });
    });
    picker.onDidHide(() => end());
    picker.show();
  });
}

async function useModel(client: LanguageClient, role: ModelRole, model: ModelInfo): Promise<void> {
  if (model.state === "absent" || model.state === "partial") {
    const { pullInWindow } = await import("./pullModel");
    if (!(await pullInWindow(client, model))) return;
  }
  const params: SelectModelParams = { id: model.id, role };
  const { value, hindrance } = await client.sendRequest<SelectModelResult>(selectModelMethod, params);
  if (hindrance === undefined) await use(role, value);
  else inBackground("showing a message", vscode.window.showErrorMessage(hindrance));
}

/** Writes the setting; the server loads the model without a restart. */
async function use(role: ModelRole, model: string): Promise<void> {
  await vscode.workspace
    .getConfiguration("nanotype")
    .update(roleSettings[role], model, vscode.ConfigurationTarget.Global);
}

async function pickFolder(): Promise<string | undefined> {
  const folders = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel: "Use this model",
    title: "Folder with an ONNX model",
  });
  return folders?.[0]?.fsPath;
}
