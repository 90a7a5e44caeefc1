import * as vscode from "vscode";

/** Id of the model that comes with the extension. */
const embeddedModel = "nanotype-6m";

/** Asks which model to use and stores the answer as a user setting; the server loads it without a restart. */
export async function chooseModel(): Promise<void> {
  const configuration = vscode.workspace.getConfiguration("nanotype");
  const current = configuration.get<string>("local.model", embeddedModel);
  const isEmbedded = current === embeddedModel;
  const embedded = { label: embeddedModel, description: isEmbedded ? "in use" : "", detail: "Comes with Nanotype." };
  const own = isEmbedded ? [] : [{ label: current, description: "in use" }];
  const browse = {
    label: "$(folder-opened) Choose a folder…",
    detail: "A folder with an ONNX model and its tokenizer.",
  };
  const chosen = await vscode.window.showQuickPick([embedded, ...own, browse], { title: "Nanotype: model" });
  if (chosen === undefined) return;
  const model = chosen === browse ? await pickFolder() : chosen.label;
  if (model !== undefined) await configuration.update("local.model", model, vscode.ConfigurationTarget.Global);
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
