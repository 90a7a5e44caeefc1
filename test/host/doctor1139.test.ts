import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FrameLocator } from "playwright-core";
import { StandIn } from "../support/standIn/standIn";
import { graveAxeFaultsOfCopy } from "./axeFaults";
import { isHostInstalled, notInstalledNote } from "./hostProcess";
import { hostTest, useWorkbench } from "./useWorkbench";
import type { Window } from "./window";
import { calmEditor } from "./workbench";

const title = `VS Code 1.139 (${notInstalledNote} where skipped): Check My Setup`;
describe.skipIf(!isHostInstalled("1.139"))(title, hostTest, () => {
  let window: Window;
  let standIn: StandIn;
  beforeAll(async () => {
    standIn = await StandIn.start();
  });
  afterAll(() => standIn.close());
  useWorkbench(
    () => ({
      version: "1.139" as const,
      settings: {
        ...calmEditor,
        "window.autoDetectColorScheme": true,
        "[typescript]": { "editor.inlineSuggest.enabled": false },
        "workbench.colorCustomizations": { "editorGhostText.foreground": "#ffffff00" },
        "nanotype.enable": { "*": true, typescript: false },
      },
      machineSettings: {
        "nanotype.local.model": "/nowhere/model",
        "nanotype.endpoints": [{ name: "work", kind: "azure", url: standIn.url, model: "gpt-4.1-nanno" }],
      },
      environment: { NANOTYPE_KEY_WORK: "secret-key" },
    }),
    async (opened) => {
      window = opened.window;
      await window.openAt("first.ts", "export {};\nexport function openAccountBook(): void {}\n█");
    },
  );

  test("five faults that were planted are found, and each is mended by one click", async () => {
    const page = (): FrameLocator => window.page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
    await window.page.waitForSelector(".notification-toast >> text=Allow Nanotype to send code");
    await window.act("Don't allow");
    await window.command("Nanotype: Check My Setup");
    await page().getByText("5 findings.").waitFor();
    await window.screenshots("doctor-five-faults");
    expect(await graveAxeFaultsOfCopy(window)).toEqual([]);
    expect(await page().locator("section h2").allTextContents()).toEqual([
      "VS Code's setting editor.inlineSuggest.enabled is off in TypeScript.",
      expect.stringMatching(/^The colour of ghost text is transparent/),
      "Suggestions are off in typescript.",
      "There is no model folder at /nowhere/model.",
      expect.stringMatching(/^work has no model or deployment "gpt-4.1-nanno".* It serves gpt-4.1-nano\.$/),
    ]);
    for (let left = 4; left >= 0; left--) {
      await page().locator("section a.button").first().click();
      await page()
        .getByText(left === 0 ? "Nothing is wrong." : left === 1 ? "1 finding." : `${left} findings.`)
        .waitFor();
    }
    expect(await page().locator(".mended li").count()).toBe(5);
    await window.screenshot("doctor-all-mended");

    await window.openAt("second.ts", "export {};\nexport function openAccountBook(): void {}\n█");
    await window.type("openAcc");
    await window.press("Alt+Backslash");
    await window.waitForGhost(/^ountBook/);
    expect(await window.openMenu()).toContain("Check my setup");
  });
});
