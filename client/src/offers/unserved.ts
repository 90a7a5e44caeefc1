import * as vscode from "vscode";
import { isRelevantScheme } from "./documentSelector";

/** Files of VS Code's own settings: a folder's, and those of the user's or another machine's profile, which a remote window opens as plain files. */
const ownSettings =
  /\/(?:\.vscode\/settings|(?:User|Machine)\/(?:profiles\/[^/]+\/)?(?:settings|keybindings|tasks|mcp))\.json$/;

/** Returns why a document's editor gets no suggestions at all, in a sentence; `undefined` if it does. */
export function unservedReason(document: vscode.TextDocument): string | undefined {
  const { uri } = document;
  if (uri.scheme === "vscode-userdata" || ownSettings.test(uri.path))
    return "Nanotype doesn't suggest in VS Code's own settings files.";
  if (!isRelevantScheme(uri.scheme))
    return "Nanotype completes in files, untitled documents, notebooks and the commit box, but not here.";
  if (isCompared(uri)) return "Nanotype doesn't suggest in comparisons. Open the file itself for suggestions.";
  return isReadOnly(document) ? "This file is read-only, so there is nothing to suggest." : undefined;
}

/** Reports whether the active tab compares a document with another one. */
function isCompared(uri: vscode.Uri): boolean {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (!(input instanceof vscode.TabInputTextDiff)) return false;
  return [input.original, input.modified].some((side) => side.toString() === uri.toString());
}

/** Reports whether the file system, or the user's settings, make a document read-only. */
function isReadOnly(document: vscode.TextDocument): boolean {
  if (document.uri.scheme !== "file") return vscode.workspace.fs.isWritableFileSystem(document.uri.scheme) === false;
  const files = vscode.workspace.getConfiguration("files", document);
  const matches = (key: string): boolean => {
    const patterns = files.get<unknown>(key);
    if (typeof patterns !== "object" || patterns === null) return false;
    return Object.entries(patterns).some(
      ([pattern, isOn]) => isOn === true && vscode.languages.match({ pattern }, document) > 0,
    );
  };
  return matches("readonlyInclude") && !matches("readonlyExclude");
}
