import type { Connection } from "vscode-languageserver";
import { inBackground } from "../base/inBackground";

/** Tells `set` the workspace's folders whenever they change. Only for clients that announce such changes; call it on `initialized`. */
export function followFolders(connection: Connection, set: (folderUris: string[]) => void): void {
  connection.workspace.onDidChangeWorkspaceFolders(() => {
    // The client keeps the whole list; asking for it is simpler than keeping count.
    // If it refuses, the old folders stay.
    inBackground("changing the workspace's folders", async () => {
      set(((await connection.workspace.getWorkspaceFolders()) ?? []).map(({ uri }) => uri));
    });
  });
}
