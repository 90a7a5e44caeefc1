import { setTimeout as sleep } from "node:timers/promises";
import type { LspClient, OfferedItem } from "../../test/support/lspClient";
import { keyGaps } from "./keyGaps";
import { TypistEditor } from "./typistEditor";

/** VS Code's own delay between a key and its request, in ms. */
export const hostDelayMs = 50;

/** One passage to type: the document without it, and with it. */
export interface Passage {
  readonly uri: string;
  readonly before: string;
  readonly toType: string;
  readonly after: string;
}

/** Observation at one key. */
export interface KeySight {
  /** `kept`: the ghost text still matches the typed text; `fresh`: a new one came before the next key. */
  readonly suggestion: "kept" | "fresh" | "none";
  /** From the key to the server's answer with a suggestion, kept or fresh, in ms. */
  readonly answeredMs?: number;
  /** True if the next typed character was the suggestion's. */
  readonly isRight?: boolean;
}

/** Ghost text on the screen. */
interface Shown {
  readonly before: string;
  readonly text: string;
  /** The document behind the replaced text. */
  readonly after: string;
}

/**
 * Types the passage in real time, as VS Code does: change, 50 ms, request; the next key cancels. Nothing is ever
 * accepted.
 */
export async function type(
  client: LspClient,
  passage: Passage,
  params: { seed: number; maxKeys: number; restMs?: number; end?: AbortSignal },
): Promise<KeySight[]> {
  const editor = new TypistEditor(passage, "  ");
  const nextGapMs = keyGaps(params.seed, params.restMs);
  const sights: KeySight[] = [];
  let shown: Shown | undefined;
  let wasExpected: string | undefined;
  client.open(passage.uri, passage.before + passage.after);
  await sleep(500);

  let keyAtMs = performance.now();
  while (sights.length < params.maxKeys && params.end?.aborted !== true) {
    const edit = editor.press();
    if (edit === undefined) break;
    if (wasExpected !== undefined) {
      const last = sights.pop();
      if (last) sights.push({ ...last, isRight: edit.text.startsWith(wasExpected) });
    }
    void client.change(passage.uri, edit.start, edit.end, edit.text);
    const { before, after } = editor;
    shown = shown && goesOn(shown, before, after) ? shown : undefined;
    let sight: KeySight = { suggestion: shown ? "kept" : "none" };

    const gapMs = nextGapMs();
    const cancel = new AbortController();
    const asked = sleep(hostDelayMs, undefined, { signal: cancel.signal })
      .then(() => client.complete(passage.uri, before.length, { signal: cancel.signal }))
      .then((items) => {
        if (cancel.signal.aborted) return;
        shown = ghostText(client, passage.uri, items.at(0), { before, after });
        if (shown === undefined) return;
        const suggestion = sight.suggestion === "kept" ? "kept" : "fresh";
        sight = { suggestion, answeredMs: performance.now() - keyAtMs };
      })
      // Cancelled by the next key.
      .catch(() => undefined);
    await sleep(Math.max(0, keyAtMs + gapMs - performance.now()));
    cancel.abort();
    wasExpected = shown?.text.slice(before.length - shown.before.length).charAt(0);
    sights.push(sight);
    keyAtMs = performance.now();
    void asked;
  }
  client.close(passage.uri);
  return sights;
}

/**
 * Returns the part of an item that the editor draws: nothing, unless the item's text contains the replaced text in
 * order.
 */
function ghostText(
  client: LspClient,
  uri: string,
  item: OfferedItem | undefined,
  { before, after }: { before: string; after: string },
): Shown | undefined {
  if (item === undefined) return undefined;
  const [start, end] = [item.range.start, item.range.end].map((position) => client.offsetAt(uri, position)) as [
    number,
    number,
  ];
  const replaced = after.slice(0, end - before.length);
  if (start !== before.length || replaced.includes("\n") || !isSubsequence(replaced, item.insertText)) return undefined;
  return { before, text: item.insertText, after: after.slice(replaced.length) };
}

/** Reports whether the text typed since matches the ghost text; the editor may have closed brackets within it. */
function goesOn({ before, text, after }: Shown, nowBefore: string, nowAfter: string): boolean {
  if (!nowBefore.startsWith(before) || !nowAfter.endsWith(after)) return false;
  const typed = nowBefore.slice(before.length);
  const rest = text.slice(typed.length);
  return (
    text.startsWith(typed) && rest !== "" && isSubsequence(nowAfter.slice(0, nowAfter.length - after.length), rest)
  );
}

function isSubsequence(part: string, whole: string): boolean {
  let found = 0;
  for (let i = 0; i < whole.length; i++) if (whole[i] === part[found]) found++;
  return found === part.length;
}
