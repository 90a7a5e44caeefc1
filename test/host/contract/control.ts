import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { next, waitUntil } from "../hostProcess";
import { statusSelector } from "../window";
import { calls, type Proof, type Stage } from "./stage";
import { usualMenu } from "../usualMenu";

/** Comments, a language and everything are turned off and on in the menu. */
export const offInOneClick: Proof = async (stage) => {
  const { window } = stage;
  const comment = "// Boxes that arrived unpaid are sent back.\n";
  await window.openAt("one/off.ts", `${comment}${calls("Box")}\n█\n`);
  await stage.changeInMenu("In comments: on", "In comments: off");
  await window.type("// Boxes that arrived");
  expect(await window.ghostsDuring(() => window.page.waitForTimeout(700))).toEqual([]);
  expect(await stage.why()).toMatch(/comments/);
  await stage.changeInMenu("In comments: off", "In comments: on");
  // A person takes longer; the server gets the setting meanwhile.
  await window.page.waitForTimeout(500);
  await window.type(" unp");
  await window.waitForGhost(/^aid are sent/);

  await window.openAt("one/off-for.ts", `${calls("Box")}\nconst third = █\n`);
  await window.chooseFromMenu("Turn off for TypeScript");
  await window.waitForStatus(/Off for TypeScript/);
  await stage.chooseFirst("Turn on for TypeScript");
  await window.waitForStatus(/Ready/);
  // Although TypeScript was just turned on by name.
  await window.chooseFromMenu("Turn off everywhere");
  await window.waitForStatus(/Nanotype: Off\./);
  await window.type("sendBoxTo");
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
  await stage.chooseFirst("Turn on everywhere");
  await window.waitForStatus(/Off for TypeScript/);
  await stage.chooseFirst("Turn on for TypeScript");
  await window.waitForStatus(/Ready/);
  window.changeSettings({});
};

/** The question is one click away, and each reason has its sentence. */
export const whyIsAnswered: Proof = async (stage) => {
  const { window } = stage;
  await window.openAt("one/why.ts", `${calls("Vase")}const ninth = █\n`);
  expect((await window.openMenu()).at(0)).toBe("Why was nothing offered?");
  await window.press("Escape");
  // A pointer that is there already opens no hover.
  await window.page.mouse.move(400, 400);
  await window.page.hover(statusSelector);
  await window.page.waitForSelector(".workbench-hover >> text=Why no suggestion?");
  await window.screenshots("why");
  await window.press("Escape");
  window.changeSettings({ "editor.inlineSuggest.enabled": false });
  await window.waitForStatus(/setting editor\.inlineSuggest\.enabled is off/);
  expect(await stage.why()).toMatch(/its setting editor\.inlineSuggest\.enabled is off/);
  window.changeSettings({});
  await window.waitForStatus(/Ready/);
  await window.chooseFromMenu("Snooze for 5 minutes");
  await window.waitForStatus(/Snoozed for 5 more minutes/);
  expect(await stage.why()).toMatch(/snoozed for 5 more minutes/);
  await window.act("End the snooze");
  await window.waitForStatus(/Ready/);
  await window.type("zq");
  expect(await stage.why()).not.toMatch(/snooze|has not asked/);
  await silentOnBattery(stage);
  if (stage.version !== "1.139") return; // which alone has its own snooze
  await window.quickInput.beginCommand("Snooze Inline Suggestions");
  await window.quickInput.pick("1 minute");
  await window.type("x");
  expect(await stage.why()).toMatch(/VS Code has not asked .* Its own snooze/);
  await window.screenshot("why-not-asked");
  await window.command("Cancel Snooze Inline Suggestions");
};

/** The level in force is shown, and changed as a setting. */
export const levelIsVisible: Proof = async (stage) => {
  const { window } = stage;
  await window.openAt("one/level.ts", `${calls("Lamp")}█\n`);
  await stage.changeInMenu("Suggestions: quiet", "Suggestions: balanced");
  await window.openMenu();
  await window.quickInput.entry("Suggestions: balanced");
  await window.press("Escape");
  await window.quickInput.beginCommand("Nanotype: Choose How Many Suggestions");
  await window.quickInput.pick("Quiet");
  await waitUntil(async () => {
    const entries = await window.openMenu();
    await window.press("Escape");
    return entries.includes("Suggestions: quiet");
  });
};

