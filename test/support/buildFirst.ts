import { execFileSync } from "node:child_process";

/** Builds the bundles before the first test, so that the processes under test are the ones users run. */
export default function buildFirst(): void {
  // The settings file of whoever runs the tests has no part in them.
  process.env.NANOTYPE_SETTINGS ??= "/dev/null/none";
  execFileSync(process.execPath, ["scripts/build.mjs"], { stdio: "inherit" });
}
