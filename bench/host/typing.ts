import type { Window } from "../../test/host/window";

/** Script inside the page: measures from each keydown to the change of the editor's lines that follows it. */
const watch = `(() => {
  const state = (window.nanotypeTyping = { pending: [], latencies: [] });
  window.addEventListener("keydown", () => state.pending.push(performance.now()), true);
  new MutationObserver(() => {
    const now = performance.now();
    for (const key of state.pending.splice(0)) state.latencies.push(now - key);
  }).observe(document.querySelector(".monaco-editor .view-lines"), { subtree: true, childList: true, characterData: true });
})()`;

/** Result of typing a text. */
export interface TypingResult {
  /** From key to changed screen, in ms, one for each key. */
  readonly latenciesMs: readonly number[];
  /** Final text of the file. */
  readonly text: string;
}

/** Types `text` into the empty active file at `keysPerSecond`, and saves it. */
export async function typeAndWatch(
  window: Window,
  params: { file: string; text: string; keysPerSecond: number },
): Promise<TypingResult> {
  await window.page.evaluate(watch);
  await window.type(params.text, 1_000 / params.keysPerSecond);
  await window.page.waitForTimeout(500);
  const latenciesMs = await window.page.evaluate<number[]>("window.nanotypeTyping.latencies");
  return { latenciesMs, text: await window.savedText(params.file) };
}

/** Makes about `charCount` characters of plain TypeScript that no editor completes by itself. */
export function sourceText(charCount: number): string {
  const line = (index: number): string =>
    `const value${index} = previous + offset * ${index};\nlet other${index} = value${index} - 1;\n`;
  let text = "";
  for (let index = 0; text.length < charCount; index++) text += line(index);
  return text.slice(0, charCount);
}
