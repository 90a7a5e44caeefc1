import { homedir } from "node:os";
import { join } from "node:path";

/** Folders below the user's own, by the system's conventions. */
const places = {
  data: { darwin: "Application Support", variable: "XDG_DATA_HOME", other: [".local", "share"] },
  cache: { darwin: "Caches", variable: "XDG_CACHE_HOME", other: [".cache"] },
} as const;

/** Returns the system's folder for the data of programs, or for files of theirs that may vanish. */
export function systemFolder(
  kind: keyof typeof places,
  environment: Readonly<Partial<Record<string, string>>>,
): string {
  const { darwin, variable, other } = places[kind];
  if (process.platform === "win32") return environment["LOCALAPPDATA"] ?? join(homedir(), "AppData", "Local");
  if (process.platform === "darwin") return join(homedir(), "Library", darwin);
  const named = environment[variable];
  return named === undefined || named === "" ? join(homedir(), ...other) : named;
}
