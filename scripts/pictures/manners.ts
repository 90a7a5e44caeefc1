import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StandIn } from "../../test/support/standIn/standIn";
import { waitUntil } from "../../test/host/hostProcess";
import { statusSelector, type Window } from "../../test/host/window";

const themes = { dark: "Default Dark Modern", light: "Default Light Modern" } as const;

const calls = `export function sendParcelToCustomer(street: string, town: string): string {
  return street + town;
}

export function sendParcelBack(street: string): string {
  return street;
}

const first = sendParcelToCustomer("Main Street", "York");
const second = sendParcelToCustomer("Main Street", "York");
`;

const loops = `export function totalPrice(items: Item[]): number {
  let total = 0;
  for (const item of items) total += item.price;
  return total;
}

export function totalWeight(items: Item[]): number {
  let total = 0█
  for (const item of items) total += item.weight;
  return total;
}
`;

/** Takes the pictures of docs/manners.md in a dark and a light theme. `profile` is the host's. */
export async function mannersPictures(window: Window, profile: string): Promise<void> {
  const standIn = await StandIn.start();
  try {
    for (const [name, theme] of Object.entries(themes)) await picturesIn(window, { name, theme, profile, standIn });
  } finally {
    await standIn.close();
  }
}

async function picturesIn(
  window: Window,
  { name, theme, profile, standIn }: { name: string; theme: string; profile: string; standIn: StandIn },
): Promise<void> {
  const keep = async (point: number, clip: { x: number; y: number; width: number; height: number }): Promise<void> => {
    const path = `media/pictures/manners-${point}-${name}.png`;
    await window.page.screenshot({ path, clip });
    console.log(path);
  };
  const size = window.page.viewportSize() ?? { width: 1_000, height: 680 };
  const editor = { x: 4, y: 36, width: 700, height: 300 };
  const corner = { x: size.width - 560, y: size.height - 150, width: 560, height: 150 };
  window.changeSettings({ "workbench.colorTheme": theme, "nanotype.eagerness": "balanced" });
  await window.openAt(`list-${name}.ts`, `${calls}const third = █\n`);
  await window.type("sendParcel");
  await window.press("Control+Space");
  const list = window.page.locator(".suggest-widget.visible .monaco-list-row.focused", { hasText: "ToCustomer" });
  await window.page.locator(".suggest-widget.visible .monaco-list-row").first().waitFor();
  for (let count = 0; count < 5 && !(await list.isVisible()); count++) await window.press("ArrowDown");
  await window.waitForGhost(/^ToCustomer\(/);
  await keep(2, editor);
  await window.press("Escape");

  await window.openAt(`line-${name}.ts`, loops);
  await window.type(";");
  await window.page.waitForTimeout(1_000);
  await keep(5, editor);

  await window.page.hover(statusSelector);
  await window.page.waitForSelector(".workbench-hover >> text=Why no suggestion?");
  await keep(10, corner);
  await window.press("Escape");
  await window.type("zq");
  await window.command("Nanotype: Why Was Nothing Offered?");
  await waitUntil(async () => (await window.notifications()).length > 0);
  await keep(10, corner);
  await window.command("Notifications: Clear All Notifications");

  await window.press("Control+Shift+G");
  await window.page.locator("[aria-label='Draft Commit Message']:visible").first().click();
  await window.page.waitForTimeout(1_500);
  await window.page.mouse.move(size.width - 20, 200);
  await keep(14, { ...editor, height: 220 });
  await window.press("Control+Shift+E");

  const path = join(profile, "data/Machine/settings.json");
  const before = readFileSync(path, "utf8");
  const endpoint = { name: "team", kind: "openai", url: `${standIn.url}/v1`, model: "gpt-4.1-nano" };
  writeFileSync(path, JSON.stringify({ "nanotype.endpoints": [endpoint] }));
  await window.waitForStatus(/consent/);
  await window.command("Notifications: Clear All Notifications");
  await window.page.hover(statusSelector);
  await window.page.waitForSelector(".workbench-hover >> text=consent");
  await keep(16, corner);
  await window.press("Escape");
  writeFileSync(path, before);
  await window.waitForStatus(/^(?!.*consent)/);
}
