import type { Window } from "../../test/host/window";

/**
 * Script inside the page (a text, since this project is compiled without a browser's types). It measures from the last
 * keydown to the next ghost text. That is new unless the key only typed along with a visible suggestion.
 */
const watch = `(() => {
  const ghost = () => [...document.querySelectorAll(".monaco-editor [class*=ghost-text]")].map((element) => element.innerText).join("");
  const state = (window.nanotypeBench = { keyMs: 0, isNew: false, isGone: false, latencyMs: undefined });
  window.addEventListener("keydown", ({ key }) => {
    const before = ghost();
    Object.assign(state, { keyMs: performance.now(), isNew: !before.startsWith(key), isGone: before === "", latencyMs: undefined });
  }, true);
  new MutationObserver(() => {
    const isShown = ghost() !== "";
    state.isGone ||= !isShown;
    if (state.isGone && isShown && state.latencyMs === undefined) state.latencyMs = performance.now() - state.keyMs;
  }).observe(document.querySelector(".monaco-workbench"), { subtree: true, childList: true, attributes: true, attributeFilter: ["class"] });
})()`;

/** Gap between the keys before the timed one, in ms: the line is typed quickly. */
export const keyGapMs = 6;
/** Gap before the timed key, in ms: the typist's median (bench/typist). */
export const typistGapMs = 150;

/** Starts to watch; once for each page. */
export async function watchGhostText(window: Window): Promise<void> {
  await window.page.evaluate(watch);
}

/** Times from the last key to new ghost text, in ms, and the number of trials. */
export interface KeyToGhost {
  readonly latenciesMs: readonly number[];
  readonly triedCount: number;
}

/**
 * Types each of `lines` on a new line at the end of the active file, and waits for new ghost text. It stops when that
 * has come `wantedCount` times. Each suggestion is taken, so that the next trial sees whole code.
 */
export async function keyToGhost(
  window: Window,
  params: { lines: readonly string[]; wantedCount: number },
): Promise<KeyToGhost> {
  const latenciesMs: number[] = [];
  let triedCount = 0;
  for (const line of params.lines) {
    if (latenciesMs.length === params.wantedCount) break;
    triedCount++;
    await window.press("Control+End");
    await window.page.waitForTimeout(300);
    await window.type(`\n${line.slice(0, -1)}`, keyGapMs);
    await window.page.waitForTimeout(typistGapMs);
    await window.type(line.slice(-1));
    const isShown = await window.page
      .waitForFunction("window.nanotypeBench.latencyMs !== undefined", undefined, { timeout: 2_000 })
      .then(
        () => true,
        () => false,
      );
    if (!isShown) continue;
    const seen = await window.page.evaluate<{ isNew: boolean; latencyMs: number }>("window.nanotypeBench");
    if (seen.isNew) latenciesMs.push(seen.latencyMs);
    await window.press("Tab");
  }
  return { latenciesMs, triedCount };
}

const verbs = ["load", "merge", "print", "count", "check", "archive", "rename", "deliver", "translate"];
const things = ["Invoice", "Harbour", "Parcel", "Ticket", "Orchard", "Ledger", "Window", "Bicycle", "Kitchen"];
const colours = ["red", "amber", "green", "violet", "silver", "brown", "purple", "yellow", "white"];

/** Functions that the trials call. */
export const functionsToCall = pairs(verbs, things)
  .map(([verb, thing]) => `export function ${verb}${thing}Table(path: string): string {\n  return path;\n}\n`)
  .join("\n");

/** Lines whose last key decides which function is meant, behind a new name: no earlier offer fits. */
export const linesThatCall = pairs(verbs, things).map(
  ([verb, thing], index) => `const ${colours[index % colours.length] ?? ""}Stone${index} = ${verb}${thing.slice(0, 1)}`,
);

/** Lines at whose end the echo provider is asked. */
export const plainLines = pairs(colours, things).map(([colour, thing]) => `${colour} ${thing} `);

/** Pairs each of `left` with each of `right`; neighbours differ in both. */
function pairs(left: readonly string[], right: readonly string[]): (readonly [string, string])[] {
  return right.flatMap((_, shift) =>
    left.map((name, index) => [name, right[(index + shift) % right.length] ?? ""] as const),
  );
}
