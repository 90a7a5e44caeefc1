import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { snippetKey } from "./contract/cursors";
import { isHostInstalled, notInstalledNote, waitUntil, type HostVersion } from "./hostProcess";
import { drawnEdit, nothingDrawn, waitForDrawn } from "./nextEdit/drawnEdit";
import { hostTest, useWorkbench } from "./useWorkbench";
import type { Window } from "./window";
import { calmEditor } from "./workbench";

/** A function that uses its parameter, with the caret before the parameter. */
function uses(count: number): string {
  const lines = Array.from({ length: count }, (_, index) => `  use(item, ${index});\n`);
  return `export {};\n\nfunction run(█item: number): void {\n${lines.join("")}}\n`;
}

/** Lines that put the next use off the screen. */
const farAway = "  //\n".repeat(70);

/** The Tab and Escape keys while a next edit is offered, in a real VS Code with the packaged extension. */
export function nextEditSuite(version: HostVersion): void {
  const title = `VS Code ${version}, the next edit (${notInstalledNote} where skipped)`;
  describe.skipIf(!isHostInstalled(version))(title, hostTest, () => {
    let window: Window;

    useWorkbench(
      // Calm, since only one test is about the list of IntelliSense, and opens it.
      () => ({ version, settings: calmEditor, keybindings: [snippetKey] }),
      async (opened) => {
        window = opened.window;
        await window.openAt("next/warm-up.ts", uses(1));
        await window.waitForStatus(/Ready/);
      },
    );

    /** Opens a file, gives its parameter the file's name, key by key, and waits for the first offer. */
    const offered = async (file: string, text = uses(2), expected = /^item\|\w+\|Tab$/): Promise<void> => {
      await window.openAt(`next/${file}.ts`, text);
      await window.press("Control+Shift+ArrowRight");
      await window.type(file, 20);
      await waitForDrawn(window, expected);
    };
    const becomes = (file: string, text: RegExp): Promise<string> => window.waitForSaved(`next/${file}.ts`, text);

    test("Tab makes the change on the screen, Tab again the next one, and each undo restores text and caret", async () => {
      await offered("visible");
      await window.press("Tab");
      await becomes("visible", /use\(visible, 0\);\n {2}use\(item, 1\)/);
      await waitForDrawn(window, /^item\|visible\|Tab$/);
      await window.press("Tab");
      await becomes("visible", /use\(visible, 0\);\n {2}use\(visible, 1\)/);
      await waitForDrawn(window, nothingDrawn);
      await window.press("Control+z");
      await becomes("visible", /use\(visible, 0\);\n {2}use\(item, 1\)/);
      await window.press("Control+z");
      await becomes("visible", /use\(item, 0\);\n {2}use\(item, 1\)/);
      await window.type("!");
      await becomes("visible", /run\(visible!: number\)/);
    });

    test("Tab goes to a place off the screen before it changes anything, and the next Tab makes the change", async () => {
      await offered("far", uses(1).replace("{\n", `{\n${farAway}`), /^\|\|Tab to line 74 ↓$/);
      await window.press("Tab");
      await waitForDrawn(window, /^item\|far\|Tab$/);
      await window.page.waitForSelector(`.statusbar-item >> text="Ln 74, Col 7"`);
      await becomes("far", /use\(item, 0\)/);
      await window.press("Tab");
      await becomes("far", /use\(far, 0\)/);
    });

    test("Tab imports the name that was typed, and the caret stays", async () => {
      await window.openAt(
        "next/shapes.ts",
        "export function areaOf(side: number): number {\n  return side * side;\n}\n█",
      );
      await window.openAt("next/imports.ts", "export {};\n\nexport const area = █\n");
      await window.type("areaOf(2);", 20);
      await waitForDrawn(window, /Tab to import areaOf$/);
      await window.screenshot("next-edit-import");
      await window.press("Tab");
      await becomes("imports", /import \{ areaOf \} from "\.\/shapes";/);
      await waitForDrawn(window, nothingDrawn);
      await window.type("//");
      await becomes("imports", /areaOf\(2\);\/\//);
    });

    test("Tab makes the fix that the editor prefers for a name that isn't known, and the caret's line stays", async () => {
      await window.openAt("next/spelling.ts", "export {};\n\nconst distance = 1;\nexport const twice = █\n");
      await window.type("distnace * 2;", 20);
      await waitForDrawn(window, /^distnace\|distance\|Tab$/);
      await window.screenshot("next-edit-fix");
      await window.press("Tab");
      await becomes("spelling", /twice = distance \* 2;/);
      await waitForDrawn(window, nothingDrawn);
    });

    test("Tab takes the entry of the list that is open, and Escape closes it alone", async () => {
      // No ghost text comes there, since only one letter is missing.
      await offered("list", uses(2).replace("void", "voi"));
      await window.press("End", "ArrowLeft", "ArrowLeft");
      const list = window.page.locator(".suggest-widget.visible");
      await window.press("Control+Space");
      await list.locator(".monaco-list-row.focused").waitFor();
      await window.press("Escape");
      await list.waitFor({ state: "hidden" });
      await waitForDrawn(window, /^item\|list\|Tab$/);
      await window.press("Control+Space");
      await list.locator(".monaco-list-row.focused").waitFor();
      await window.press("Tab");
      await list.waitFor({ state: "hidden" });
      await becomes("list", /void \{\n {2}use\(item, 0\);\n {2}use\(item, 1\);/);
    });

    test("Tab takes ghost text that is in front of the change", async () => {
      await offered("ghost", `${uses(2)}\nconst calls = [run(1), run(2)];\nconst again = \n`);
      await window.press("Control+End", "ArrowUp", "End");
      await waitForDrawn(window, /Tab$/);
      await window.press("Alt+Backslash");
      const ghost = await window.waitForGhost();
      await waitForDrawn(window, nothingDrawn);
      await window.press("Tab");
      const text = await becomes("ghost", /again = \S/);
      expect(text).toContain(`again = ${ghost.split("\n")[0]}`);
      expect(text).toContain("use(item, 0)");
    });

    test("Tab right after a key makes no change that was offered before it", async () => {
      await offered("race");
      await window.press("x", "Tab");
      await becomes("race", /racex +: number\): void \{\n {2}use\(item, 0\)/);
    });

    test("held down, Tab takes the whole chain and adds nothing between its places", async () => {
      await offered("held", uses(6));
      for (let count = 0; count < 300 && /use\(item/.test(await window.waitForText(/run/)); count++)
        await window.press("Tab");
      await becomes("held", /^function run\(held: number\): void \{\n( {2}use\(held, \d\);\n){6}\}/m);
    });

    // CI has 25 minutes; the others depend less on the version.
    if (process.env["CI"] !== undefined && version !== "1.139") return;

    test("Tab shows the uses of a renamed function in other files, by the language's own rename, and makes them once confirmed", async () => {
      await window.openAt(
        "next/room.ts",
        'import { cornerOf } from "./corner";\n\nexport const room = cornerOf(2);\n█',
      );
      await window.openAt("next/corner.ts", "export function █cornerOf(side: number): number {\n  return side;\n}\n");
      await window.press("Control+Shift+ArrowRight");
      await window.type("edgeOf", 20);
      await waitForDrawn(window, /Tab to rename cornerOf in other files$/);
      await window.screenshot("next-edit-rename");
      await window.press("Tab");
      const apply = window.page.locator(".bulk-edit-panel .monaco-button >> text=Apply");
      await apply.waitFor();
      await window.screenshot("next-edit-rename-preview");
      expect(await window.waitForText(/cornerOf|edgeOf/)).toMatch(/function edgeOf\(side/);
      await apply.click();
      await window.command("File: Save All Files");
      await becomes("room", /import \{ edgeOf \} from "\.\/corner";\n\nexport const room = edgeOf\(2\);/);
    });

    const leadWords = [
      ["warning", "warn"],
      ["marking", "mark"],
      ["hinting", "hint"],
    ] as const;
    let leadTries = 0;
    test("Tab leads on to a file that isn't open", async () => {
      // Each try has words of its own: what an earlier one left is another text.
      const [before, after] = leadWords[leadTries++];
      const distant = `distant${leadTries}`;
      const text = (name: string): string => `export function ${name}(): void {\n  ledger.${before}("${name}");\n}\n`;
      window.changeSettings({ "nanotype.nextEdit": "on" });
      onTestFinished(() => window.changeSettings({}));
      writeFileSync(join(window.folder, `packages/core/src/next/${distant}.ts`), text("distant"));
      await window.openAt("next/nearby.ts", text("one").replace(before, `█${before}`) + text("two"));
      await window.press("Control+Shift+ArrowRight");
      await window.type(after, 20);
      const drawn = new RegExp(`^${before}\\|${after}\\|Tab$`);
      await waitForDrawn(window, drawn);
      await window.press("Tab");
      await becomes("nearby", new RegExp(`${after}\\("one"\\)[^]*${after}\\("two"\\)`));
      await waitForDrawn(window, new RegExp(`Tab to \\S+${distant}\\.ts, line 2$`));
      await window.screenshot("next-edit-other-file");
      await window.press("Tab");
      await waitForDrawn(window, drawn);
      await window.press("Tab");
      await window.waitForText(new RegExp(`ledger\\.${after}\\("distant"\\)`));
    });

    test("Escape refuses, Tab then indents, and the refused place isn't offered again", async () => {
      await offered("refused", uses(1));
      await window.press("Escape");
      await waitForDrawn(window, nothingDrawn);
      await window.press("Tab");
      await becomes("refused", /run\(refused +: number\): void \{\n {2}use\(item, 0\)/);
      await window.page.waitForTimeout(900);
      expect(await drawnEdit(window)).toEqual({ removed: "", added: "", key: "" });
    });

    test("Tab indents at a line's indentation, where the change is drawn without its key", async () => {
      await offered("indented");
      await window.press("Control+End", "ArrowUp", "Home", "Home");
      await waitForDrawn(window, /^item\|indented\|$/);
      await window.press("Tab");
      await becomes("indented", /use\(item, 1\);\n {2}\}/);
    });

    test("Tab indents selected lines", async () => {
      await offered("selected");
      await window.press("ArrowDown", "Shift+ArrowDown", "Tab");
      await becomes("selected", /\{\n {4}use\(item, 0\);\n {4}use\(item, 1\)/);
    });

    test("Tab goes to the next place of a snippet", async () => {
      await offered("snippet");
      await window.press("Control+End", "Control+Alt+i");
      await window.press("Tab");
      await window.type("placed");
      await becomes("snippet", /use\(item, 1\);\n\}\nconst ninth = \[first, placed\];/);
      await window.press("Escape", "Escape");
    });

    test("Tab indents at each of several cursors", async () => {
      await offered("cursors");
      await window.command("Add Cursor Below");
      await window.press("Tab");
      await becomes("cursors", /cursors {1,2}: number\): void \{\n {2}use\(item, 0\); */);
      await window.press("Escape", "Escape");
    });

    test("Tab during a composition by an input method makes no change", async () => {
      await offered("composed");
      const session = await window.page.context().newCDPSession(window.page);
      const text = "ni";
      await session.send("Input.imeSetComposition", { text, selectionStart: 2, selectionEnd: 2 });
      await window.press("Tab");
      await session.send("Input.insertText", { text });
      await session.detach();
      await becomes("composed", /use\(item, 0\)/);
    });

    test("a screen reader hears the change, the question why explains it, and the menu turns next edits off", async () => {
      window.changeSettings({ "editor.accessibilitySupport": "on" });
      await window.page.waitForSelector(".statusbar-item >> text=Screen Reader Optimized");
      await offered("heard");
      const says = (sentence: RegExp): Promise<void> =>
        waitUntil(async () => sentence.test((await window.notifications()).join("\n")));
      await says(/Next edit, line 4: item becomes heard\. Tab accepts, Escape refuses\. 1 more\./);
      window.changeSettings({});
      await window.command("Nanotype: Why Was Nothing Offered?");
      await says(/A next edit is offered in line 4\. This is the same name as the one that you changed\./);
      await window.openMenu();
      await window.quickInput.pick("Next edits: quiet");
      await window.quickInput.pick("Next edits: on");
      await waitForDrawn(window, nothingDrawn);
      await window.quickInput.pick("Next edits: off");
      await window.quickInput.entry("Next edits: quiet");
      await window.press("Escape");
      await waitForDrawn(window, /^item\|heard\|Tab$/);
    });
  });
}
