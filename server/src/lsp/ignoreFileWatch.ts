import { DidChangeWatchedFilesNotification } from "vscode-languageserver";
import { ignoreFileNames } from "../safety/exclusion/ignoreFiles";
import type { Face, Feature } from "./feature";

/** Follows changes of files: on the disk if the client watches them, else in the editor. Ignore files are read anew. */
export function registerIgnoreFileWatch({ connection, engine: { exclusion, workspace }, client }: Face): Feature {
  const isIgnoreFile = ({ uri }: { readonly uri: string }): boolean =>
    ignoreFileNames.includes(uri.slice(uri.lastIndexOf("/") + 1));
  return {
    start() {
      connection.onDidChangeWatchedFiles(({ changes }) => {
        if (changes.some(isIgnoreFile)) exclusion.ignoreFilesChanged();
        workspace.changed(changes.map(({ uri }) => uri));
      });
      connection.onDidSaveTextDocument(({ textDocument }) => {
        if (isIgnoreFile(textDocument)) exclusion.ignoreFilesChanged();
        workspace.changed([textDocument.uri]);
      });
      if (client.workspace?.didChangeWatchedFiles?.dynamicRegistration !== true) return;
      // Folders too: one that is removed is reported without its files.
      const watchers = [{ globPattern: "**/*" }];
      const registered = connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
      // A client that refuses still reports saves.
      registered.then(() => workspace.watched()).catch(() => undefined);
    },
  };
}
