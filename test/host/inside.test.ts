// Own folder: a script replaces a desktop VS Code; `insideSuite.ts` brings its own documents.
import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { isHostInstalled, notInstalledNote } from "./hostProcess";
import { hostTest } from "./useWorkbench";
import { patienceMs } from "./workbench";

/** Runs the command of `npm run test:electron`. */
async function testElectron(environment: Record<string, string>): Promise<{ code: number | null; printed: string }> {
  const child = spawn(process.execPath, ["scripts/run.mjs", "test/host/electron.ts"], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data: Buffer) => (printed += data.toString()));
  const code = await new Promise<number | null>((done) => child.once("close", done));
  return { code, printed };
}

/** Makes the folder of an installed VS Code: the program, and its shell command in `bin`; both run `script`. */
function installedAt(script: string): string {
  const folder = mkdtempSync(join(tmpdir(), "nanotype-desktop-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "bin"));
  for (const path of [join(folder, "code"), join(folder, "bin/code")]) {
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
  }
  return join(folder, "code");
}

describe("npm run test:electron", () => {
  test("says what to do if no VS Code is available", async () => {
    const nowhere = { npm_config_https_proxy: "http://127.0.0.1:9", NANOTYPE_VSCODE_CACHE: "/dev/null/none" };
    const { code, printed } = await testElectron({ ...nowhere, VSCODE_EXECUTABLE: "" });
    expect(printed).toMatch(/No desktop VS Code could be downloaded .*Set VSCODE_EXECUTABLE .*test\/host\/setup\.sh/s);
    expect(code).toBe(1);
  }, 60_000);

  test("says that the named VS Code does not exist", async () => {
    const { code, printed } = await testElectron({ VSCODE_EXECUTABLE: "/nowhere/code" });
    expect(printed).toMatch(/VSCODE_EXECUTABLE.*\/nowhere\/code.*There is no such program/s);
    expect(code).toBe(1);
  }, 60_000);

  describe.skipIf(!isHostInstalled("1.139"))(`with VS Code 1.139 (${notInstalledNote} where skipped)`, hostTest, () => {
    test(
      "passes the suite inside the extension host of the VS Code that VSCODE_EXECUTABLE names",
      async () => {
        const program = installedAt(`exec "${process.execPath}" scripts/run.mjs test/host/standInDesktop.ts "$@"`);
        const { code, printed } = await testElectron({ VSCODE_EXECUTABLE: program });
        expect(printed).toContain("PASS completes a line of TypeScript");
        expect(printed).toMatch(/^[1-9]\d* passed, 0 failed$/m);
        expect(printed).toContain("The suite passed in the desktop VS Code.");
        expect(code).toBe(0);
      },
      patienceMs,
    );

    test(
      "fails when the suite does",
      async () => {
        const { code, printed } = await testElectron({
          VSCODE_EXECUTABLE: installedAt('case "$*" in *Tests*) exit 3; esac'),
        });
        expect(printed).toContain("Test run failed with code 3");
        expect(code).toBe(1);
      },
      patienceMs,
    );
  });
});
