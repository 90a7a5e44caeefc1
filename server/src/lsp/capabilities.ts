import { CodeActionKind, TextDocumentSyncKind, type InitializeResult } from "vscode-languageserver";
import { acceptedCommand, type InitializationOptions } from "../protocol";

/** Says what the server can do. A client that reports acceptance itself must not get the command a second time. */
export function serverCapabilities({ reportsAcceptance }: InitializationOptions): InitializeResult["capabilities"] {
  return {
    positionEncoding: "utf-16",
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
    inlineCompletionProvider: {},
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite] },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    ...(reportsAcceptance ? {} : { executeCommandProvider: { commands: [acceptedCommand] } }),
  };
}
