import { statSync, writeFileSync } from "node:fs";
import type { Window } from "../../test/host/window";
import { animatedPng, type Frame } from "./animatedPng";

/** The part of the window that is recorded. */
const region = { x: 4, y: 36, width: 780, height: 330 };

const known = `export interface Order {
  id: string;
  customer: string;
  total: number;
}

export function totalOf(orders: Order[]): number {
  return orders.reduce((sum, order) => sum + order.total, 0);
}

export function averageOf(orders: Order[]): number {
█
}
`;

/** Text that appears in the recording, by keys or by Tab where the suggestion says the same. */
const typed = "  if (orders.length === 0) return 0;\nreturn totalOf(orders) / orders.length;";

/**
 * Records real typing, key by key, in a real window: what appears is what the extension suggests. Tab is pressed where
 * the suggestion is what would have been typed.
 */
export async function recordTyping(window: Window, path: string): Promise<void> {
  await window.openAt("averages.ts", known);
  await window.waitForStatus(/Ready/);
  const frames: Frame[] = [];
  const look = async (durationMs: number): Promise<void> => {
    frames.push({ png: await window.page.screenshot({ clip: region }), durationMs });
  };
  await look(600);
  for (let at = 0; at < typed.length;) {
    const key = typed.charAt(at++);
    await window.page.keyboard.press(key === "\n" ? "Enter" : key);
    // Long enough for a suggestion to appear, on a busy machine too.
    await window.page.waitForTimeout(250);
    const ghost = (await window.ghost()).trimEnd();
    const wanted = typed.slice(at, at + ghost.length);
    if (ghost.length < 3 || wanted !== ghost) {
      await look(110);
      continue;
    }
    await look(700);
    await window.press("Tab");
    await window.waitForNoGhost();
    await look(500);
    at += ghost.length;
  }
  await look(2_500);
  writeFileSync(path, animatedPng(frames));
  console.log(`${path}: ${frames.length} frames, ${statSync(path).size} bytes`);
}
