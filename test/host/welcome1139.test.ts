import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Locator } from "playwright-core";
import { isHostInstalled, notInstalledNote, waitUntil } from "./hostProcess";
import { waitForDrawn } from "./nextEdit/drawnEdit";
import { hostTest, useWorkbench } from "./useWorkbench";
import type { Window } from "./window";
import type { Workbench } from "./workbench";
import { usualMenu } from "./usualMenu";

const title = `VS Code 1.139 (${notInstalledNote} where skipped): a newcomer`;
describe.skipIf(!isHostInstalled("1.139"))(title, hostTest, () => {
  let workbench: Workbench;
  let window: Window;
  let openedMs = 0;
  useWorkbench(
    () => ({ version: "1.139" as const, settings: { "window.autoDetectColorScheme": true } }),
    (opened) => {
      openedMs = Date.now();
      workbench = opened;
      window = opened.window;
    },
  );

  const steps = (): Locator => window.page.locator(".gettingStartedContainer .getting-started-step");
  const stepTitled = (text: string): Locator => steps().filter({ hasText: text });
  const openWalkthrough = async (): Promise<void> => {
    if (await steps().first().isVisible()) return; // it would take the focus from the palette
    await window.command("Nanotype: Open the Walkthrough");
    await steps().first().waitFor();
  };
  /** Opens the walkthrough at one of its steps, and presses the step's button if there is one to press. */
  const openStep = async (step: string, button?: string): Promise<void> => {
    await openWalkthrough();
    // A page that is still being drawn loses a click.
    await waitUntil(async () => {
      await stepTitled(step).locator(".step-title").click();
      return /\bexpanded\b/.test((await stepTitled(step).getAttribute("class")) ?? "");
    });
    if (button !== undefined) await stepTitled(step).getByText(button).click();
  };
  const isDone = async (step: string): Promise<void> => {
    await openWalkthrough();
    await stepTitled(step).locator(".codicon.complete").waitFor();
  };

  test("the walkthrough leads to a first suggestion within a minute, and each step is done by doing it", async () => {
    await openStep("Take your first suggestion", "Open the file");
    const whole = await window.waitForGhost(/\S/);
    const firstMs = Date.now() - openedMs;
    console.log(`The first suggestion came ${firstMs} ms after the window.`);
    expect(firstMs).toBeLessThan(60_000);
    await window.screenshot("welcome-first");
    await window.press("Control+ArrowRight");
    await waitUntil(async () => ![whole, ""].includes(await window.ghost()));
    await window.press("Tab");
    await isDone("Take your first suggestion");
    await isDone("Accept part of a suggestion");

    await openStep("Make a change once", "Open a practice file");
    await window.page.waitForSelector(".monaco-editor.focused .view-line >> text=let sum");
    await window.type("amount");
    await waitForDrawn(window, /^sum\|amount\|Tab$/);
    await window.screenshot("welcome-next-edit");
    await window.press("Tab");
    await window.waitForText(/amount \+= item\.price/);
    await isDone("Make a change once");
  });

  test("each quick setting changes by one click, and the menu stays with its value", async () => {
    await window.openAt("quick.ts", "export {};\n█\n");
    expect(await window.openMenu()).toEqual(usualMenu);
    await window.screenshots("menu");
    for (const [before, after, setting] of [
      ["Suggestions: quiet", "Suggestions: balanced", { "nanotype.eagerness": "balanced" }],
      ["In comments: on", "In comments: off", { "nanotype.enable": { comments: false } }],
      ["Multi-line: on request", "Multi-line: automatic", { "nanotype.multiline": "auto" }],
      ["Next edits: quiet", "Next edits: on", { "nanotype.nextEdit": "on" }],
      ["Next edits: on", "Next edits: off", { "nanotype.nextEdit": "off" }],
    ] as const) {
      await window.quickInput.pick(before);
      await window.quickInput.entry(after);
      const file = join(workbench.host.profile, "data/User/settings.json");
      expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject(setting);
    }
    await window.screenshots("menu-changed");
    await window.quickInput.pick("More…");
    await window.quickInput.entry("Settings");
    await window.screenshots("menu-more");
    await window.page.locator(".quick-input-widget:visible .codicon-quick-input-back").click();
    await window.quickInput.entry("In comments: off");
    await window.quickInput.narrow("strings");
    expect(await window.quickInput.entries()).toContain("Turn off in strings");
    await window.quickInput.narrow("");
    await window.quickInput.entry("In comments: off");
    await window.press("Escape");
    await window.page.locator(".quick-input-widget:visible").waitFor({ state: "hidden" });
  });

  test("the last steps: commit message, menu, the question why", async () => {
    await window.press("Control+Shift+G");
    // Pictures of the steps need a wide editor.
    await window.press("Control+b");
    await openStep("Ask why nothing was suggested", "Why was nothing offered?");
    await window.page.waitForSelector(".notification-toast");
    await window.screenshot("welcome-why");
    await window.command("Notifications: Clear All Notifications");
    await openStep("Make it yours");
    const picture = window.page.locator(".getting-started-media img:visible");
    await picture.waitFor();
    expect((await picture.boundingBox())?.width).toBeGreaterThan(100);
    await waitUntil(async () => (await steps().locator(".codicon.complete").count()) === (await steps().count()));
    await window.screenshots("walkthrough-done");
  });

  test("a session is recorded after consent, and one click in the status bar stops it and shows the file", async () => {
    await window.command("Nanotype: Record This Session");
    const dialog = window.page.locator(".monaco-dialog-box");
    await dialog.getByText("Recognizable secrets are masked").waitFor();
    await window.screenshots("record-consent");
    await dialog.getByRole("button", { name: "Record", exact: true }).click();
    const item = window.page.locator(".statusbar-item", { hasText: "Recording" });
    await item.waitFor();
    await window.openAt("recorded.ts", "export {};\n█\n");
    await window.type("const recordedName = 1;\n");
    await window.screenshots("recording");
    await item.locator("a").click();
    await window.page.locator(".tab.active[data-resource-name^='session-']").waitFor();
    await item.waitFor({ state: "hidden" });
    await window.screenshot("recorded");
    const folder = join(workbench.host.profile, "data/User/globalStorage/nanotype.nanotype/recordings");
    const [name = "", ...others] = readdirSync(folder);
    expect(others).toEqual([]);
    const recording = readFileSync(join(folder, name), "utf8");
    expect(recording).toContain("nanotype session 1");
    expect(recording).toContain("recorded.ts");
  });
});
