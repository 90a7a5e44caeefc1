import { inBackground } from "../base/inBackground";
import type { Face, Feature } from "./feature";

/** Follows the workspace's folders, if the client announces their changes. */
export function registerWorkspaceFolders({ connection, engine, client }: Face): Feature {
  return {
    capabilities: { workspace: { workspaceFolders: { supported: true, changeNotifications: true } } },
    start() {
      if (!client.workspace?.workspaceFolders) return;
      connection.workspace.onDidChangeWorkspaceFolders(() => {
        // The client keeps the whole list; asking for it is simpler than keeping count.
        // If it refuses, the old folders stay.
        inBackground("changing the workspace's folders", async () => {
          engine.setFolders(((await connection.workspace.getWorkspaceFolders()) ?? []).map(({ uri }) => uri));
        });
      });
    },
  };
}
