import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { StandIn } from "../support/standIn/standIn";
import { isHostInstalled, notInstalledNote, waitUntil, type HostVersion } from "./hostProcess";
import { hostTest, useWorkbench } from "./useWorkbench";
import type { Window } from "./window";
import { calmEditor, type Workbench } from "./workbench";

/** Adding an endpoint from a pasted address, in a real VS Code: its key in the keychain, its model picked, its answers as ghost text. */
export function endpointsSuite(version: HostVersion): void {
  const title = `VS Code ${version} (${notInstalledNote} where skipped): endpoints`;
  describe.skipIf(!isHostInstalled(version))(title, hostTest, () => {
    let workbench: Workbench;
    let window: Window;
    let standIn: StandIn;

    beforeAll(async () => {
      standIn = await StandIn.start({ models: ["gpt-4.1-nano", "gpt-4.1-mini"] });
      standIn.usual = { kind: "answer", text: "fromTheEndpoint();\n" };
    });
    afterAll(() => standIn.close());
    useWorkbench(
      // Calm, since it looks for the endpoint's text only.
      () => ({ version, settings: calmEditor }),
      async (opened) => {
        workbench = opened;
        window = opened.window;
        await window.openAt("first.ts", "export {};\n█");
        await window.waitForStatus(/Ready/);
      },
    );

    test("one is added from a pasted address, once it works", async () => {
      const { quickInput } = window;
      // A repeated test begins in the same state.
      writeFileSync(settingsPath(), "{}");
      standIn.requests.splice(0);
      standIn.refusals.splice(0);
      await quickInput.beginCommand("Nanotype: Add Endpoint…");
      await quickInput.say("https://portal.azure.com/#home", /is a web page/);
      await quickInput.say(`${standIn.url}/v1/chat/completions`);
      await quickInput.pick("Chat model");
      await quickInput.say("wrong-key");
      await window.page.locator(".quick-input-widget:visible", { hasText: /box refused the key \(401\)/ }).waitFor();
      await window.screenshot("endpoint-refused");
      expect(written()).not.toContain("box");
      await quickInput.say("secret-key");
      await window.screenshot("endpoint-models");
      await quickInput.pick("gpt-4.1-mini");
      await waitUntil(async () => (await told()).includes("box works; gpt-4.1-mini answered"));
      await window.screenshot("endpoint-added");
      await window.page.waitForSelector(".notification-toast >> text=Allow Nanotype to send code");
      await window.act("Allow");
      const endpoint = {
        name: "box",
        kind: "openai",
        url: `${standIn.url}/v1/chat/completions`,
        model: "gpt-4.1-mini",
      };
      expect(JSON.parse(written())).toMatchObject({ "nanotype.endpoints": [endpoint] });
      expect(written()).not.toContain("secret-key");
      // Each request was for one token, without the user's text.
      expect(standIn.requests.map(({ body }) => body["max_tokens"])).toEqual([1]);
    });

    test("its answer is shown, with the key from the keychain, and the status says who answers", async () => {
      await window.openAt("a.ts", "export const total = █;\n");
      await window.waitForStatus(/gpt-4.1-mini at box/);
      await window.press("Alt+Backslash");
      await window.waitForGhost(/fromTheEndpoint/);
      // The page of limits and prices is LiteLLM's alone.
      expect(standIn.refusals.filter(({ status }) => status !== 404)).toHaveLength(1); // the wrong key's
      expect(standIn.requests.at(-1)?.headers.authorization).toBe("Bearer secret-key");
    });

    async function told(): Promise<string> {
      return (await window.notifications()).join("\n");
    }

    /** The settings that VS Code has written. */
    function written(): string {
      return readFileSync(settingsPath(), "utf8");
    }

    function settingsPath(): string {
      return join(workbench.host.profile, "data/Machine/settings.json");
    }
  });
}
