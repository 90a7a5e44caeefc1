/**
 * npm run pictures: remakes every picture of the README, the walkthrough and docs/nextEdit.md from a real VS Code with the
 * packaged extension; `-- next-edit` only the last ones, `-- walkthrough` only those in media/pictures. `-- dashboard` makes those of the dashboard, with the figures of a session
 * that scripts/pictures/typeSession.ts has typed for three quarters of an hour. Needs test/host/setup.sh, and ImageMagick for the recording. Look at the pictures before you commit them.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isHostInstalled, notInstalledNote, waitUntil } from "../test/host/hostProcess";
import { waitForDrawn } from "../test/host/nextEdit/drawnEdit";
import { calmEditor, openWorkbench } from "../test/host/workbench";
import type { Window } from "../test/host/window";
import { takeDashboard } from "./pictures/dashboard";
import { takeNextEdits } from "./pictures/nextEdits";
import { recordTyping } from "./pictures/typing";

interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const size = { width: 1000, height: 680 };
/** The editor's first lines, with the text to the left of them. */
const editorRegion: Region = { x: 4, y: 36, width: 780, height: 380 };
/** The lower right corner, with a notification and the status bar. */
const cornerRegion: Region = { x: 420, y: 430, width: 580, height: 250 };

/** Reports that only one kind of pictures is to be taken. */
const isWanted = (kind: "next-edit" | "walkthrough"): boolean => process.argv.includes(kind);

const typescript = `export interface Order {
  id: string;
  customer: string;
  total: number;
}

export async function loadOrder(id: string): Promise<Order> {
  const response = await fetch(\`/api/orders/\${id}\`);
  if (!response.ok) throw new Error(\`Order \${id}: \${response.status}\`);
  return response.json();
}

export async function deleteOrder(id: string): Promise<void> {
  const response = await fetch(\`/api/orders/\${id}\`, { method: "DELETE" });
  █
}
`;

const python = `import csv
from pathlib import Path


def read_orders(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def read_customers(path: Path) -> list[dict[str, str]]:
    with path.open(█
`;

async function main(): Promise<void> {
  if (!isHostInstalled("1.139")) throw new Error(notInstalledNote);
  if (process.argv.includes("dashboard")) return takeDashboard();
  const workbench = await openWorkbench({
    version: "1.139",
    size,
    // The pictures show a small repository made for them, and ghost text without IntelliSense's pop-ups.
    ownFolder: mkdtempSync(join(tmpdir(), "nanotype-pictures-")),
    settings: {
      ...calmEditor,
      "workbench.colorTheme": "Default Dark Modern",
      "nanotype.eagerness": "balanced",
      "editor.fontSize": 15,
      "editor.stickyScroll.enabled": false,
      "scm.defaultViewMode": "list",
      "workbench.activityBar.location": "hidden",
      "breadcrumbs.enabled": false,
      // The picture isn't about half-typed code.
      "problems.decorations.enabled": false,
      "typescript.validate.enable": false,
      "editor.cursorBlinking": "solid",
      "git.decorations.enabled": false,
    },
    prepare: prepareShop,
  });
  const { window } = workbench;
  try {
    await window.press("Control+b");
    if (!isWanted("walkthrough")) await takeNextEdits(window);
    if (isWanted("next-edit")) return;
    if (!isWanted("walkthrough")) await recordTyping(window, "docs/pictures/typing.gif");
    await window.openAt("orders.ts", typescript);
    await window.waitForStatus(/Ready/);
    await window.type("if (!r");
    await window.waitForGhost(/^esponse\.ok/);
    await keep(window, "typescript", editorRegion);
    await window.press("Control+ArrowRight");
    await window.waitForGhost(/^\./);
    await keep(window, "words", editorRegion);

    await window.openAt("orders.py", python);
    await window.type("newl");
    await window.waitForGhost(/^ine=/);
    await keep(window, "python", editorRegion);

    await window.openAt("NOTES.md", "Fetch orders again when the first request fails\n█\n");
    await window.press("Control+Shift+G");
    await window.page.click(".scm-input .monaco-editor .view-lines");
    await window.type("Fetch orders aga");
    await window.waitForGhost(/^in/);
    await keep(window, "commit", editorRegion);
    await window.press("Control+b");

    await window.openAt("shop.ts", typescript);
    await window.page.click("[id='nanotype.nanotype.nanotype.status']");
    await window.page.waitForSelector(".quick-input-widget:visible .monaco-list-row");
    await keep(window, "menu", await regionOf(window, ".quick-input-widget:visible"));
    await window.press("Escape");

    await window.command("Nanotype: Try a Next Edit");
    await window.page.waitForSelector(".monaco-editor.focused .view-line >> text=let sum");
    await window.type("total");
    await waitForDrawn(window, /^sum\|total\|Tab$/);
    await keep(window, "nextEdit", editorRegion);
    await window.press("Escape");

    window.changeSettings({ "nanotype.eagerness": "quiet" });
    await window.openAt("delivery.ts", typescript);
    await waitUntil(async () => {
      await window.type("throw ");
      await window.page.waitForTimeout(1_000);
      await window.command("Nanotype: Why Was Nothing Offered?");
      await waitUntil(async () => (await window.notifications()).length > 0);
      if ((await window.notifications()).some((text) => text.includes("uncertain"))) return true;
      await window.command("Notifications: Clear All Notifications");
      return false;
    }, 120_000);
    await keep(window, "why", cornerRegion);
    await window.command("Notifications: Clear All Notifications");
    window.changeSettings({});
  } finally {
    await workbench.stop();
  }
}

async function regionOf(window: Window, selector: string): Promise<Region> {
  const region = await window.page.locator(selector).boundingBox();
  if (region === null) throw new Error(`Nothing is visible at ${selector}.`);
  return region;
}

async function keep(window: Window, name: string, clip: Region): Promise<void> {
  mkdirSync("media/pictures", { recursive: true });
  await window.page.screenshot({ path: `media/pictures/${name}.png`, clip });
  console.log(`media/pictures/${name}.png`);
}

function prepareShop(folder: string): void {
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=Ann", "-c", "user.email=ann@example.org", ...args], { cwd: folder });
  writeFileSync(join(folder, "README.md"), "# Shop\n");
  git("init", "--quiet", "--initial-branch=main");
  git("add", ".");
  git("commit", "--quiet", "--message", "Start the shop");
}

void main();
