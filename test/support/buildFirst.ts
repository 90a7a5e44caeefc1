import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Builds the bundles before the first test, so that the processes under test are the ones users run. */
export default function buildFirst(): void {
  // The settings file of whoever runs the tests has no part in them.
  process.env.NANOTYPE_SETTINGS = join(mkdtempSync(join(tmpdir(), "nanotype-test-")), "settings.json");
  execFileSync(process.execPath, ["scripts/build.mjs"], { stdio: "inherit" });
}
