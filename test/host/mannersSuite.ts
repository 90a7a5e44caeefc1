import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { isHostInstalled, next, notInstalledNote, waitUntil, type HostVersion } from "./hostProcess";
import { hostTest, useWorkbench } from "./useWorkbench";
import { statusSelector, type Window } from "./window";
import { calmEditor, type Workbench } from "./workbench";

/** Two functions with the same beginning, of which one is used. */
const parcels = `export function sendParcelToCustomer(street: string, town: string): string {
  return street + town;
}

export function sendParcelBack(street: string): string {
  return street;
}

const first = sendParcelToCustomer("Main Street", "York");
const second = sendParcelToCustomer("Main Street", "York");
`;

/** Behaviour towards the user and the editor's own features, in a workspace of two folders. */
export function mannersSuite(version: HostVersion): void {
  const title = `VS Code ${version} (${notInstalledNote} where skipped)`;
  describe.skipIf(!isHostInstalled(version))(title, hostTest, () => {
    let workbench: Workbench;
    let window: Window;
    /** Replaces the kernel's files on power. */
    const power = mkdtempSync(join(tmpdir(), "nanotype-power-"));

    afterAll(() => rmSync(power, { recursive: true }));
    useWorkbench(
      () => ({
        version,
        workspace: "both.code-workspace",
        // Calm, except where a test switches IntelliSense on.
        settings: { ...calmEditor, "files.readonlyInclude": { "**/frozen.ts": true } },
        prepare: prepareFolders,
        environment: { SYSFS_PATH: power },
        keybindings: [
          { key: "alt+l", command: "editor.action.inlineSuggest.acceptNextLine", when: "inlineSuggestionVisible" },
        ],
      }),
      (opened) => {
        workbench = opened;
        window = opened.window;
      },
    );

    test("starts nothing before there is a document to complete in", async () => {
      // The older host does not even activate it.
      if (version !== "1.93") await window.waitForStatus(/Starts as soon as you type/);
      expect(workbench.host.processes().filter(({ command }) => /dist\/server\.js/.test(command))).toEqual([]);
    });

    test("welcomes a new user once, without a word on the next start", async () => {
      await window.openAt("one/welcome.ts", `${parcels}█\n`);
      const welcome = window.page.locator(".notification-toast", { hasText: "Nanotype is ready." });
      await welcome.waitFor();
      await window.screenshot("welcome");
      await window.reload();
      await window.openAt("one/welcomed.ts", `${parcels}█\n`);
      await window.waitForStatus(/Ready/);
      await window.page.waitForTimeout(500);
      expect(await welcome.count()).toBe(0);
    });

    test("completes the steps of its walkthrough as the user acts", async () => {
      await window.command("Nanotype: Open the Walkthrough");
      await window.page.locator(".gettingStartedContainer").getByText("Open the file").first().click();
      await window.waitForGhost(/\S/);
      await window.press("Control+ArrowRight");
      await window.waitForGhost(/\S/);
      await window.press("Tab");
      await window.press("Control+Shift+G");
      await window.openMenu();
      await window.press("Escape");
      await window.command("Nanotype: Open the Walkthrough");
      await window.page.locator(".getting-started-step .codicon.complete").nth(3).waitFor();
      await window.screenshot("walkthrough-done");
    });

    test("completes in each folder of a workspace that has several", async () => {
      for (const folder of ["one", "two"]) {
        await window.openAt(`${folder}/${folder}.ts`, `${parcels}const third = █\n`);
        await window.waitForStatus(/Ready/);
        await window.type("sendParcelTo");
        await window.waitForGhost(/^Customer\("Main/);
        await window.press("Tab");
        expect(await window.savedText(`${folder}/${folder}.ts`)).toContain("const third = sendParcelToCustomer(");
      }
    });

    test("offers only continuations of the selected entry in IntelliSense's list", async () => {
      await window.openAt("one/list.ts", `${parcels}const fourth = █\n`);
      await window.type("sendParcel");
      await window.press("Control+Space");
      const list = window.page.locator(".suggest-widget.visible");
      await list.locator(".monaco-list-row", { hasText: "sendParcelBack" }).waitFor();
      for (const entry of ["sendParcelBack", "sendParcelToCustomer", "sendParcelBack"]) {
        for (let count = 0; count < 5 && !(await selected(window)).startsWith(entry); count++)
          await window.press("ArrowDown");
        expect(await selected(window)).toMatch(entry);
        if (entry.endsWith("Customer")) await window.waitForGhost(/^ToCustomer\(/);
        // Long enough for an answer that disagrees to show up.
        await window.page.waitForTimeout(700);
        expect(await window.ghost()).toMatch(entry.endsWith("Back") ? /^(Back.*)?$/ : /^ToCustomer/);
        await window.screenshot(`list-${entry}`);
      }
      // Escape closes the list and doesn't count as "leave me alone".
      await window.press("Escape");
      await list.waitFor({ state: "hidden" });
      await window.type("To");
      await window.waitForGhost(/^Customer\(/);
    });

    test("Tab indents a blank line until the user has rested on it, then takes the suggestion", async () => {
      const begun = `${parcels}function third(): string {\n  return sendParcelToCustomer("Main Street", "York");\n}\n\n`;
      await window.openAt("one/blanks.ts", `${begun}function fourth(): string {█\n`);
      await window.press("Enter");
      for (let count = 0; count < 2; count++) {
        await window.page.waitForTimeout(200); // enough for a suggestion to appear
        await window.press("Tab");
      }
      expect((await window.savedText("one/blanks.ts")).split("\n")).toContainEqual(expect.stringMatching(/^ {6}$/));
      await window.press("Shift+Tab", "Shift+Tab");
      await window.waitForGhost(/^return/);
      await window.page.waitForTimeout(500);
      await window.press("Tab");
      expect(await window.savedText("one/blanks.ts")).toMatch(/string \{\n {2}return sendParcelToCustomer.*\n$/);
    });

    test("holds back while the user deletes repeatedly", async () => {
      await window.openAt("one/delete.ts", `${parcels}const fifth = █\n`);
      await window.type("sendParcelToCusto");
      await window.waitForGhost(/^mer\(/);
      await window.press("Backspace", "Backspace", "Backspace", "Backspace");
      await window.type("ust", 0);
      expect(await window.showsGhostWithin(800)).toBe(false);
      await window.command("Nanotype: Why Was Nothing Offered?");
      await window.page.waitForSelector(".notification-toast >> text=You had just deleted");
      await window.command("Notifications: Clear All Notifications");
      // Longer than offers are held back.
      await window.page.waitForTimeout(1_600);
      await window.type("o");
      await window.waitForGhost(/^mer\(/);
    });

    test("gives a block line by line with the editor's own command", async () => {
      const sum = (name: string, field: string): string =>
        `function ${name}(items: Item[]): number {\n  let total = 0;\n  for (const item of items) {\n    total += item.${field};\n  }\n  return total;\n}\n\n`;
      const item = "interface Item {\n  price: number;\n  weight: number;\n}\n\n";
      const text = `${item}${sum("totalPrice", "price")}function totalWeight(items: Item[]): number {\n  let total = 0;\n  █\n}\n`;
      await window.openAt("one/lines.ts", text);
      await window.press("Alt+Backslash");
      await window.waitForGhost(/for \(const item of items\) \{/);
      expect(await window.ghost()).toContain("total += item.");
      await window.screenshot("block");
      await window.press("Alt+l");
      await window.waitForGhost(/^(?![^]*for)/);
      expect((await window.savedText("one/lines.ts")).split("\n").at(-4)?.trim()).toBe("for (const item of items) {");
    });

    test("leaves a read-only file alone", async () => {
      await window.openAt("one/frozen.ts", `${parcels}const sixth = sendParcel█\n`);
      await window.press("Alt+Backslash");
      await window.type("To");
      expect(await window.showsGhostWithin(700)).toBe(false);
      expect(await window.notifications()).toEqual([]);
      expect(await window.savedText("one/frozen.ts")).toMatch(/sendParcel\n$/);
      await window.press("Escape");
    });

    test("is silent on battery if the user wants that, and answers when asked", async () => {
      await window.openAt("one/battery.ts", `${parcels}const seventh = █\n`);
      setBattery(power, "Discharging");
      window.changeSettings({ "nanotype.quietOnBattery": true });
      await window.waitForStatus(/Automatic suggestions are paused while this machine runs on battery/);
      await window.type("sendParcelTo");
      expect(await window.showsGhostWithin(700)).toBe(false);
      await window.screenshot("status-battery");
      await window.press("Alt+Backslash");
      await window.waitForGhost(/^Customer\(/);
      window.changeSettings({ "nanotype.quietOnBattery": false });
      await window.waitForStatus(/Ready/);
      setBattery(power, "Charging");
      window.changeSettings({ "nanotype.quietOnBattery": true });
      await window.waitForStatus(/Ready/);
    });

    test("does everything from its menu", async () => {
      await window.openAt("one/menu.ts", `${parcels}█\n`);
      expect(await window.openMenu()).toEqual([
        "Why was nothing offered?",
        "Show what would be sent from here",
        "Show the log",
        "Try it",
        "Snooze for 5 minutes",
        "Snooze for 15 minutes",
        "Snooze for 60 minutes",
        "Turn off for TypeScript",
        "Turn off in comments",
        "Turn off in TypeScript comments",
        "Turn off in strings",
        "Turn off in prose",
        "Turn off everywhere",
        "Suggestions: quiet…",
        "Choose the model…",
        "Add an endpoint…",
        "Settings",
        "Restart the language server",
      ]);
      await window.screenshot("menu");
      await window.press("Escape");
      for (const minutes of [15, 60]) {
        await window.chooseFromMenu(`Snooze for ${minutes} minutes`);
        await window.waitForStatus(new RegExp(`Snoozed for ${minutes} more minutes`));
        await chooseFirst("End the snooze");
        await window.waitForStatus(/Ready/);
      }
      await window.chooseFromMenu("Choose the model");
      await window.page.waitForSelector(".quick-input-widget:visible >> text=Comes with Nanotype");
      await window.press("Escape");
      await window.chooseFromMenu("Show the log");
      // The setting asks for such lines, though the channel's own level is "Info".
      await window.page.waitForSelector(".output-view .view-line >> text=Answered. itemCount=");
      await window.command("View: Hide Panel");
      await next(workbench.host, /dist\/server\.js/, () => window.chooseFromMenu("Restart the language server"));
      await window.waitForStatus(/Ready/);
      await window.chooseFromMenu("Settings");
      await window.page.waitForSelector(".settings-editor [data-key^='nanotype.']");
      await window.press("Escape", "Escape");
    });

    test("shows and changes from its menu how many suggestions appear, as a setting", async () => {
      await window.openAt("one/level.ts", `${parcels}█\n`);
      await window.chooseFromMenu("Suggestions: quiet…");
      await window.screenshot("suggestions");
      await window.quickInput.pick("Balanced");
      await waitUntil(async () => {
        const entries = await window.openMenu();
        await window.press("Escape");
        return entries.includes("Suggestions: balanced…");
      });
      await window.chooseFromMenu("Suggestions: balanced…");
      await window.quickInput.pick("Quiet");
    });

    test("lists the end of a snooze in the palette only during one, and says why from the hover", async () => {
      await window.openAt("one/palette.ts", `${parcels}█\n`);
      const end = "Nanotype: End the Snooze";
      expect(await window.quickInput.commandsLike(end)).not.toContain(end);
      await window.chooseFromMenu("Snooze for 5 minutes");
      await window.waitForStatus(/Snoozed/);
      expect(await window.quickInput.commandsLike(end)).toContain(end);
      await window.command(end);
      await window.waitForStatus(/Ready/);
      await window.page.hover(statusSelector);
      await window.page.waitForSelector(".workbench-hover >> text=Why no suggestion?");
      await window.screenshot("hover");
      await window.press("Escape");
    });

    test("says why nothing is offered, whatever the reason", async () => {
      await window.openAt("one/why.ts", `${parcels}const ninth = █\n`);
      window.changeSettings({ "editor.inlineSuggest.enabled": false });
      await window.waitForStatus(/setting editor\.inlineSuggest\.enabled is off/);
      expect(await why()).toMatch(/its setting editor\.inlineSuggest\.enabled is off/);
      window.changeSettings({});
      await window.waitForStatus(/Ready/);
      await window.chooseFromMenu("Snooze for 5 minutes");
      await window.waitForStatus(/Snoozed for 5 more minutes/);
      expect(await why()).toMatch(/snoozed for 5 more minutes/);
      await window.act("End the snooze");
      await window.waitForStatus(/Ready/);
      await window.type("zq");
      expect(await why()).not.toMatch(/snooze|has not asked/);
      if (version !== "1.139") return; // which alone has its own snooze
      await window.quickInput.beginCommand("Snooze Inline Suggestions");
      await window.quickInput.pick("1 minute");
      await window.type("x");
      expect(await why()).toMatch(/VS Code has not asked .* Its own snooze/);
      await window.screenshot("why-not-asked");
      await window.command("Cancel Snooze Inline Suggestions");
    });

    test("is turned off and on from its menu, for a language and everywhere", async () => {
      await window.openAt("one/off.ts", `${parcels}const eighth = █\n`);
      await window.chooseFromMenu("Turn off for TypeScript");
      await window.waitForStatus(/Off for TypeScript/);
      await chooseFirst("Turn on for TypeScript");
      await window.waitForStatus(/Ready/);
      // Although TypeScript was just turned on by name.
      await window.chooseFromMenu("Turn off everywhere");
      await window.waitForStatus(/Nanotype: Off\./);
      await window.type("sendParcelTo");
      expect(await window.showsGhostWithin(700)).toBe(false);
      await window.screenshot("status-off");
      await window.chooseFromMenu("Turn on for TypeScript only");
      await window.waitForStatus(/Ready/);
      await window.type("Cu");
      await window.waitForGhost(/^stomer\(/);
      await window.chooseFromMenu("Turn on everywhere");
      // A workspace's value is changed in the workspace: the user's own settings would not prevail.
      window.changeSettings({ "nanotype.enable": { "*": false, typescript: false } });
      await window.waitForStatus(/Nanotype: Off\./);
      await chooseFirst("Turn on everywhere");
      await window.waitForStatus(/Off for TypeScript/);
      await chooseFirst("Turn on for TypeScript");
      await window.waitForStatus(/Ready/);
      window.changeSettings({});
    });

    /** Returns its answer to the question. */
    async function why(): Promise<string> {
      await window.command("Notifications: Clear All Notifications");
      await window.command("Nanotype: Why Was Nothing Offered?");
      await waitUntil(async () => (await window.notifications()).length > 0);
      return (await window.notifications()).join("\n");
    }

    /** Takes the first entry of the menu by Enter, as trusting users do. */
    async function chooseFirst(expected: string): Promise<void> {
      expect((await window.openMenu()).at(0)).toBe(expected);
      await window.press("Enter");
    }
  });
}

/** Returns the label of the selected entry in IntelliSense's list. */
async function selected(window: Window): Promise<string> {
  const label = window.page.locator(".suggest-widget.visible .monaco-list-row.focused .label-name");
  return (await label.textContent()) ?? "";
}

function setBattery(sysfs: string, status: string): void {
  const folder = join(sysfs, "class", "power_supply", "BAT0");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "type"), "Battery\n");
  writeFileSync(join(folder, "status"), `${status}\n`);
}

function prepareFolders(folder: string): void {
  const folders = ["packages/core/src/one", "packages/core/src/two"];
  for (const path of folders) mkdirSync(join(folder, path));
  const workspace = { folders: folders.map((path) => ({ path })), settings: {} };
  writeFileSync(join(folder, "both.code-workspace"), JSON.stringify(workspace));
}
