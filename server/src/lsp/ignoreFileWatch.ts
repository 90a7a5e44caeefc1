import { DidChangeWatchedFilesNotification, type Connection, type InitializeParams } from "vscode-languageserver";
import { ignoreFileNames } from "../safety/exclusion/ignoreFiles";

/** Calls `changed` when an ignore file was changed: on the disk where the client watches it, in the editor where it does not. Call it on `initialized`. */
export function followIgnoreFiles(
  connection: Connection,
  client: InitializeParams["capabilities"],
  changed: () => void,
): void {
  const isIgnoreFile = ({ uri }: { readonly uri: string }): boolean =>
    ignoreFileNames.includes(uri.slice(uri.lastIndexOf("/") + 1));
  connection.onDidChangeWatchedFiles(({ changes }) => {
    if (changes.some(isIgnoreFile)) changed();
  });
  connection.onDidSaveTextDocument(({ textDocument }) => {
    if (isIgnoreFile(textDocument)) changed();
  });
  if (client.workspace?.didChangeWatchedFiles?.dynamicRegistration !== true) return;
  const watchers = ignoreFileNames.map((name) => ({ globPattern: `**/${name}` }));
  // A client that refuses still tells of what it saves.
  connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }).catch(() => undefined);
}
