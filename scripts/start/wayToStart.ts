import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Programs that are a VS Code, in the order of the search. */
export const editors = ["code", "codium", "cursor"];

/** The ways to get a VS Code on this machine. */
export type WayToStart =
  { kind: "editor"; path: string } | { kind: "host" } | { kind: "installHost" } | { kind: "none"; message: string };

/** Chooses an installed editor, else the VS Code server under .cache; `isHostWanted` skips installed editors. */
export function wayToStart(params: {
  isHostWanted: boolean;
  searchPath: string;
  isHostInstalled: boolean;
  platform: NodeJS.Platform;
}): WayToStart {
  const path = params.isHostWanted ? undefined : findEditor(params.searchPath, params.platform);
  if (path !== undefined) return { kind: "editor", path };
  if (params.isHostInstalled) return { kind: "host" };
  if (params.platform === "linux") return { kind: "installHost" };
  return {
    kind: "none",
    message:
      `None of ${editors.join(", ")} is on the PATH. In VS Code run "Shell Command: Install 'code' command in PATH", ` +
      "then run npm start again.",
  };
}

function findEditor(searchPath: string, platform: NodeJS.Platform): string | undefined {
  const endings = platform === "win32" ? [".cmd", ".exe"] : [""];
  const folders = searchPath.split(delimiter).filter((folder) => folder !== "");
  const candidates = editors.flatMap((name) =>
    folders.flatMap((folder) => endings.map((ending) => join(folder, name + ending))),
  );
  return candidates.find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Missing or not executable for us: not a way to start.
    return false;
  }
}
