import { expect } from "vitest";
import type { Window } from "../window";
import { calls, type Proof } from "./stage";

/** The snippet that the suite's own key inserts. */
export const snippetKey = {
  key: "ctrl+alt+i",
  command: "editor.action.insertSnippet",
  args: { snippet: "const ninth = [${1:first}, ${2:second}];$0" },
};

/** With several cursors, in a snippet, a column selection or a composition, keys do only what they say. */
export const nothingIsInserted: Proof = async ({ window }) => {
  const text = `${calls("Harp")}const third = █\nconst other = \n`;
  const during = (act: () => Promise<void>): Promise<string[]> =>
    window.ghostsDuring(async () => {
      await act();
      await window.page.waitForTimeout(700);
    });

  await window.openAt("one/cursors.ts", text);
  await window.command("Add Cursor Below");
  expect(await during(() => window.type("sendHarpTo"))).toEqual([]);
  expect(await during(() => window.press("Alt+Backslash"))).toEqual([]);
  expect((await window.savedText("one/cursors.ts")).match(/ = sendHarpTo\n/g)).toHaveLength(2);
  await window.press("Escape", "Escape");

  await window.openAt("one/column.ts", text);
  await selectColumn(window);
  expect(await during(() => window.type("sendHarpTo"))).toEqual([]);
  await window.press("Escape", "Escape");

  await window.openAt("one/snippet.ts", `${calls("Harp")}█\n`);
  await window.press("Control+Alt+i");
  expect(await during(() => window.type("sendHarpTo"))).toEqual([]);
  await window.press("Escape", "Tab");
  await window.type("placed");
  await window.waitForSaved("one/snippet.ts", /const ninth = \[sendHarpTo\w*, placed\];\n$/);
  await window.press("Escape", "Escape");

  await window.openAt("one/composed.ts", `${calls("Harp")}const third = █\n`);
  const session = await window.page.context().newCDPSession(window.page);
  const compose = (part: string): Promise<unknown> =>
    session.send("Input.imeSetComposition", { text: part, selectionStart: part.length, selectionEnd: part.length });
  await window.type("send");
  await during(async () => {
    for (const part of ["H", "Ha", "Har", "Harp", "HarpT", "HarpTo"]) {
      await compose(part);
      await window.page.waitForTimeout(100);
    }
    await window.press("Tab");
  });
  await session.send("Input.insertText", { text: "HarpTo" });
  await session.detach();
  expect(await window.savedText("one/composed.ts")).not.toMatch(/third = sendHarpToCustomer\("Main/);
};

/** Drags a selection of no width over two lines. */
async function selectColumn(window: Window): Promise<void> {
  const lines = window.page.locator(".editor-group-container.active .view-line", { hasText: /third|other/ });
  const [first, last] = [await lines.first().boundingBox(), await lines.last().boundingBox()];
  if (first === null || last === null) throw new Error("The lines are not on the screen.");
  const { mouse, keyboard } = window.page;
  const x = first.x + 130;
  await keyboard.down("Shift");
  await keyboard.down("Alt");
  await mouse.move(x, first.y + 5);
  await mouse.down();
  await mouse.move(x, last.y + 5, { steps: 5 });
  await mouse.up();
  await keyboard.up("Alt");
  await keyboard.up("Shift");
  await window.press("End");
}
