import { mkdirSync } from "node:fs";
import { waitForDrawn } from "../../test/host/nextEdit/drawnEdit";
import type { Window } from "../../test/host/window";

/** The part of the window that is shown. */
const region = { x: 4, y: 36, width: 760, height: 200 };

/** VS Code's own themes: of the pictures' names, the first is the README's. */
const themes = {
  dark: "Default Dark Modern",
  light: "Default Light Modern",
  contrast: "Default High Contrast",
} as const;

/** Forms of a next edit: a file with the caret before the replaced name, the keys, and the drawn edit to wait for. */
const forms: readonly { name: string; file: string; text: string; keys: string; drawn: RegExp }[] = [
  {
    name: "beside",
    file: "totals.ts",
    text: "export function totalOf(orders: Order[]): number {\n  let █sum = 0;\n  for (const order of orders) {\n    sum += order.price;\n  }\n  return sum;\n}\n",
    keys: "total",
    drawn: /^sum\|total\|Tab$/,
  },
  {
    name: "far",
    file: "report.ts",
    text: `export function report(█rows: Row[]): string {\n${"  // …\n".repeat(60)}  return rows.join();\n}\n`,
    keys: "lines",
    drawn: /Tab to line 62 ↓$/,
  },
];

/** Takes the pictures of docs/nextEdit.md in three themes, from real keys in a real window. */
export async function takeNextEdits(window: Window): Promise<void> {
  mkdirSync("docs/pictures/nextEdit", { recursive: true });
  for (const { name, file, text, keys, drawn } of forms) {
    await window.openAt(file, text);
    await window.waitForStatus(/Ready/);
    await window.press("Control+Shift+ArrowRight");
    await window.type(keys);
    await waitForDrawn(window, drawn);
    for (const [theme, colorTheme] of Object.entries(themes)) {
      window.changeSettings({ "workbench.colorTheme": colorTheme });
      await window.page.waitForTimeout(1_500);
      const path = `docs/pictures/nextEdit/${name}-${theme}.png`;
      await window.page.screenshot({ path, clip: region });
      console.log(path);
    }
  }
  window.changeSettings({});
}
