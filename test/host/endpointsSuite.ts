import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { StandIn } from "../support/standIn/standIn";
import { isHostInstalled, notInstalledNote, waitUntil, type HostVersion } from "./hostProcess";
import type { Window } from "./window";
import { hostTest, openWorkbench, patienceMs, type Workbench } from "./workbench";

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
      workbench = await openWorkbench({ version });
      window = workbench.window;
      await window.openAt("first.ts", "export {};\n█");
      await window.waitForStatus(/Ready/);
    }, patienceMs);
    afterEach(async ({ task }) => {
      if (task.result?.state === "fail") await window.screenshot(`failed-${task.name.replaceAll(" ", "-")}`);
    });
    afterAll(async () => {
      await workbench.stop();
      await standIn.close();
    }, patienceMs);

    test("one is added from a pasted address, once it works", async () => {
      await run("Add Endpoint…");
      await say("https://portal.azure.com/#home", /is a web page/);
      await say(`${standIn.url}/v1/chat/completions`);
      await pick("Chat model");
      await say("wrong-key");
      await waitUntil(async () => (await told()).includes("Nothing was added."));
      expect(await told()).toMatch(/box refused the key \(401\)/);
      await window.screenshot("endpoint-refused");
      expect(written()).not.toContain("box");

      await window.act("Start again");
      await say(`${standIn.url}/v1/chat/completions`);
      await pick("Chat model");
      await say("secret-key");
      await window.screenshot("endpoint-models");
      await pick("gpt-4.1-mini");
      await waitUntil(async () => (await told()).includes("box works; gpt-4.1-mini answered"));
      await window.screenshot("endpoint-added");
      await window.page.locator(".notification-toast").getByRole("button", { name: "Allow" }).click();
      const endpoint = {
        name: "box",
        kind: "openai",
        url: `${standIn.url}/v1/chat/completions`,
        model: "gpt-4.1-mini",
      };
      expect(JSON.parse(written())).toMatchObject({ "nanotype.endpoints": [endpoint] });
      expect(written()).not.toContain("secret-key");
      // One token each was asked for, with no text of the user's.
      expect(standIn.requests.map(({ body }) => body["max_tokens"])).toEqual([1]);
    });

    test("its answer is shown, with the key from the keychain, and the status says who answers", async () => {
      await window.openAt("a.ts", "export const total = █;\n");
      await window.waitForStatus(/gpt-4.1-mini at box/);
      await window.press("Alt+Backslash");
      await window.waitForGhost(/fromTheEndpoint/);
      expect(standIn.refusals).toHaveLength(1); // the wrong key's
      expect(standIn.requests.at(-1)?.headers.authorization).toBe("Bearer secret-key");
    });

    /** Runs one of our commands; it goes on in the palette's own input. */
    async function run(title: string): Promise<void> {
      await window.press("F1");
      await window.page.locator(".quick-input-widget:visible .quick-input-box input").fill(`>Nanotype: ${title}`);
      await pick(title);
    }

    /** Chooses the entry that begins so. */
    async function pick(label: string): Promise<void> {
      await window.page.locator(".quick-input-widget:visible .monaco-list-row", { hasText: label }).first().click();
    }

    /** Types into the open input. With `expected`, which is then told below it: an objection stops it, a hint does not. */
    async function say(text: string, expected?: RegExp): Promise<void> {
      const widget = window.page.locator(".quick-input-widget:visible:not(:has(.monaco-list-row))");
      const input = widget.locator(".quick-input-box input");
      await input.fill(text);
      if (expected !== undefined) await widget.locator(".quick-input-message", { hasText: expected }).waitFor();
      await input.press("Enter");
    }

    async function told(): Promise<string> {
      return (await window.notifications()).join("\n");
    }

    /** The settings that VS Code has written. */
    function written(): string {
      const path = join(workbench.host.profile, "data/Machine/settings.json");
      return existsSync(path) ? readFileSync(path, "utf8") : "";
    }
  });
}
