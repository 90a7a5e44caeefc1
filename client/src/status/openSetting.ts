import * as vscode from "vscode";

/**
 * Opens the settings at one key, where its value is set: the folder's settings or the user's. A key that VS Code knows
 * opens in the settings page. A misspelt key has no place there, so the file opens at its line.
 */
export async function openSetting(key: string): Promise<void> {
  const found = vscode.workspace.getConfiguration().inspect(key);
  const isWorkspaces = (found?.workspaceFolderValue ?? found?.workspaceValue) !== undefined;
  if (found?.defaultValue !== undefined) {
    const page = isWorkspaces ? "workbench.action.openWorkspaceSettings" : "workbench.action.openSettings";
    await vscode.commands.executeCommand(page, { query: `@id:${key}` });
    return;
  }
  const file = isWorkspaces ? "workbench.action.openWorkspaceSettingsFile" : "workbench.action.openSettingsJson";
  await vscode.commands.executeCommand(file, { revealSetting: { key } });
}
