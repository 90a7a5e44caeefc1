import { join } from "node:path";
import { userCacheFolder } from "../base/cacheFolder";

/** Returns the folder of the figures: one for all editors, whatever cache folder their clients name. */
export function statsFolder(): string {
  return join(userCacheFolder(), "figures");
}
