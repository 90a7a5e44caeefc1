import { expect } from "vitest";
import { waitUntil } from "../hostProcess";
import type { Proof } from "./stage";

/** The box gets one-line prose about the change; another draft is another good one, and undo brings the typed text back. */
export const boxIsProse: Proof = async ({ window }) => {
  await window.press("Control+Shift+G");
  const box = window.page.locator(".scm-input .monaco-editor").first();
  const text = async (): Promise<string> =>
    ((await box.locator(".view-lines").textContent()) ?? "").replaceAll("\u00a0", " ");
  await box.locator(".view-lines").click();
  const height = (await box.boundingBox())?.height;
  const seen = await window.ghostsDuring(async () => {
    await window.type("Add");
    await window.page.waitForTimeout(700);
  });
  expect(seen).not.toContainEqual(expect.stringMatching(/[{};=]|\n/));
  expect((await box.boundingBox())?.height).toBe(height);

  const sparkle = window.page.locator("[aria-label='Draft Commit Message']:visible").first();
  const draft = async (): Promise<string> => {
    await window.command("Notifications: Clear All Notifications");
    const before = await text();
    await sparkle.click();
    // Otherwise the button's tooltip would cover the box.
    await window.page.mouse.move(700, 700);
    await waitUntil(async () => (await text()) !== before || (await window.notifications()).length > 0);
    await sparkle.waitFor();
    return text();
  };
  const first = await draft();
  expect(first, (await window.notifications()).join()).toMatch(/^Add .*refundOrder/);
  expect(await window.ghostsDuring(() => window.page.waitForTimeout(700))).toEqual([]);
  await window.screenshots("commit-drafted");
  const second = await draft();
  if (second === first) expect((await window.notifications()).join()).toMatch(/no other|nothing in the changes/i);
  else expect(second).not.toMatch(/^update \S+$|^update a file/i);
  await box.locator(".view-lines").click();
  await window.press("Control+z");
  // One step for each draft.
  if (second !== first) await window.press("Control+z");
  await waitUntil(async () => (await text()) === "Add");
  await window.press("Control+a", "Delete");
  await window.press("Control+Shift+E");
};
