import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { StandIn } from "../support/standIn/standIn";
import { isHostInstalled, notInstalledNote, waitUntil, type HostVersion } from "./hostProcess";
import type { Window } from "./window";
import { hostTest, openWorkbench, patienceMs, type Workbench } from "./workbench";

/** Made at run time, so that no scanner takes it for a real one. */
const key = ["nano", "host", "key", "0123456789"].join("-");

/** Opens the menu as people do, by a click on the status bar item. */
function openMenu(window: Window): Promise<void> {
  return window.page.locator("[id='nanotype.nanotype.nanotype.status']").click();
}

/** What leaves the machine, and who decides: keys in settings, consent, the menu, Restricted Mode. */
export function trustSuite(version: HostVersion): void {
  const title = `VS Code ${version} (${notInstalledNote} where skipped)`;
  describe.skipIf(!isHostInstalled(version))(`${title}: keys and consent`, hostTest, () => {
    let standIn: StandIn;
    let workbench: Workbench;
    let window: Window;
    beforeAll(async () => {
      standIn = await StandIn.start({ keys: [key] });
      standIn.usual = { kind: "answer", text: "fromTheEndpoint();\n" };
      const endpoint = { name: "team", kind: "azure", url: standIn.url, model: "gpt-4.1-nano" };
      workbench = await openWorkbench({
        version,
        machineSettings: {
          "nanotype.mode": "cloud",
          "nanotype.endpoints": [{ ...endpoint, headers: { "api-key": key } }],
        },
        prepare: (folder) => writeFileSync(join(folder, "main.ts"), "const first = 1;\n"),
      });
      window = workbench.window;
    }, patienceMs);
    afterEach(async ({ task }) => {
      if (task.result?.state === "fail") await window.screenshot(`failed-${task.name.replaceAll(" ", "-")}`);
    });
    afterAll(async () => {
      await workbench.stop();
      await standIn.close();
    }, patienceMs);

    test("a key in the settings is moved into the keychain, the user is told, and nothing is sent before the yes", async () => {
      await window.openAt("a.ts", "const total = █\n");
      await waitUntil(async () => (await window.notifications()).length >= 2);
      await window.screenshot("key-moved-and-consent-asked");
      const told = (await window.notifications()).join("\n");
      expect(told).toContain("The key of team stood in your settings; Nanotype has moved it into VS Code's keychain");
      expect(told).toMatch(/May Nanotype send code from “nanotype-ws-\w+” to 127\.0\.0\.1:\d+\?/);
      expect(told).not.toContain(key);
      const settings = readFileSync(join(workbench.host.profile, "data/Machine/settings.json"), "utf8");
      expect(settings).toContain('"team"');
      expect(settings).not.toContain(key);
      await window.waitForStatus(/Endpoints wait for your consent/);
      await window.press("Alt+Backslash");
      expect(standIn.connectionCount).toBe(0);
    });

    test("after Allow the endpoint completes, with the key from the keychain", async () => {
      await window.page.locator(".notification-toast").getByRole("button", { name: "Allow" }).click();
      await window.openAt("b.ts", "const sum = █\n");
      await window.press("Alt+Backslash");
      await window.waitForGhost(/fromTheEndpoint/);
      expect(standIn.refusals).toEqual([]);
    });

    test("the menu shows what may leave, and takes the consent back", async () => {
      await openMenu(window);
      const entry = window.page.locator(".quick-input-widget:visible .monaco-list-row", {
        hasText: "Stop sending from",
      });
      await entry.waitFor();
      await window.screenshot("menu-with-consent");
      await entry.click();
      await window.waitForStatus(/You keep this workspace's code on this machine/);
      const before = standIn.requests.length;
      await window.openAt("c.ts", "const mean = █\n");
      await window.press("Alt+Backslash");
      await window.page.waitForTimeout(1_000);
      expect(await window.ghost()).not.toContain("fromTheEndpoint");
      expect(standIn.requests.length).toBe(before);
    });

    test("a key is tried before it is stored", async () => {
      await window.command("Notifications: Clear All Notifications");
      // Not `window.command`: the command goes on in the same input.
      await window.press("F1");
      const palette = window.page.locator(".quick-input-widget:visible .quick-input-box input");
      await palette.fill(">Nanotype: Set API Key");
      await window.page.locator(".quick-input-widget:visible .monaco-list-row", { hasText: "Set API Key" }).click();
      await window.page
        .locator(".quick-input-widget:visible .monaco-list-row", { hasText: "Enter an API key" })
        .click();
      const input = window.page.locator(".quick-input-widget:visible input[type=password]");
      await input.fill("wrong");
      await input.press("Enter");
      await waitUntil(async () =>
        (await window.notifications()).some((text) => text.includes("The key was not stored")),
      );
      await window.screenshot("key-refused");
      expect((await window.notifications()).join("\n")).toMatch(/team refused the key \(401\)/);
    });
  });

  describe.skipIf(!isHostInstalled(version))(`${title}: endpoints in Restricted Mode`, hostTest, () => {
    test("nothing is sent, and the status and the menu say why", async () => {
      const standIn = await StandIn.start({ keys: [key] });
      const workbench = await openWorkbench({
        version,
        isTrustAsked: true,
        settings: { "security.workspace.trust.startupPrompt": "never" },
        environment: { NANOTYPE_KEY_TEAM: key },
        machineSettings: {
          "nanotype.mode": "cloud",
          "nanotype.endpoints": [{ name: "team", kind: "azure", url: standIn.url, model: "gpt-4.1-nano" }],
        },
        prepare: (folder) => writeFileSync(join(folder, "main.ts"), "const first = 1;\n"),
      });
      try {
        const { window } = workbench;
        await window.openAt("a.ts", "const total = █\n");
        await window.waitForStatus(/Restricted Mode: nothing is sent; completions come from this machine/);
        await window.press("Alt+Backslash");
        await openMenu(window);
        await window.page
          .locator(".quick-input-widget:visible .monaco-list-row", {
            hasText: "Nothing is sent: this workspace is not trusted",
          })
          .waitFor();
        expect(standIn.connectionCount).toBe(0);
        expect(await window.notifications()).toEqual([]);
      } finally {
        await workbench.stop();
        await standIn.close();
      }
    });
  });
}
