import { expect } from "vitest";
import type { Window } from "../window";
import { calls, type Proof } from "./stage";

/** Ghost text continues the selected entry of IntelliSense's list, which stays as it is. */
export const listIsRespected: Proof = async ({ window }) => {
  await window.openAt("one/list.ts", `${calls("Parcel")}const fourth = █\n`);
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
    if (entry.endsWith("Customer")) await window.screenshots("list");
  }
  // Escape closes the list and doesn't count as "leave me alone".
  await window.press("Escape");
  await list.waitFor({ state: "hidden" });
  await window.type("To");
  await window.waitForGhost(/^Customer\(/);
};

/** Text that the user undid or deleted is not offered again. */
export const deletedStaysAway: Proof = async ({ window }) => {
  const line = 'sendCasketToCustomer("Main Street", "York");';
  await window.openAt("one/undo.ts", `${calls("Casket")}const third = █\n`);
  await window.type("sendCasketTo");
  await window.waitForGhost(/^Customer\(/);
  await takeAll(window);
  await window.press("Control+z");
  await window.type("C");
  expect(await window.ghostsDuring(() => window.page.waitForTimeout(1_000))).toEqual([]);

  await window.openAt("one/cut.ts", `${calls("Casket")}${line}\n█${line}\n`);
  await window.press("Shift+End", "Delete");
  expect(await window.ghostsDuring(() => window.page.waitForTimeout(1_500))).not.toContainEqual(
    expect.stringMatching(/^sendCasketToC/),
  );
  await window.press("Control+z", "Control+End", "ArrowUp", "End", "Control+Backspace");
  expect(await window.ghostsDuring(() => window.page.waitForTimeout(1_000))).not.toContainEqual(
    expect.stringMatching(/^\W*York/),
  );
};

/** Deletion key by key holds offers back, and the question gets that as its answer. */
export const deletionIsQuiet: Proof = async (stage) => {
  const { window } = stage;
  await window.openAt("one/delete.ts", `${calls("Coffer")}const fifth = █\n`);
  await window.type("sendCofferToCusto");
  await window.waitForGhost(/^mer\(/);
  await window.press("Backspace", "Backspace", "Backspace");
  // Offers are held back for 1,500 ms from the last deletion, which a busy window may notice late.
  const untilMs = performance.now() + 1_400;
  await window.press("Backspace");
  // VS Code itself keeps the last ghost text until it has our answer.
  await window.waitForNoGhost();
  const seen = await window.ghostsDuring(async () => {
    await window.type("ust", 0);
    await window.page.waitForTimeout(Math.max(untilMs - performance.now(), 0));
  });
  expect(seen).toEqual([]);
  expect(await stage.why()).toContain("You had just deleted");
  await window.command("Notifications: Clear All Notifications");
  // Longer than offers are held back.
  await window.page.waitForTimeout(1_600);
  await window.type("o");
  await window.waitForGhost(/^mer\(/);
};

/** A refused line stays away at its place until the user asks. */
export const escapeIsRemembered: Proof = async ({ window }) => {
  await window.openAt("one/escape.ts", `${calls("Sack")}const sixth = █\n`);
  await window.type("sendSackToC");
  await window.waitForGhost(/^ustomer\(/);
  await closeList(window);
  await window.press("Escape");
  await window.waitForNoGhost();
  // Longer than any pause after a first Escape.
  await window.page.waitForTimeout(4_200);
  const seen = await window.ghostsDuring(async () => {
    await window.type("u");
    await window.press("Backspace");
    await window.page.waitForTimeout(1_000);
  });
  expect(seen).toEqual([]);
  await closeList(window);
  await window.press("Alt+Backslash");
  await window.waitForGhost(/^ustomer\(/);
};

/** A line that fits is offered; nothing is pushed down. */
export const nothingJumps: Proof = async ({ window }) => {
  const sum = (name: string, field: string): string =>
    `function ${name}(urns: Urn[]): number {\n  let total = 0;\n  for (const urn of urns) {\n    total += urn.${field};\n  }\n  return total;\n}\n\n`;
  const urn = "interface Urn {\n  price: number;\n  weight: number;\n}\n\n";
  const text = (name: string): string =>
    `${urn}${sum("priceOfUrns", "price")}function ${name}(urns: Urn[]): number {\n  let total = 0█\n}\n// below\n`;
  const topOfBelow = async (): Promise<number> =>
    (await window.page.locator(".editor-group-container.active .view-line", { hasText: "below" }).boundingBox())?.y ??
    0;

  await window.openAt("one/jump.ts", text("weightOfUrns"));
  const before = await topOfBelow();
  const moves = new Set<number>();
  const seen = await window.ghostsDuring(async () => {
    await window.type(";");
    for (let count = 0; count < 15; count++) {
      await window.page.waitForTimeout(100);
      moves.add((await topOfBelow()) - before);
    }
  });
  expect([...moves]).toEqual([0]);
  expect(seen).not.toContainEqual(expect.stringContaining("\n"));
  await window.screenshots("one-line");
  await window.press("Alt+Backslash");
  await window.waitForGhost(/\S[^]*\n/);
  await window.press("Escape");

  window.changeSettings({ "nanotype.multiline": "never" });
  await window.openAt("one/never.ts", text("weightOfUrns"));
  await window.type(";");
  await window.press("Alt+Backslash");
  expect(await window.ghostsDuring(() => window.page.waitForTimeout(1_000))).not.toContainEqual(
    expect.stringMatching(/\n.*\S/),
  );
  window.changeSettings({ "nanotype.multiline": "auto" });
  await window.openAt("one/auto.ts", text("weightOfUrns"));
  await window.type(";");
  await window.waitForGhost(/\S[^]*\n/);
  window.changeSettings({});
};

/** No scrap is shown: recorded while a file is typed. */
export const noScraps: Proof = async ({ window }) => {
  const known = `import { writeFile } from "node:fs/promises";\n\nexport async function keepLedger(path: string, ledger: Ledger): Promise<void> {\n  await writeFile(path, JSON.stringify(ledger));\n}\n\ninterface Ledger {\n  owner: string;\n}\n\n`;
  await window.openAt("one/scraps.ts", `${known}█\n`);
  const seen = await window.ghostsDuring(async () => {
    await window.type("export async function dropLedger(path: string): Promise<void> {\nawait writeFile(path, ");
    await window.page.waitForTimeout(600);
    await window.type('"");\nif (path.length > 3) return;\nconst owners = path.split("/").map((part) => part');
    await window.page.waitForTimeout(600);
  });
  // What is left of an offer while it is typed may be short.
  const offers = seen.filter((ghost, index) => !seen.slice(0, index).some((earlier) => earlier.endsWith(ghost)));
  for (const ghost of offers) {
    expect(ghost.trim().length, JSON.stringify(seen)).toBeGreaterThan(1);
    expect(ghost, "ends in the middle of a word").not.toMatch(/\b(?:ledge|owne|strin|pat|writeFil|Promis|awai)$/i);
  }
};

/** Nothing is declared twice, and `this` stays inside classes. */
export const nothingTwice: Proof = async ({ window }) => {
  const known = `class Drawer {\n  label = "";\n  open(): void {\n    this.label = "open";\n  }\n  close(): void {\n    this.label = "closed";\n  }\n}\n\n`;
  await window.openAt(
    "one/twice.ts",
    `${known}export function useDrawer(): void {\n  const drawer = new Drawer();\n  █\n}\n`,
  );
  const seen = await window.ghostsDuring(async () => {
    for (const begun of ["const d", "th"]) {
      await window.type(begun);
      await window.page.waitForTimeout(700);
      await window.press("Escape", "Escape", ...Array<string>(begun.length).fill("Backspace"));
      await window.page.waitForTimeout(1_600); // longer than deletion holds offers back
    }
  });
  expect(seen).not.toContainEqual(expect.stringMatching(/^rawer = new|^is\./));
};

/** Takes what is shown, whether or not IntelliSense's list is open. */
export async function takeAll(window: Window): Promise<void> {
  for (let count = 0; count < 3 && (await window.ghost()) !== ""; count++) {
    await window.press("Tab");
    await window.page.waitForTimeout(150);
  }
}

/** Closes IntelliSense's list if it is open, so that the next Escape is for the ghost text. */
async function closeList(window: Window): Promise<void> {
  // The list may still be about to open.
  await window.page.waitForTimeout(400);
  const list = window.page.locator(".suggest-widget.visible");
  if (await list.isVisible()) await window.press("Escape");
  await list.waitFor({ state: "hidden" });
}

/** Returns the label of the selected entry in IntelliSense's list. */
async function selected(window: Window): Promise<string> {
  const label = window.page.locator(".suggest-widget.visible .monaco-list-row.focused .label-name");
  return (await label.textContent()) ?? "";
}
