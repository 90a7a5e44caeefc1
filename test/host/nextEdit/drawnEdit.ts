import type { Window } from "../window";

/** A next edit as the editor draws it. */
export interface DrawnEdit {
  /** Struck text. */
  readonly removed: string;
  /** New text beside it, line ends as `⏎`. */
  readonly added: string;
  /** The key's label and where it leads; empty if Tab isn't ours. */
  readonly key: string;
}

/** Script in the page: decorations are drawn by styles, and added text by pseudo-elements. */
const drawn = `(() => {
  const found = { removed: "", added: "", key: "" };
  const content = (element, pseudo) => {
    const text = getComputedStyle(element, pseudo).content;
    return text.startsWith('"') ? JSON.parse(text).replaceAll("\\u00a0", " ") : "";
  };
  for (const element of document.querySelectorAll(".editor-group-container.active .view-line span[class*=ced-]")) {
    if (getComputedStyle(element).textDecorationLine.includes("line-through")) found.removed += element.textContent;
    const after = content(element, "::after");
    if (after.trim() === "Tab") found.key = after.trim() + found.key;
    else if (after.startsWith(" to ")) found.key += after;
    else found.added += after;
  }
  found.removed = found.removed.replaceAll("\\u00a0", " ");
  return found;
})()`;

/** Matches a window in which no next edit is drawn, see `waitForDrawn`. */
export const nothingDrawn = /^\|\|$/;

/** Returns what is drawn now; empty texts if nothing is. */
export function drawnEdit({ page }: Window): Promise<DrawnEdit> {
  return page.evaluate<DrawnEdit>(drawn);
}

/**
 * Waits until the drawn edit, as `removed|added|key`, matches, and returns it.
 * @throws Error with what was drawn instead
 */
export async function waitForDrawn(window: Window, matches: RegExp, timeoutMs = 10_000): Promise<DrawnEdit> {
  const endMs = Date.now() + timeoutMs;
  let seen = "";
  while (Date.now() < endMs) {
    const edit = await drawnEdit(window);
    seen = `${edit.removed}|${edit.added}|${edit.key}`;
    if (matches.test(seen)) return edit;
    await window.page.waitForTimeout(30);
  }
  throw new Error(`No next edit like ${String(matches)} within ${timeoutMs} ms; seen: ${seen}`);
}
