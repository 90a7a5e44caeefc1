import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { holdNext, isHostInstalled, next, notInstalledNote, waitUntil, type HostVersion } from "./hostProcess";
import { hostTest, useWorkbench } from "./useWorkbench";
import type { Window } from "./window";
import { calmEditor, type Workbench } from "./workbench";

/** A file whose next line is easy to predict: the workspace's own words and the model agree on it. */
const customers = `export interface Customer {
  name: string;
  address: string;
}

function createCustomerRecord(name: string, address: string): Customer {
  return { name, address };
}

const first = createCustomerRecord("Ann", "Main Street");
`;

/** Everyday use in a real VS Code with the packaged extension. */
export function everydaySuite(version: HostVersion): void {
  const title = `VS Code ${version} (${notInstalledNote} where skipped)`;
  describe.skipIf(!isHostInstalled(version))(title, hostTest, () => {
    let workbench: Workbench;
    let window: Window;

    useWorkbench(
      // Calm, since these tests look at ghost text alone; realWorkspaceSuite includes IntelliSense.
      () => ({ version, settings: calmEditor, prepare: prepareSettings }),
      async (opened) => {
        workbench = opened;
        window = opened.window;
        await window.openAt("warm-up.ts", `${customers}█\n`);
        try {
          await window.waitForStatus(/Ready/);
        } finally {
          await window.screenshot("ready");
        }
      },
    );

    test("shows ghost text after typing, and Tab inserts it", async () => {
      await window.openAt("tab.ts", `${customers}const second = █\n`);
      await window.type("createCust");
      await window.waitForGhost(/^omerRecord\(/);
      await window.screenshot("ghost-text-typescript");
      await window.press("Tab");
      expect(await window.savedText("tab.ts")).toContain("const second = createCustomerRecord(");
    });

    test("keeps the ghost text while the user types along with it", async () => {
      await window.openAt("along.ts", `${customers}const third = █\n`);
      await window.type("createCust");
      const offered = await window.waitForGhost(/^omerRecord\(/);
      await window.type("omerRec");
      expect(await window.waitForGhost(/^ord/)).toBe(offered.slice("omerRec".length));
    });

    test("keeps auto-closed brackets single", async () => {
      await window.openAt("brackets.ts", `${customers}const fifth = █\n`);
      await window.type("createCustomerRecord(");
      await window.waitForGhost(/"Ann"/);
      await window.press("Tab");
      const line = (await window.savedText("brackets.ts")).split("\n").find((text) => text.startsWith("const fifth"));
      expect(line).toMatch(/^const fifth = createCustomerRecord\([^()]*\);?$/);
    });

    test("continues a comment", async () => {
      const comment = "// Orders that arrived unpaid are sent back.\n";
      await window.openAt("comment.ts", `${comment}export {};\n\n█\n`);
      await window.type("// Orders that arrived");
      await window.waitForGhost(/^ unpaid/);
      await window.press("Tab");
      expect(await window.savedText("comment.ts")).toMatch(/\n\/\/ Orders that arrived unpaid are sent back/);
    });

    test("completes Python", async () => {
      const python = `def read_settings(path):\n    with open(path, encoding="utf-8") as file:\n        return json.load(file)\n\n\n`;
      await window.openAt("settings.py", `import json\n\n\n${python}def read_defaults(path):\n█`);
      await window.type("    with open(pa");
      await window.waitForGhost(/^th/);
      await window.screenshot("ghost-text-python");
    });

    test("indents with Tab when nothing is shown", async () => {
      await window.openAt("indent.txt", "█\n");
      await window.press("Tab");
      await window.type("x");
      expect(await window.savedText("indent.txt")).toMatch(/^(\t| +)x\n$/);
    });

    test("shows ghost text in the commit box", async () => {
      await window.openAt("notes.md", "Explain the retry limits in full\n\n█\n");
      await window.press("Control+Shift+G");
      await window.page.click(".scm-input .monaco-editor .view-lines");
      await window.type("Explain the retry li");
      await window.waitForGhost(/^mits/);
      await window.screenshot("commit-box");
      await window.press("Tab");
      await waitUntil(async () => /retry.limits/.test((await window.page.textContent(".scm-input .view-lines")) ?? ""));
      await window.press("Control+a", "Delete");
      await window.press("Control+Shift+E");
    });

    test("shows ghost text in an untitled document", async () => {
      await window.command("New Untitled Text File");
      // Twice, so that the third time is certain even with eagerness `quiet`.
      for (let line = 0; line < 2; line++) await window.type("the quick brown fox jumps over the lazy dog\n");
      await window.page.waitForTimeout(600);
      await window.type("the quick brown");
      await window.waitForGhost(/^ fox/);
      await window.press("Tab");
      await window.press("Control+a", "Delete");
      await window.command("View: Close Editor");
    });

    test("knows the neighbouring cells of a notebook", async () => {
      // Without the memory, only the cells above can give the model the name.
      window.changeSettings({ "nanotype.memory.enabled": false });
      writeFileSync(
        join(workbench.folder, "cells.ipynb"),
        notebook(["def load_customer_table(path):\n    return pd.read_csv(path)", ""]),
      );
      await window.quickOpen(join(workbench.folder, "cells.ipynb"));
      await window.page.waitForSelector(".notebookOverlay .cell-list-container .monaco-editor", { timeout: 20_000 });
      await window.page.locator(".notebookOverlay .cell-editor-container .monaco-editor").nth(1).click();
      await window.type("table = load_customer_t");
      await window.press("Alt+Backslash");
      await window.waitForGhost(/^able/, 15_000);
      window.changeSettings({});
      await window.screenshot("notebook");
    });

    test("returns at once when the server is killed", async () => {
      await window.openAt("killed.ts", `${customers}const tenth = █\n`);
      await next(workbench.host, /dist\/server\.js/, () => void workbench.kill(/dist\/server\.js/));
      await window.waitForStatus(/Ready/);
      await window.type("createCust");
      await window.waitForGhost(/^omerRecord/);
      expect(await window.notifications()).toEqual([]);
    });

    test("shows its state: loading, then catching up with the keys typed meanwhile, thinking", async () => {
      // Unique names: half-written lines of other tests would make the memory unsure.
      const letters = customers.replaceAll("CustomerRecord", "WelcomeLetter");
      await window.openAt("late.ts", `${letters}const second = █\n`);
      const release = await holdNext(workbench.host, /dist\/server\.js/, () => void workbench.kill(/dist\/server\.js/));
      try {
        await window.waitForStatus(/Starting|Loading/);
        await window.type("createWel");
        await window.screenshot("status-loading");
      } finally {
        release();
      }
      await window.waitForGhost(/^comeLetter/);
      expect(await window.notifications()).toEqual([]);

      await window.openAt("thinking.ts", `${letters}const third = █\n`);
      const goOn = workbench.hold(/dist\/modelProcess\.js/);
      try {
        await window.type("createWel");
        await window.waitForStatus(/Thinking \(nanotype-6m\)/);
        await window.screenshot("status-busy");
      } finally {
        goOn();
      }
      await window.waitForStatus(/Ready/);
    });

    test("offers something in the try-it file at once", async () => {
      await window.command("Nanotype: Try It");
      await window.waitForGhost(/\S/);
      await window.screenshot("try-it");
    });
  });
}

function prepareSettings(folder: string): void {
  mkdirSync(join(folder, ".vscode"));
  writeFileSync(join(folder, ".vscode/settings.json"), "{}");
}

function notebook(cells: readonly string[]): string {
  const content = cells.map((source) => ({
    cell_type: "code",
    metadata: {},
    source: source.split(/(?<=\n)/),
    outputs: [],
    execution_count: null,
  }));
  const metadata = { language_info: { name: "python" } };
  return JSON.stringify({ cells: content, metadata, nbformat: 4, nbformat_minor: 5 });
}
