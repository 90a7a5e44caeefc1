import * as vscode from "vscode";
import { inBackground } from "../../server/src/base/inBackground";
import { clearCacheMethod } from "../../server/src/protocol";
import type { ServerRunner } from "./server/serverRunner";

/** Folder of the completions kept on disk, in the extension's own storage. */
export function cacheFolder(storage: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(storage, "answers");
}

/** Forgets every completion kept in memory and on this machine's disk, whether or not the server runs. */
export async function clearCache(runner: ServerRunner, storage: vscode.Uri): Promise<void> {
  const folder = cacheFolder(storage);
  try {
    if (runner.client !== undefined) await runner.client.sendRequest(clearCacheMethod);
    else if (await exists(folder)) await vscode.workspace.fs.delete(folder, { recursive: true });
    inBackground(
      "showing a message",
      vscode.window.showInformationMessage("Nanotype has forgotten every completion kept on this machine."),
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    inBackground(
      "showing a message",
      vscode.window.showErrorMessage(
        `Some kept completions could not be removed: ${reason}. They stay encrypted, in ${folder.fsPath}.`,
      ),
    );
  }
}

async function exists(folder: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(folder).then(
    () => true,
    () => false,
  );
}
