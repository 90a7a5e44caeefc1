import { setTimeout as sleep } from "node:timers/promises";
import { commonLength } from "../../server/src/base/commonLength";
import { mulberry32 } from "../../server/src/base/mulberry32";
import { dismissedMethod } from "../../server/src/protocol";
import type { LspClient, OfferedItem } from "../../test/support/lspClient";
import { keyGaps } from "../../bench/typist/keyGaps";
import { hostDelayMs, type Passage } from "../../bench/typist/typist";
import { TypistEditor } from "../../bench/typist/typistEditor";

/** Shares of the suggestions to which the typist reacts, when their next key is due. // guess */
const habits = { takesWhole: 0.8, takesWord: 0.35, dismissesWrong: 0.02 };
/** Shortest text that is worth a look, in characters. // guess */
const leastChars = 3;
/** Time to read a suggestion and decide, in ms. // guess: 200–300 ms a fixation */
const readingMs = 450;

/**
 * Types a passage in real time until `end`, as a person in VS Code: change, 50 ms, request; the next key cancels. Takes a suggestion
 * by Tab if it is what was going to be typed, or only its next word, and at times dismisses a wrong one.
 */
export async function typeAndAccept(
  client: LspClient,
  passage: Passage & { readonly languageId: string },
  params: { readonly seed: number; readonly endMs: number },
): Promise<void> {
  const { uri } = passage;
  const editor = new TypistEditor(passage, passage.languageId === "python" ? "    " : "  ");
  const nextGapMs = keyGaps(params.seed);
  const random = mulberry32(params.seed);
  client.open(uri, passage.before + passage.after, passage.languageId);
  await sleep(800);
  while (performance.now() < params.endMs) {
    const edit = editor.press();
    if (edit === undefined) break;
    void client.change(uri, edit.start, edit.end, edit.text);
    await lookAndReact(nextGapMs());
  }
  client.close(uri);

  /** Waits for the next key; a suggestion that comes before may be taken, and then the next one is looked at. */
  async function lookAndReact(gapMs: number): Promise<void> {
    const cancel = new AbortController();
    const asked = sleep(hostDelayMs, undefined, { signal: cancel.signal })
      .then(() => client.complete(uri, editor.before.length, { signal: cancel.signal }))
      // Cancelled by the next key.
      .catch((): OfferedItem[] => []);
    const items = await Promise.race([asked, sleep(gapMs).then((): OfferedItem[] => [])]);
    const startMs = performance.now();
    if (items.length > 0 && (await react(items[0]))) return lookAndReact(gapMs);
    await sleep(Math.max(0, gapMs - (performance.now() - startMs)));
    cancel.abort();
  }

  /** Takes an item or a word of it, or hides it; returns whether the document has changed. */
  async function react({ insertText, range, command }: OfferedItem): Promise<boolean> {
    const replacedCount = client.offsetAt(uri, range.end) - editor.before.length;
    const rightCount = commonLength(insertText, editor.left);
    if (rightCount === insertText.length && rightCount >= leastChars && random() < habits.takesWhole) {
      await sleep(readingMs);
      const edit = editor.take(insertText, replacedCount);
      if (edit === undefined) return false;
      await client.change(uri, edit.start, edit.end, edit.text);
      client.accepted(String(command.arguments?.[0]));
      return true;
    }
    const word = /^\W*\w+/.exec(insertText)?.[0] ?? "";
    if (word.length >= leastChars && word.length <= rightCount && replacedCount === 0 && random() < habits.takesWord) {
      await sleep(readingMs);
      const edit = editor.take(word, 0);
      if (edit === undefined) return false;
      await client.change(uri, edit.start, edit.end, edit.text);
      return true;
    }
    if (rightCount === 0 && random() < habits.dismissesWrong)
      await client.connection.sendNotification(dismissedMethod, { textDocument: { uri } });
    return false;
  }
}
