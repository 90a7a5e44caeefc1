import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Frame } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { StandIn } from "../support/standIn/standIn";
import { graveAxeFaults } from "./axeFaults";
import { isHostInstalled, notInstalledNote, type HostVersion } from "./hostProcess";
import { hostTest, useWorkbench } from "./useWorkbench";
import { webviewFrame, webviewPage } from "./webviewFrame";
import type { Window } from "./window";
import { calmEditor, type Workbench } from "./workbench";

const command = "Nanotype: Open the Dashboard";
/** Themes, and the class of a page in each. */
const themes = {
  dark: { theme: "Default Dark Modern", mark: "vscode-dark" },
  light: { theme: "Default Light Modern", mark: "vscode-light" },
  contrast: { theme: "Default High Contrast", mark: "vscode-high-contrast" },
};

/** The dashboard in a real VS Code: real figures, refreshed while it is seen, for keys and screen readers, in each kind of theme. */
export function dashboardSuite(version: HostVersion): void {
  const title = `VS Code ${version} (${notInstalledNote} where skipped): the dashboard`;
  describe.skipIf(!isHostInstalled(version))(title, hostTest, () => {
    let workbench: Workbench;
    let window: Window;
    let standIn: StandIn;
    beforeAll(async () => {
      standIn = await StandIn.start();
      standIn.usual = { kind: "answer", text: "fromTheEndpoint();\n" };
    });
    afterAll(() => standIn.close());
    const page = () => webviewPage(window);
    const card = (name: string) => page().locator(".card", { hasText: name }).locator(".value");
    const rows = () => page().locator(".requests tbody tr");

    useWorkbench(
      // Calm, since it counts suggestions; high, so that the pictures show the whole page.
      () => ({
        version,
        settings: calmEditor,
        size: { width: 1280, height: 1600 },
        environment: { NANOTYPE_KEY_WORK: "secret-key" },
      }),
      async (opened) => {
        workbench = opened;
        window = opened.window;
        await window.openAt("first.ts", "for (let i = 0; i < items.length; █");
        await window.waitForStatus(/Ready/);
        await window.press("Control+b");
      },
    );

    test("says how to begin while there are no figures, and then shows real ones", async () => {
      await window.command(command);
      await page().getByText("Nothing has been counted in the last 30 days.").waitFor();
      await page().getByText("Nothing has been requested since the server started.").waitFor();
      await window.screenshot("dashboard-empty");
      expect(await graveAxeFaults(window)).toEqual([]);

      await window.openAt("second.ts", "for (let i = 0; i < items.length; █");
      await window.press("Alt+Backslash");
      await window.waitForGhost(/i\+\+\) \{/);
      await window.press("Tab");
      await window.waitForText(/i\+\+\) \{/);
      await window.command(command);
      await page().getByText("1 whole, 0 in part").waitFor();
      expect(await card("Suggestions shown").textContent()).toBe("1");
      expect(await card("Taken").first().textContent()).toBe("100 %");
      expect(await card("Keys saved").textContent()).toMatch(/^\d+$/);
      expect(await card("Wait").textContent()).toMatch(/^\d+(\.\d+)? (ms|s)$/);
      await page().locator("canvas").waitFor();
      const story = rows().filter({ hasText: "By key." }).first();
      expect(await story.innerText()).toMatch(/shown\s+TypeScript, code\s+\d+(\.\d+)? ms\s+model on this machine/);
      await story.locator("summary").click();
      expect(await story.locator("summary").innerText()).toBe("By key. The model wrote it.");
      await story.getByText("A suggestion was shown here.").waitFor();
    });

    test("is refreshed while it is seen, and keeps the open story and the focus", async () => {
      await window.command(command);
      const frame = await webviewFrame(window);
      const story = rows().filter({ hasText: "By key." }).first();
      const isOpen = async () => (await story.locator("details").getAttribute("open")) !== null;
      await story.locator("summary").focus();
      await expect.poll(() => frame.evaluate("document.hasFocus()")).toBe(true);
      // The test before has opened it.
      for (const wanted of (await isOpen()) ? [false, true] : [true]) {
        await window.press("Enter");
        await expect.poll(isOpen).toBe(wanted);
      }
      const before = await page().locator("time").textContent();
      await expect.poll(() => page().locator("time").textContent()).not.toBe(before);
      expect(await isOpen()).toBe(true);
      expect(await frame.evaluate("document.activeElement.tagName")).toBe("SUMMARY");
    });

    test("is walked through by keys alone, and keeps the chosen period while it is hidden", async () => {
      await window.command(command);
      const frame = await webviewFrame(window);
      await page().getByRole("radio", { name: "Today" }).focus();
      await window.press("ArrowRight");
      await page().getByText("7 days at a glance").waitFor();
      const walked: string[] = [];
      for (let count = 0; count < 8; count++) {
        await window.press("Tab");
        walked.push(
          await frame.evaluate<string>(
            `(({ tagName, textContent, role, ariaLabel }) => [tagName, role ?? "", ariaLabel ?? textContent].join(" ").slice(0, 60))(document.activeElement)`,
          ),
        );
      }
      expect(walked.slice(0, 2)).toEqual([expect.stringMatching(/^SELECT/), "SUMMARY  Show as a table"]);
      expect(walked).toContainEqual(expect.stringMatching(/^A {2}Change the limit/));
      expect(walked).toContainEqual(expect.stringMatching(/^DIV region/));
      // Another tab hides the page, which is then made anew.
      await window.openAt("third.ts", "█");
      await window.command(command);
      await page().getByText("7 days at a glance").waitFor();
      expect(await page().getByRole("radio", { name: "7 days" }).isChecked()).toBe(true);
      await page().getByRole("radio", { name: "Today" }).check({ force: true });
      await page().getByText("Today at a glance").waitFor();
    });

    test("shows an endpoint with its money against the daily limit", async () => {
      const work = { name: "work", kind: "openai", url: `${standIn.url}/v1/chat/completions`, model: "gpt-4.1-nano" };
      const settings = join(workbench.host.profile, "data", "Machine", "settings.json");
      const endpoints = { "nanotype.endpoints": [work] };
      writeFileSync(settings, JSON.stringify(endpoints));
      await window.page.waitForSelector(".notification-toast >> text=Allow Nanotype to send code");
      await window.act("Allow");
      await window.openAt("fourth.ts", "export const total = █;\n");
      await window.press("Alt+Backslash");
      await window.waitForGhost(/fromTheEndpoint/);
      await window.press("Escape");
      await window.command(command);
      await page()
        .getByText(/^<?\$0\.0\d+ of \$1\.00, <?\d\.\d % of the daily limit/)
        .waitFor();
      const row = page().locator("#spending").locator("xpath=../..").locator("tbody tr");
      expect(await row.innerText()).toMatch(/^work gpt-4\.1-nano\s+works\s+[1-9]\s+<?\$0\.0\d+\s+<?\$0\.0\d+$/);
      await page().getByText("gpt-4.1-nano at work").first().waitFor();
      // Compared with the model of this machine; the pictures below show it.
      writeFileSync(settings, JSON.stringify({ ...endpoints, "nanotype.compareWith": "work" }));
      const compared = page().getByRole("region", { name: /^Two models compared/ });
      await compared.getByText("The verdict comes once each was shown 400 times").waitFor();
      expect(await compared.locator("tbody tr").count()).toBe(2);
    });

    test.each(Object.entries(themes))(
      "has no grave fault for axe-core in a %s theme",
      async (name, { theme, mark }) => {
        await window.command(command);
        window.changeSettings({ "workbench.colorTheme": theme });
        await page().locator(`body.${mark}`).waitFor();
        await page().getByText("Show as a table").click();
        await window.screenshot(`dashboard-${name}`);
        expect(await graveAxeFaults(window)).toEqual([]);
        await page().getByText("Show as a table").click();
      },
    );

    test("names an endpoint that fails, and shows when it works again", async () => {
      standIn.usual = { kind: "status", status: 500 };
      const askedBefore = standIn.requests.length;
      await window.openAt("fifth.ts", "export const failed = █;\n");
      await window.press("Alt+Backslash");
      // The dashboard would take the focus, and the request would be cancelled.
      await expect.poll(() => standIn.requests.length).toBeGreaterThan(askedBefore);
      await window.command(command);
      const notice = page().getByText("work fails. It gets no requests until it works again");
      const row = page().locator("#spending").locator("xpath=../..").locator("tbody tr");
      await notice.waitFor();
      expect(await row.innerText()).toMatch(/^work gpt-4\.1-nano\s+failing/);
      await page().getByRole("link", { name: "Check my setup" }).waitFor();
      standIn.usual = { kind: "answer", text: "fromTheEndpoint();\n" };
      await notice.waitFor({ state: "detached" });
      expect(await row.innerText()).toMatch(/^work gpt-4\.1-nano\s+works/);
    });

    test("is there again with its period after the window was reloaded", async () => {
      await window.command(command);
      await page().getByRole("radio", { name: "7 days" }).check({ force: true });
      await page().getByText("7 days at a glance").waitFor();
      const isReloaded = (frame: Frame): boolean => frame === window.page.mainFrame();
      await Promise.all([
        window.page.waitForEvent("framenavigated", isReloaded),
        window.quickInput.beginCommand("Developer: Reload Window"),
      ]);
      await page().getByText("7 days at a glance").waitFor();
      expect(await page().getByRole("radio", { name: "7 days" }).isChecked()).toBe(true);
    });
  });
}
