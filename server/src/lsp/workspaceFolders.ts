import type { Connection } from "vscode-languageserver";

/** Tells `set` the workspace's folders whenever they change. Only for clients that announce such changes; call it on `initialized`. */
export function followFolders(connection: Connection, set: (folderUris: string[]) => void): void {
  connection.workspace.onDidChangeWorkspaceFolders(() => {
    // The client keeps the whole list; asking for it is simpler than keeping count.
    connection.workspace.getWorkspaceFolders().then(
      (folders) => set((folders ?? []).map(({ uri }) => uri)),
      // It does not tell: the old folders stay.
      () => undefined,
    );
  });
}
