// Own folder: reads this repository's own pages and manifest.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { openPoints, points } from "../host/contract/points";
import { proofs } from "../host/contract/proofs";

const page = readFileSync("docs/manners.md", "utf8");
const rows = page.split("\n").map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));

test("the page lists each point of the contract with its proof, and the suite has one test for it", () => {
  const numbers = Object.keys(points);
  const proven = proofs.map(([number]) => number);
  expect([...new Set([...proven, ...openPoints])].map(String).sort()).toEqual([...numbers].sort());
  expect(new Set(proven).size).toBe(proven.length);
  const listed = rows.filter(([, number]) => /^\d+$/.test(number));
  expect(listed.map(([, number]) => number)).toEqual(numbers);
  for (const [, number = "", promise, proof, ...results] of listed) {
    expect({ promise, proof }).toEqual(points[Number(number) as keyof typeof points]);
    const result = openPoints.some((open) => String(open) === number) ? "open" : "kept";
    expect(results.slice(0, 2)).toEqual([result, result]);
  }
});

test("the page lists every key, for a Mac too", () => {
  const { contributes } = JSON.parse(readFileSync("package.json", "utf8")) as {
    contributes: { keybindings: { command: string; key: string; mac?: string; when: string }[] };
  };
  for (const { command, key, mac = key, when } of contributes.keybindings) {
    const row = rows.find((cells) => cells.at(4)?.includes(`\`${command}\``));
    expect(row?.[2], command).toBe(`\`${written(key, names)}\``);
    expect(row?.[3], command).toBe(`\`${written(mac, macNames)}\``);
    // A key that acts on text does nothing while an input method composes, or with several cursors.
    if (/Snooze|snooze|stopDraft|dismiss/.test(command)) continue;
    expect(when, command).toContain("!isComposing");
    expect(when, command).toContain("!editorHasMultipleSelections");
  }
});

const names: Readonly<Record<string, string>> = { right: "→", down: "↓" };
const macNames: Readonly<Record<string, string>> = { ...names, cmd: "⌘", alt: "⌥", shift: "⇧" };

/** Writes a key binding as people read it. */
function written(key: string, keyNames: Readonly<Record<string, string>>): string {
  const parts = key.split("+").map((part) => keyNames[part] ?? part.charAt(0).toUpperCase() + part.slice(1));
  return parts.join(keyNames === macNames ? "" : "+");
}
