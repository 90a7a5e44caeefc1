import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, type BuildOptions } from "esbuild";
import { describe, expect, test } from "vitest";
import { isHostInstalled, notInstalledNote, startHost } from "./hostProcess";
import { installedExtension } from "./vsix";
import { openBrowser } from "./window";
import { patienceMs } from "./workbench";

const version = "1.139";

describe.skipIf(!isHostInstalled(version))(`VS Code ${version} (${notInstalledNote} where skipped)`, () => {
  test("passes the suite of npm run test:electron inside its extension host", { timeout: patienceMs }, async () => {
    const scratch = mkdtempSync(join(tmpdir(), "nanotype-inside-"));
    const empty = join(scratch, "development");
    mkdirSync(empty);
    // VS Code wants an extension under development; the one under test is the installed one.
    const manifest = { name: "empty", publisher: "nanotype", version: "0.0.1", engines: { vscode: "*" } };
    writeFileSync(join(empty, "package.json"), JSON.stringify(manifest));
    const outfile = join(scratch, "suite.cjs");
    const options = { bundle: true, platform: "node", format: "cjs", external: ["vscode"] } satisfies BuildOptions;
    await build({ ...options, entryPoints: ["test/host/insideSuite.ts"], outfile });

    const extensionsFolder = await installedExtension(version);
    const host = await startHost({ version, extensionsFolder, isTestDriver: true });
    const browser = await openBrowser();
    try {
      const page = await browser.newPage();
      const log: string[] = [];
      const exitCode = new Promise<number>((done) => void page.exposeFunction("codeAutomationExit", done));
      await page.exposeFunction("codeAutomationLog", (_type: string, parts: unknown[]) => log.push(parts.join(" ")));
      page.on("console", (message) => log.push(message.text()));
      const remote = (path: string): string => `vscode-remote://127.0.0.1:${host.port}${path}`;
      const payload = [
        ["extensionDevelopmentPath", remote(empty)],
        ["extensionTestsPath", remote(outfile)],
      ];
      await page.goto(
        `http://127.0.0.1:${host.port}/?folder=${scratch}&payload=${encodeURIComponent(JSON.stringify(payload))}`,
      );
      const code = await exitCode;
      const verdicts = log.filter((line) => /PASS|FAIL|passed,/.test(line));
      expect({ code, verdicts }).toEqual({
        code: 0,
        verdicts: expect.arrayContaining([expect.stringContaining("0 failed")]) as unknown,
      });
    } finally {
      await browser.close();
      await host.stop();
      rmSync(scratch, { recursive: true, force: true });
    }
  });
});
