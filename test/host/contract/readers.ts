import { expect } from "vitest";
import { waitUntil } from "../hostProcess";
import { statusSelector } from "../window";
import { calls, type Proof } from "./stage";

/** Script in the page: what the workbench's live regions say now. */
const liveText = `[...document.querySelectorAll(".monaco-aria-container > *, [role=alert], [aria-live]")].map((element) => element.textContent).join("\\n")`;

/** The live region and the accessible names carry what is drawn. */
export const readersHear: Proof = async (stage) => {
  const { window } = stage;
  const heard = async (): Promise<string> => (await window.page.evaluate<string>(liveText)).replaceAll("\u00a0", " ");
  await window.openAt("one/heard.ts", `${calls("Violin")}const third = █\n`);
  window.changeSettings({ "editor.accessibilitySupport": "on" });
  await window.page.waitForSelector(".statusbar-item >> text=Screen Reader Optimized");
  await window.type('sendViolinToCustomer("Main ');
  await window.waitForGhost(/^Street/);
  await waitUntil(async () => (await heard()).includes("Street"));
  await window.screenshot("screen-reader");

  const status = window.page.locator(`${statusSelector} [aria-label]`).first();
  expect(await status.getAttribute("aria-label")).toMatch(/^Nanotype: Ready/);
  expect(await status.getAttribute("role")).toBe("button");
  await window.openMenu();
  const focused = window.page.locator(".quick-input-widget:visible .monaco-list-row.focused");
  expect(await focused.getAttribute("aria-label")).toMatch(/^Why was nothing offered\?/);
  await window.press("Escape");
  expect(await stage.why()).not.toBe("");
  await waitUntil(async () => /Nanotype|suggestion/.test(await heard()));

  await window.command("Nanotype: Show What Would Be Sent");
  await window.waitForText(/heard\.ts, line/);
  await window.page
    .locator(".editor-group-container.active [aria-label*='What Nanotype would send']")
    .first()
    .waitFor();
  await window.command("View: Close Editor");
  window.changeSettings({});
};
