import * as vscode from "vscode";

/** Key under which it is kept that the user was welcomed. */
const storageKey = "wasWelcomed";

/** Says once, when the first suggestion is possible, how to take one. Never shown again, whatever the user answers. */
export async function welcome(storage: vscode.Memento): Promise<void> {
  if (storage.get(storageKey) === true) return;
  await storage.update(storageKey, true);
  const tryIt = "Try it";
  const settings = "Settings";
  const message = "Nanotype is ready. Suggestions appear dimmed as you type: Tab takes one, Escape hides it.";
  const choice = await vscode.window.showInformationMessage(message, tryIt, settings);
  if (choice === tryIt) await vscode.commands.executeCommand("nanotype.tryIt");
  if (choice === settings) await vscode.commands.executeCommand("nanotype.openSettings");
}
