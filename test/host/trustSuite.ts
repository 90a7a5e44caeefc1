import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { StandIn } from "../support/standIn/standIn";
import { holdNext, isHostInstalled, notInstalledNote, waitUntil, type HostVersion } from "./hostProcess";
import { hostTest, useWorkbench } from "./useWorkbench";
import { statusSelector, type Window } from "./window";
import { calmEditor, type Workbench } from "./workbench";

/** Made at run time, so that no scanner takes it for a real key. */
const key = ["nano", "host", "key", "0123456789"].join("-");

/** Sending, and the user's control of it: keys in settings, consent, the menu, Restricted Mode. */
export function trustSuite(version: HostVersion): void {
  const title = `VS Code ${version} (${notInstalledNote} where skipped)`;
  describe.skipIf(!isHostInstalled(version))(`${title}: keys and consent`, hostTest, () => {
    let standIn: StandIn;
    let workbench: Workbench;
    let window: Window;
    beforeAll(async () => {
      standIn = await StandIn.start({ keys: [key] });
      standIn.usual = { kind: "answer", text: "fromTheEndpoint();\n" };
    });
    afterAll(() => standIn.close());
    const machineSettings = () => cloudAt(standIn, { headers: { "api-key": key } });
    useWorkbench(
      // Calm, since it looks at notices and at sent text.
      () => ({ version, settings: calmEditor, machineSettings: machineSettings() }),
      (opened) => {
        workbench = opened;
        window = opened.window;
      },
    );

    test("a key in the settings moves into the keychain, the user is notified, and nothing is sent before consent", async () => {
      await window.openAt("a.ts", "const total = █\n");
      await waitUntil(async () => (await window.notifications()).length >= 2);
      await window.screenshot("key-moved-and-consent-asked");
      const told = (await window.notifications()).join("\n");
      expect(told).toContain("The key of team was in your settings; Nanotype has moved it into VS Code's keychain");
      expect(told).toMatch(/Allow Nanotype to send code from “shop” to 127\.0\.0\.1:\d+\?/);
      expect(told).not.toContain(key);
      const settings = readFileSync(join(workbench.host.profile, "data/Machine/settings.json"), "utf8");
      expect(settings).toContain('"team"');
      expect(settings).not.toContain(key);
      await window.waitForStatus(/Endpoints wait for your consent/);
      // The server never saw the key, so it did not complain.
      expect(await window.notifications()).toHaveLength(2);
      await window.press("Alt+Backslash");
      expect(standIn.connectionCount).toBe(0);
    });

    test("the question waits in the status bar and on top of the menu", async () => {
      await window.waitForStatus(/wait for your consent .* Click to decide\.$/);
      expect(await window.page.locator(`${statusSelector}.warning-kind`).count()).toBe(1);
      await window.screenshot("consent-waits");
      expect((await window.openMenu()).at(0)).toMatch(/^Allow endpoints for/);
      await window.press("Escape");
    });

    test("after Allow the endpoint completes, with the key from the keychain", async () => {
      await window.act("Allow");
      await window.openAt("b.ts", "const sum = █\n");
      await window.press("Alt+Backslash");
      await window.waitForGhost(/fromTheEndpoint/);
      expect(standIn.refusals).toEqual([]);
    });

    test("the preview shows the request without its secrets, and the audit shows receiver and size", async () => {
      const password = ["hunter", "22", "x9"].join("-");
      await window.openAt("login.ts", `const login = { password: "${password}" };\nopen(login█\n`);
      await window.command("Nanotype: Show What Would Be Sent");
      const shown = await window.waitForText(
        /^What would be sent for packages\/core\/src\/(?:again-\d-)?login\.ts, line 2, column 11\n/,
      );
      expect(shown).toMatch(/\n\s+line 1:\s+<secret-\d+>,\s+found\s+by\s+the\s+rule\s+named-value\n/);
      expect(shown).toMatch(new RegExp(`\n── To team: [\\d,]+ bytes\n\nPOST ${standIn.url}/`));
      expect(shown).not.toContain(password);
      await window.screenshot("preview");
      // Its text can only be read and copied.
      await window.type("x");
      expect(await window.page.locator(".tab.active.dirty").count()).toBe(0);

      const sent = standIn.wire.map(({ body }) => Buffer.byteLength(body)).filter((bytes) => bytes > 0);
      expect(sent).not.toEqual([]);
      await window.command("Nanotype: Show What Was Sent");
      const audit = await window.waitForText(/^Sent from this machine since /);
      // In the same column as the other text.
      expect(await window.page.locator(".editor-group-container").count()).toBe(2);
      await window.screenshot("audit");
      const { host } = new URL(standIn.url);
      const lines = audit.split("\n").filter((line) => line.includes(`${host}  team`));
      for (const bytes of sent) expect(lines.join("\n")).toContain(`  ${bytes.toLocaleString("en")} bytes  `);
      expect(lines.join("\n")).toMatch(/ {2}\S+\/b\.ts$/m);
      await window.command("View: Close Editor");
    });

    test("the page of what would be sent follows the caret", async () => {
      await window.openAt("follow.ts", "const first = 1;\nconst second = █\n");
      await window.command("Nanotype: Show What Would Be Sent");
      await window.waitForText(/follow\.ts, line 2, column 16/);
      const groups = window.page.locator(".editor-group-container");
      await groups.first().locator(".view-line", { hasText: "first" }).click();
      const shown = groups.last().locator(".view-lines");
      await waitUntil(async () => /follow\.ts,\sline\s1,/.test((await shown.textContent()) ?? ""));
      await window.command("View: Close All Editors");
    });

    test("a request made while the server starts is answered once it runs, by one request", async () => {
      await window.openAt("early.ts", "const early = █\n");
      const before = standIn.requests.length;
      const release = await holdNext(workbench.host, /dist\/server\.js/, () => workbench.kill(/dist\/server\.js/));
      try {
        await window.waitForStatus(/Starting|Loading/);
        await window.press("Alt+Backslash");
        // Hidden notices open as a list, in which the newest is not on the screen as a notice of its own.
        await window.command("Notifications: Clear All Notifications");
        await window.command("Nanotype: Why Was Nothing Offered?");
        await waitUntil(async () => (await window.notifications()).join().includes("just starting"));
      } finally {
        release();
      }
      await window.waitForGhost(/fromTheEndpoint/);
      expect(standIn.requests.length).toBe(before + 1);
      await window.press("Escape");
    });

    test("the menu shows the consent, and withdraws it", async () => {
      await window.openMenu();
      await window.quickInput.narrow("Stop sending");
      const entry = await window.quickInput.entry("Stop sending from");
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
      await window.quickInput.beginCommand("Nanotype: Set API Key");
      await window.quickInput.pick("Enter an API key");
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
    let standIn: StandIn;
    let window: Window;
    beforeAll(async () => {
      standIn = await StandIn.start({ keys: [key] });
    });
    afterAll(() => standIn.close());
    useWorkbench(
      () => ({
        version,
        isTrustAsked: true,
        settings: { ...calmEditor, "security.workspace.trust.startupPrompt": "never" },
        environment: { NANOTYPE_KEY_TEAM: key },
        machineSettings: cloudAt(standIn),
      }),
      (opened) => {
        window = opened.window;
      },
    );

    test("nothing is sent, and the status and the menu say why", async () => {
      await window.openAt("a.ts", "const total = █\n");
      await window.waitForStatus(/Restricted Mode: nothing is sent; completions come from this machine/);
      await window.press("Alt+Backslash");
      await window.openMenu();
      await window.quickInput.narrow("Nothing is sent");
      await window.quickInput.entry("Nothing is sent: this workspace is not trusted");
      expect(standIn.connectionCount).toBe(0);
      expect(await window.notifications()).toEqual([]);
      await window.press("Escape");
    });
  });
}

/** Settings under which one endpoint completes. */
function cloudAt(standIn: StandIn, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const endpoint = { name: "team", kind: "azure", url: standIn.url, model: "gpt-4.1-nano", ...more };
  return { "nanotype.mode": "cloud", "nanotype.endpoints": [endpoint] };
}
