import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Window } from "../../test/host/window";

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

/** Times of a picture, in ms. */
const times = { key: 110, suggestion: 800, accepted: 500, first: 600, last: 2_500 };

/**
 * Records real typing, key by key, in a real window: what appears is what the extension suggests. Tab is pressed where
 * the suggestion is what would have been typed. ImageMagick's `convert` joins the pictures.
 */
export async function recordTyping(window: Window, path: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "nanotype-frames-"));
  const frames: string[] = [];
  const look = async (durationMs: number): Promise<void> => {
    const file = join(folder, `${String(frames.length / 3).padStart(4, "0")}.png`);
    writeFileSync(file, await window.page.screenshot({ clip: region }));
    frames.push("-delay", String(Math.round(durationMs / 10)), file);
  };
  await window.openAt("averages.ts", known);
  await window.waitForStatus(/Ready/);
  await look(times.first);
  for (let at = 0; at < typed.length;) {
    const key = typed.charAt(at++);
    await window.page.keyboard.press(key === "\n" ? "Enter" : key);
    // Long enough for a suggestion to appear, on a busy machine too.
    await window.page.waitForTimeout(250);
    const ghost = (await window.ghost()).trimEnd();
    if (ghost.length < 3 || typed.slice(at, at + ghost.length) !== ghost) {
      await look(times.key);
      continue;
    }
    await look(times.suggestion);
    await window.press("Tab");
    await window.waitForNoGhost();
    await look(times.accepted);
    at += ghost.length;
  }
  await look(times.last);
  execFileSync("convert", [
    ...frames,
    "-loop",
    "0",
    "-dither",
    "None",
    "-colors",
    "64",
    "-layers",
    "OptimizeFrame",
    path,
  ]);
  rmSync(folder, { recursive: true });
  console.log(`${path}: ${frames.length / 3} pictures, ${statSync(path).size} bytes`);
}
