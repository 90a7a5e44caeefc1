import { homedir } from "node:os";
import { join } from "node:path";

/** Returns the folder for expendable files: the system's own for caches, or the one that `NANOTYPE_CACHE` names. */
export function userCacheFolder(environment: Readonly<Partial<Record<string, string>>> = process.env): string {
  const named = environment["NANOTYPE_CACHE"];
  if (named !== undefined && named !== "") return named;
  return join(systemCacheFolder(environment), "nanotype");
}

function systemCacheFolder(environment: Readonly<Partial<Record<string, string>>>): string {
  if (process.platform === "win32") return environment["LOCALAPPDATA"] ?? join(homedir(), "AppData", "Local");
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches");
  const { XDG_CACHE_HOME: folder } = environment;
  return folder === undefined || folder === "" ? join(homedir(), ".cache") : folder;
}
