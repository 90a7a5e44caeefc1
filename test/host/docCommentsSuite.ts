import { describe, expect, test } from "vitest";
import { isHostInstalled, notInstalledNote, waitUntil, type HostVersion } from "./hostProcess";
import { hostTest, useWorkbench } from "./useWorkbench";
import { calmEditor } from "./workbench";
import type { Window } from "./window";

const add = `export function add(left: number, right = 2): number {
  if (left < 0) throw new RangeError("negative");
  return left + right;
}
`;

/**
 * Doc comments as a person writes them, in a real VS Code with the packaged extension, including its own brackets and
 * Enter.
 */
export function docCommentsSuite(version: HostVersion): void {
  const title = `VS Code ${version}, doc comments (${notInstalledNote} where skipped)`;
  describe.skipIf(!isHostInstalled(version))(title, hostTest, () => {
    let window: Window;

    /** Waits until the offer is part of the text and the status bar says that the caret is there. */
    const caretAt = async (line: number, column: number): Promise<void> => {
      await window.waitForNoGhost();
      // The caret may have to leave the end of the inserted text first: a person sees that before the next key.
      await window.page.waitForTimeout(300);
      await window.page.waitForSelector(`.statusbar-item >> text="Ln ${line}, Col ${column}"`);
    };

    useWorkbench(
      // Calm, since VS Code's own template pops up at `/**`.
      () => ({ version, settings: calmEditor }),
      async (opened) => {
        window = opened.window;
        await window.openAt("warm-up.ts", `${add}█\n`);
        await window.waitForStatus(/Ready/);
      },
    );

    test("shows the whole comment after /**, and Tab leaves the caret at its summary", async () => {
      await window.openAt("opened.ts", `█\n${add}`);
      await window.type("/**");
      await window.waitForGhost(/@param left[^]*@param right[^]*@returns[^]*@throws \{RangeError\} If `left < 0`\./);
      await window.screenshot("doc-comment");
      await window.press("Tab");
      await caretAt(2, 4);
      await window.type("Adds.");
      expect(await window.savedText("opened.ts")).toBe(
        `/**\n * Adds.\n * @param left\n * @param right\n * @returns\n * @throws {RangeError} If \`left < 0\`.\n */\n${add}`,
      );
    });

    test("shows the rest after Enter, inside the comment that the editor has closed", async () => {
      await window.openAt("entered.ts", `class A {\n  █\n  run(job: string): void {}\n}\n`);
      await window.type("/**");
      await window.waitForGhost(/@param job/);
      await window.press("Enter");
      await window.waitForGhost(/@param job/);
      await window.press("Tab");
      await caretAt(3, 6);
      await window.type("Runs.");
      expect(await window.savedText("entered.ts")).toBe(
        `class A {\n  /**\n   * Runs.\n   * @param job\n   */\n  run(job: string): void {}\n}\n`,
      );
    });

    test("shows a docstring's sections after three quotes", async () => {
      await window.openAt("quotes.py", `def load(path, retries=3):\n    █\n    return open(path)\n`);
      await window.type('"""');
      await window.waitForGhost(/Args:[^]*path:[^]*retries: Defaults to 3\./);
      await window.screenshot("docstring");
      await window.press("Tab");
      await caretAt(2, 8);
      await window.type("Load it.");
      expect(await window.savedText("quotes.py")).toBe(
        `def load(path, retries=3):\n    """Load it.\n\n    Args:\n        path:\n        retries: Defaults to 3.\n\n    Returns:\n    """\n    return open(path)\n`,
      );
    });

    test("drafts the comment of the symbol at the caret, and one undo takes it back", async () => {
      await window.openAt("command.ts", add.replace("return", "█return"));
      await window.command("Nanotype: Draft or Refresh Doc Comment");
      await waitUntil(async () => (await window.savedText("command.ts")).startsWith("/**\n"));
      await caretAt(2, 4);
      await window.type("Adds.");
      expect(await window.savedText("command.ts")).toMatch(/^\/\*\*\n \* Adds\.\n \* @param left\n/);
      await window.press("Control+z", "Control+z");
      expect(await window.savedText("command.ts")).toBe(add);
    });

    test("marks a stale name quietly, and its quick fix renames it", async () => {
      await window.openAt("stale.ts", `/**\n * Adds.\n * @param o█ld - One.\n * @param right - Two.\n */\n${add}`);
      await window.page.waitForSelector(".monaco-editor .squiggly-hint");
      await window.screenshot("stale-name");
      await window.press("Control+.");
      const fix = window.page.locator(".action-widget .monaco-list-row.focused", { hasText: 'Rename "old" to "left"' });
      await fix.waitFor();
      await window.press("Enter");
      await waitUntil(async () => (await window.savedText("stale.ts")).includes("@param left - One."));
      expect(await window.savedText("stale.ts")).toMatch(
        /^\/\*\*\n \* Adds\.\n \* @param left - One\.\n \* @param right - Two\.\n \*\/\n/,
      );
      expect(await window.notifications()).toEqual([]);
    });
  });
}
