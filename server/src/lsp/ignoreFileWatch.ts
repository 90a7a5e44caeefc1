import { DidChangeWatchedFilesNotification } from "vscode-languageserver";
import { ignoreFileNames } from "../safety/exclusion/ignoreFiles";
import type { Face, Feature } from "./feature";

/** Rereads ignore files when one was changed: on the disk if the client watches it, else in the editor. */
export function registerIgnoreFileWatch({ connection, engine: { exclusion }, client }: Face): Feature {
  const isIgnoreFile = ({ uri }: { readonly uri: string }): boolean =>
    ignoreFileNames.includes(uri.slice(uri.lastIndexOf("/") + 1));
  return {
    start() {
      connection.onDidChangeWatchedFiles(({ changes }) => {
        if (changes.some(isIgnoreFile)) exclusion.ignoreFilesChanged();
      });
      connection.onDidSaveTextDocument(({ textDocument }) => {
        if (isIgnoreFile(textDocument)) exclusion.ignoreFilesChanged();
      });
      if (client.workspace?.didChangeWatchedFiles?.dynamicRegistration !== true) return;
      const watchers = ignoreFileNames.map((name) => ({ globPattern: `**/${name}` }));
      // A client that refuses still reports saves.
      connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }).catch(() => undefined);
    },
  };
}
