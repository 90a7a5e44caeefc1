import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localDate } from "../../server/src/base/localDate";
import { webviewFrame, webviewPage } from "../../test/host/webviewFrame";
import type { Window } from "../../test/host/window";
import { calmEditor, openWorkbench } from "../../test/host/workbench";
import { sessionFolder } from "./typedSession";

/** Themes by the end of a picture's name, each with the class of a page in it. */
const themes = {
  light: { theme: "Default Light Modern", mark: "vscode-light" },
  contrast: { theme: "Default High Contrast", mark: "vscode-high-contrast" },
  dark: { theme: "Default Dark Modern", mark: "vscode-dark" },
};

/** A file that is typed before the pictures, for the list of the last requests. */
const typed = [
  "export interface Customer {\n  id: string;\nname: string;\nemail: string;",
  "export function totalOf(orders: readonly Order[]): number {\n  return orders.reduce((sum, order) => sum + order.total, 0);",
  "export async function loadCustomer(id: string): Promise<Customer> {\n  const response = await fetch(`/api/customers/${id}`);\nif (!response.ok) throw new Error(`Customer ${id}: ${response.status}`);\nreturn response.json();",
];

/** Takes the pictures of the dashboard in docs/pictures, with the figures of the session that typeSession.ts has typed. */
export async function takeDashboard(): Promise<void> {
  if (!existsSync(sessionFolder)) throw new Error("Type a session first: scripts/pictures/typeSession.ts.");
  const cache = mkdtempSync(join(tmpdir(), "nanotype-pictures-cache-"));
  datedSession(join(cache, "figures"));
  const workbench = await openWorkbench({
    version: "1.139",
    size: { width: 1200, height: 1120 },
    settings: { ...calmEditor, "workbench.activityBar.location": "hidden", "workbench.colorTheme": themes.dark.theme },
    environment: { NANOTYPE_CACHE: cache },
  });
  try {
    const { window } = workbench;
    await window.press("Control+b");
    await typeSome(window);
    await window.command("Nanotype: Open the Dashboard");
    await webviewPage(window).getByRole("radio", { name: "30 days" }).check({ force: true });
    await webviewPage(window).getByText("30 days at a glance").waitFor();
    for (const [name, { theme, mark }] of Object.entries(themes)) {
      window.changeSettings({ "workbench.colorTheme": theme });
      await webviewPage(window).locator(`body.${mark}`).waitFor();
      await keep(window, name);
    }
    const page = webviewPage(window);
    await page.getByRole("combobox", { name: "Show" }).selectOption("offered");
    const story = page.locator(".requests summary", { hasText: "The model wrote it." }).first();
    await story.click();
    await (await webviewFrame(window)).evaluate("window.scrollTo(0, document.body.scrollHeight)");
    await keep(window, "requests-dark");
  } finally {
    await workbench.stop();
    rmSync(cache, { recursive: true, force: true });
  }
}

/** Dates the parts of the session: the last one today, and two days a week without work. */
function datedSession(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const day = new Date();
  for (const part of readdirSync(sessionFolder).sort().reverse()) {
    copyFileSync(join(sessionFolder, part), join(folder, `${localDate(day)}.json`));
    do day.setDate(day.getDate() - 1);
    while (day.getDay() === 0 || day.getDay() === 6);
  }
}

async function typeSome(window: Window): Promise<void> {
  await window.openAt("shop.ts", "export interface Order {\n  id: string;\n  total: number;\n}\n\n█\n");
  await window.waitForStatus(/Ready/);
  for (const part of typed) {
    for (const word of part.split(/(?<=\s)/)) {
      await window.type(word, 110);
      await window.page.waitForTimeout(250);
    }
    await window.press("Control+End");
    await window.type("\n", 300);
  }
}

async function keep(window: Window, name: string): Promise<void> {
  // The pointer leaves no sign on the page, and the chart is drawn.
  await window.page.mouse.move(600, 130);
  await window.page.waitForTimeout(1_500);
  const path = `docs/pictures/dashboard-${name}.png`;
  await window.page.screenshot({ path });
  console.log(path);
}
