import { execFileSync } from "node:child_process";

/** Builds the bundles before the first test, so that the processes under test are the ones users run. */
export default function buildFirst(): void {
  execFileSync(process.execPath, ["scripts/build.mjs"], { stdio: "inherit" });
}