/** Each entry of the menu does something, and none is listed that wouldn't. */
export const entriesAct: Proof = async ({ window, workbench }) => {
  await window.openAt("one/menu.ts", `${calls("Chair")}█\n`);
  // The log then has a line to show.
  await window.press("Alt+Backslash");
  expect(await window.openMenu()).toEqual(usualMenu);
  await window.screenshot("menu");
  await window.quickInput.pick("More…");
  await window.quickInput.entry("Show the log");
  expect(await window.quickInput.entries()).toEqual([
    "Show what would be sent from here",
    "Try it",
    "Open the walkthrough",
    "Show the log",
    "Write a bug report",
    "Record this session…",
    "Restart the language server",
    "Snooze for 5 minutes",
    "Snooze for 60 minutes",
    "Turn off in TypeScript comments",
    "Turn off in strings",
    "Turn off in prose",
    "Add an endpoint…",
    "Settings",
  ]);
  await window.press("Escape");
  const end = "Nanotype: End the Snooze";
  expect(await window.quickInput.commandsLike(end)).not.toContain(end);
  await window.chooseFromMenu("Snooze for 60 minutes");
  await window.waitForStatus(/Snoozed for 60 more minutes/);
  expect(await window.quickInput.commandsLike(end)).toContain(end);
  expect((await window.openMenu()).at(0)).toBe("End the snooze");
  await window.press("Enter");
  await window.waitForStatus(/Ready/);
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
};

/** Nothing appears by itself on battery if the user wants that; a request is answered. */
async function silentOnBattery({ window, power }: Stage): Promise<void> {
  await window.openAt("one/battery.ts", `${calls("Stool")}const seventh = █\n`);
  setBattery(power, "Discharging");
  window.changeSettings({ "nanotype.quietOnBattery": true });
  await window.waitForStatus(/Automatic suggestions are paused while this machine runs on battery/);
  await window.type("sendStoolTo");
  expect(await window.showsGhostWithin(700)).toBe(false);
  await window.screenshot("status-battery");
  await window.press("Alt+Backslash");
  await window.waitForGhost(/^Customer\(/);
  window.changeSettings({ "nanotype.quietOnBattery": false });
  await window.waitForStatus(/Ready/);
  setBattery(power, "Charging");
  window.changeSettings({ "nanotype.quietOnBattery": true });
  await window.waitForStatus(/Ready/);
  window.changeSettings({});
}

function setBattery(sysfs: string, status: string): void {
  const folder = join(sysfs, "class", "power_supply", "BAT0");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "type"), "Battery\n");
  writeFileSync(join(folder, "status"), `${status}\n`);
}

/** Editors in which no code is written get nothing, and "why" names the reason. */
export const othersGetNothing: Proof = async (stage) => {
  const { window, workbench } = stage;
  const expectNothing = async (keys: string, why: RegExp): Promise<void> => {
    const seen = await window.ghostsDuring(async () => {
      await window.press("Alt+Backslash");
      await window.type(keys);
      await window.page.waitForTimeout(500);
    });
    expect(seen).toEqual([]);
    expect(await stage.why()).toMatch(why);
  };
  await window.openAt("one/frozen.ts", `${calls("Shelf")}const sixth = sendShelf█\n`);
  await expectNothing("To", /read-only/i);
  const huge = join(workbench.folder, "packages/core/src/one/huge.txt");
  writeFileSync(huge, "The quick brown fox jumps over it.\n".repeat(60_000));
  await window.quickOpen(huge);
  await expectNothing("The", /2 MB|large|size/i);
  await window.command("File: Revert File");
  const notice = "// Code generated by protoc-gen-ts. DO NOT EDIT.\n";
  await window.openAt("one/rack.ts", `${notice}${calls("Rack")}const seventh = █\n`);
  await expectNothing("sendRackTo", /a program writes it/);
  await window.openAt("one/compared.ts", `${calls("Desk")}const eighth = █\n`);
  await window.type("sendDesk");
  await window.command("File: Compare Active File with Saved");
  await window.page.locator(".modified-in-monaco-diff-editor .view-line", { hasText: "eighth" }).click();
  await window.press("End");
  await expectNothing("To", /compar/i);
  // By its path: the command opens it in a dialog in the newest VS Code, which hides the answer.
  await window.quickOpen(join(workbench.host.profile, "data/User/settings.json"));
  await window.page.locator(".monaco-editor.focused .view-line", { hasText: "startupEditor" }).waitFor();
  await expectNothing("", /settings/i);
};
