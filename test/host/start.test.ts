// Own folder: `npm start` opens its own sample.
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { childrenOf, gone } from "../support/processes";
import { isHostInstalled, notInstalledNote, waitUntil } from "./hostProcess";
import { installedExtension } from "./vsix";
import { hostTest } from "./useWorkbench";
import { openBrowser, statusSelector } from "./window";
import { patienceMs } from "./workbench";

describe.skipIf(!isHostInstalled("1.139"))(`npm start (${notInstalledNote} where skipped)`, hostTest, () => {
  test(
    "prints where VS Code runs, which completes there, and leaves nothing behind after Ctrl+C",
    async () => {
      await installedExtension("1.139");
      rmSync(resolve(".cache/start/sample"), { recursive: true, force: true });
      // A separate process group, which a terminal's Ctrl+C reaches as a whole.
      const child = spawn(process.execPath, ["scripts/run.mjs", "scripts/start.ts", "--host"], {
        detached: true,
        stdio: ["ignore", "pipe", "inherit"],
      });
      const group = child.pid ?? 0;
      const ended = new Promise<number | null>((done) => child.once("exit", done));
      let printed = "";
      child.stdout.on("data", (data: Buffer) => (printed += data.toString()));
      const address = (): string | undefined => /http:\/\/127\.0\.0\.1:\d+\/\S+/.exec(printed)?.[0];
      await waitUntil(() => address() !== undefined, patienceMs / 2);
      const port = Number(/:(\d+)\//.exec(address() ?? "")?.[1]);
      expect(printed).toContain("Ctrl+C ends it.");

      const browser = await openBrowser();
      onTestFinished(() => browser.close());
      const page = await browser.newPage();
      await page.goto(address() ?? "");
      await page.waitForSelector(statusSelector, { timeout: 60_000 });
      // The caret is below the hint, which fits into a small window.
      await page.setViewportSize({ width: 1024, height: 768 });
      await page.waitForSelector('.statusbar-item >> text="Ln 35, Col 1"');
      const hint = page.locator(".view-line", { hasText: "A place to try Nanotype in" }).locator("> span");
      const { x, width } = (await hint.boundingBox()) ?? { x: 0, width: 0 };
      expect(width).toBeGreaterThan(0);
      expect(x + width).toBeLessThan(1024);
      await page.click(".monaco-editor .view-lines");
      await page.keyboard.press("Control+End");
      await page.keyboard.type("export function totalOf(customer: str", { delay: 60 });
      await page.waitForSelector(".monaco-editor [class*=ghost-text]", { timeout: 30_000 });

      const processes = descendantsOf(group);
      // At least the runner, the script, VS Code's server, its extension host, the language server and the model
      // process.
      expect(processes.length).toBeGreaterThanOrEqual(5);
      process.kill(-group, "SIGINT");
      expect(await ended).toBe(0);
      await Promise.all(processes.map(gone));
      await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow();
    },
    patienceMs,
  );
});

function descendantsOf(pid: number): number[] {
  return childrenOf(pid).flatMap((child) => [child, ...descendantsOf(child)]);
}
