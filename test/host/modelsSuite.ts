import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { embeddedFiles, LoopbackHub } from "../support/loopbackHub";
import { isHostInstalled, notInstalledNote, type HostVersion } from "./hostProcess";
import { hostTest, useWorkbench } from "./useWorkbench";
import type { Window } from "./window";
import { calmEditor, type Workbench } from "./workbench";

const command = "Nanotype: Choose the Model…";
const id = "smollm2-135m";

/** Choosing a model in a real VS Code: the list, the licence, a download that is stopped and continued, its use at once, its removal. */
export function modelsSuite(version: HostVersion): void {
  const title = `VS Code ${version} (${notInstalledNote} where skipped): models`;
  describe.skipIf(!isHostInstalled(version))(title, hostTest, () => {
    let workbench: Workbench;
    let window: Window;
    let hub: LoopbackHub;
    let models: string;

    beforeAll(async () => {
      models = mkdtempSync(join(tmpdir(), "nanotype-models-"));
      hub = await LoopbackHub.start("HuggingFaceTB/SmolLM2-135M-Instruct", embeddedFiles());
    });
    afterAll(async () => {
      await hub.close();
      rmSync(models, { recursive: true, force: true });
    });
    useWorkbench(
      () => ({
        version,
        // Calm, since it looks for the status and one suggestion only.
        settings: calmEditor,
        environment: { NANOTYPE_MODELS: models, HF_ENDPOINT: hub.address },
      }),
      async (opened) => {
        workbench = opened;
        window = opened.window;
        await window.openAt("first.ts", "for (let i = 0; i < items.length; █");
        await window.waitForStatus(/Ready/);
      },
    );

    test("a model is downloaded after its licence was accepted, stopped and continued, used at once, repaired, and removed", async () => {
      const { quickInput, page } = window;
      const dialog = page.locator(".monaco-dialog-box:visible");
      const answer = (button: string): Promise<void> => dialog.locator(".monaco-button", { hasText: button }).click();
      const toast = page.locator(".notification-toast", { hasText: `Downloading ${id}` });
      // A repeated test begins in the same state.
      rmSync(join(models, id), { recursive: true, force: true });
      hub.requests.splice(0);
      hub.bytesPerS = 1_500_000;
      await quickInput.beginCommand(command);
      await quickInput.entry("nanotype-6m");
      expect(await quickInput.entries()).toEqual(expect.arrayContaining(["nanotype-6m", id, "qwen2.5-coder-0.5b"]));
      await window.screenshot("models-list");
      expect(hub.requests).toEqual([]);
      await quickInput.pick(id);
      await dialog.filter({ hasText: "has the licence Apache-2.0" }).waitFor();
      await window.screenshot("models-licence");
      expect(hub.requests).toEqual([]);
      await answer("Accept and Download");
      await toast.filter({ hasText: /\d\.\d of 5\.2 MB, \d(\.\d)? MB\/s, \d s left/ }).waitFor();
      await window.screenshot("models-progress");
      await toast.hover();
      await toast.locator(".monaco-button", { hasText: "Cancel" }).click();
      await toast.waitFor({ state: "hidden" });

      hub.bytesPerS = Infinity;
      await quickInput.beginCommand(command);
      const row = await quickInput.entry(id);
      expect(await row.textContent()).toMatch(/\d of about 200 MB downloaded/);
      await row.click();
      await answer("Accept and Download");
      await window.waitForStatus(new RegExp(id));
      expect(settings()).toMatchObject({ "nanotype.local.model": id });
      await window.openAt("second.ts", "for (let i = 0; i < items.length; █");
      await window.press("Alt+Backslash");
      await window.waitForGhost(/i\+\+\) \{/);

      await quickInput.beginCommand(command);
      const installed = await quickInput.entry(id);
      expect(await installed.textContent()).toMatch(/in use · installed, 5\.2 MB · Apache-2\.0/);

      const damaged = join(models, id, "tokenizer.json");
      const whole = readFileSync(damaged);
      writeFileSync(damaged, whole.subarray(0, 100));
      hub.requests.splice(0);
      await installed.hover();
      await installed.locator(".codicon-tools").click();
      await page.locator(".notification-toast", { hasText: `The files of ${id} are whole.` }).waitFor();
      expect(readFileSync(damaged).equals(whole)).toBe(true);

      await quickInput.beginCommand(command);
      const repaired = await quickInput.entry(id);
      await repaired.hover();
      await repaired.locator(".codicon-trash").click();
      await answer("Remove");
      await window.waitForStatus(/nanotype-6m/);
      expect(settings()).not.toHaveProperty(["nanotype.local.model"]);
      await page.keyboard.press("Escape");
    });

    /** The settings that VS Code has written. */
    function settings(): unknown {
      const written = ["User", "Machine"].map(
        (place) =>
          JSON.parse(readFileSync(join(workbench.host.profile, "data", place, "settings.json"), "utf8")) as object,
      );
      return Object.assign({}, ...written);
    }
  });
}
