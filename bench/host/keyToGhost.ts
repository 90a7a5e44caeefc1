import type { Window } from "../../test/host/window";

/**
 * Watches from inside the page (a text, since this project is compiled without a browser's types): from the last keydown to
 * the ghost text that comes up after it.
 */
const watch = `(() => {
  const isGhostShown = () => document.querySelector(".monaco-editor [class*=ghost-text]") !== null;
  const state = (window.nanotypeBench = { keyMs: 0, shown: true, isFresh: false, latencies: [] });
  window.addEventListener("keydown", () => { state.keyMs = performance.now(); state.shown = false; state.isFresh = !isGhostShown(); }, true);
  new MutationObserver(() => {
    if (state.shown || !isGhostShown()) return;
    state.shown = true;
    if (state.isFresh) state.latencies.push(performance.now() - state.keyMs);
  }).observe(document.querySelector(".monaco-workbench"), { subtree: true, childList: true, attributes: true, attributeFilter: ["class"] });
})()`;

/** Starts to watch; once for each page. */
export async function watchGhostText(window: Window): Promise<void> {
  await window.page.evaluate(watch);
}

/**
 * Types `text` on a new line below the caret, quickly, and waits for ghost text; as often as asked. Gives the times from the
 * last key to the ghost text, in ms. A trial gives none where nothing came within two seconds, or where ghost text was there
 * already and only stayed while the user typed along.
 */
export async function keyToGhost(
  window: Window,
  params: { trialCount: number; text: (trial: number) => string },
): Promise<number[]> {
  const latenciesMs: number[] = [];
  for (let trial = 0; trial < params.trialCount; trial++) {
    await window.press("Control+End", "Enter");
    await window.page.waitForTimeout(300);
    await window.page.evaluate("window.nanotypeBench.latencies = []");
    await window.type(params.text(trial), 20);
    await window.page
      .waitForFunction("window.nanotypeBench.shown", undefined, {
        timeout: 2_000,
      })
      .catch(() => undefined);
    const seen = await window.page.evaluate<number[]>("window.nanotypeBench.latencies");
    latenciesMs.push(...seen.slice(-1));
    // The line is left as it is; Enter dismisses what is shown.
  }
  return latenciesMs;
}
