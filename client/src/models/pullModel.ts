import * as vscode from "vscode";
import { ProgressType, type LanguageClient } from "vscode-languageclient/node";
import { inBackground } from "../../../server/src/base/inBackground";
import { megabytes } from "../../../server/src/base/megabytes";
import {
  pullModelMethod,
  type ModelInfo,
  type ModelProgress,
  type PullModelParams,
  type PullModelResult,
} from "../../../server/src/protocol";
import { openSetting } from "../status/openSetting";

const progressType = new ProgressType<ModelProgress>();
let lastToken = 0;

/** Downloads a model after the user has accepted its licence, with progress that can be cancelled. Returns whether the model is here now. */
export async function pullInWindow(client: LanguageClient, model: ModelInfo): Promise<boolean> {
  const { id, licence } = model;
  if (licence === undefined || !(await accepts(model, licence))) return false;
  return pull(client, { id, licence: licence.id, title: `Downloading ${id}` });
}

/** Checks a model that is here, and downloads its damaged files again, with progress that can be cancelled. */
export async function repairInWindow(client: LanguageClient, { id, licence }: ModelInfo): Promise<void> {
  if (licence === undefined) return;
  if (await pull(client, { id, licence: licence.id, title: `Checking ${id}` }))
    inBackground("showing a message", vscode.window.showInformationMessage(`The files of ${id} are whole.`));
}

/** Downloads what is missing or damaged; returns whether the model is whole now. */
async function pull(client: LanguageClient, by: { id: string; licence: string; title: string }): Promise<boolean> {
  const { id, licence, title } = by;
  const { outcome, message, setting } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, cancelled) => {
      const partialResultToken = `nanotype-pull-${++lastToken}`;
      let shownBytes = 0;
      const listening = client.onProgress(progressType, partialResultToken, ({ doneBytes, totalBytes, text }) => {
        progress.report({ message: text, increment: (100 * (doneBytes - shownBytes)) / totalBytes });
        shownBytes = doneBytes;
      });
      try {
        const params: PullModelParams = { id, acceptedLicence: licence, partialResultToken };
        return await client.sendRequest<PullModelResult>(pullModelMethod, params, cancelled);
      } finally {
        listening.dispose();
      }
    },
  );
  if (outcome === "failed") inBackground("showing a message", showFailure(message, setting));
  return outcome === "installed";
}

async function accepts(
  { id, name = id, downloadMb = 0 }: ModelInfo,
  licence: { id: string; url: string },
): Promise<boolean> {
  const accept = "Accept and Download";
  const read = "Read the Licence";
  const detail = `${name} has the licence ${licence.id}. About ${megabytes(downloadMb * 1e6)} MB are downloaded; you can stop at any time and continue later.`;
  for (;;) {
    const choice = await vscode.window.showInformationMessage(`Download ${id}?`, { modal: true, detail }, accept, read);
    if (choice !== read) return choice === accept;
    await vscode.env.openExternal(vscode.Uri.parse(licence.url));
  }
}

async function showFailure(message: string, setting: string | undefined): Promise<void> {
  const open = "Open the Setting";
  const choice = await vscode.window.showErrorMessage(message, ...(setting === undefined ? [] : [open]));
  if (choice === open && setting !== undefined) await openSetting(setting);
}
