import type { Settings } from "./settings";

/** Sources of completions: setting `nanotype.mode`. `offline` is `local` with the promise that no socket is opened. */
export const modes = ["local", "cloud", "hybrid", "offline"] as const;
export type Mode = (typeof modes)[number];

/** Returns the mode in force: `auto` is `local`, and `hybrid` once there is an endpoint. */
export function modeOf({ mode, endpoints }: Pick<Settings, "mode" | "endpoints">): Mode {
  if (mode !== "auto") return mode;
  return endpoints.length > 0 ? "hybrid" : "local";
}

/** Reports whether endpoints take part in a mode. */
export function usesEndpoints(mode: Mode): boolean {
  return mode === "cloud" || mode === "hybrid";
}
