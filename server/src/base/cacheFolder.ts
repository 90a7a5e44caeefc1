import { join } from "node:path";
import { systemFolder } from "./systemFolder";

/** Returns the folder for expendable files: the system's own for caches, or the one that `NANOTYPE_CACHE` names. */
export function userCacheFolder(environment: Readonly<Partial<Record<string, string>>> = process.env): string {
  const named = environment["NANOTYPE_CACHE"];
  if (named !== undefined && named !== "") return named;
  return join(systemFolder("cache", environment), "nanotype");
}
