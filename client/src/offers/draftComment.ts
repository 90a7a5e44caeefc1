import * as vscode from "vscode";
import { inBackground } from "../../../server/src/base/inBackground";
import { draftCommentMethod, type DraftCommentParams, type DraftCommentResult } from "../../../server/src/protocol";
import { placeCaret } from "./placeCaret";
import type { ServerRunner } from "../server/serverRunner";

/**
 * Writes or corrects the doc comment of the declaration at the caret. One undo takes it back; Cancel stops a wait for
 * an endpoint.
 */
export async function draftComment(runner: ServerRunner): Promise<void> {
  const refusal = await draftInto(vscode.window.activeTextEditor, runner);
  if (refusal !== undefined) inBackground("showing a message", vscode.window.showInformationMessage(refusal));
}

/** Drafts into the editor's document. Returns a sentence if nothing was drafted, saying why. */
async function draftInto(editor: vscode.TextEditor | undefined, runner: ServerRunner): Promise<string | undefined> {
  if (editor === undefined) return "Open a document and put the caret on a function or class first.";
  const { document, selection } = editor;
  const client = await runner.ready();
  if (client === undefined)
    return 'The language server is not running, so nothing can be drafted. Start it with "Nanotype: Restart the Language Server".';
  const { version } = document;
  const params: DraftCommentParams = { textDocument: { uri: document.uri.toString() }, position: selection.active };
  const location = vscode.ProgressLocation.Notification;
  const request = (token?: vscode.CancellationToken) =>
    client.sendRequest<DraftCommentResult>(draftCommentMethod, params, token);
  const title = "Nanotype drafts the doc comment";
  const result = await soonOrWatched(request, (wait) =>
    vscode.window.withProgress({ location, title, cancellable: true }, wait),
  );
  if (result === undefined) return undefined;
  if (document.version !== version) return "The text changed before the draft was ready. Run the command again.";
  if (result.edits.length === 0) return result.message ?? "There is nothing to draft here.";
  const isApplied = await editor.edit((change) => {
    for (const { range, newText } of result.edits) change.replace(toRange(range), newText);
  });
  if (!isApplied) return "The document could not be changed; it may be read-only.";
  if (result.caret) placeCaret(result.caret);
  return undefined;
}

/** Delay before a notification with Cancel appears, in ms. */
const quietMs = 500; // guess

/** Waits for an answer, behind a notification if the answer is slow. Returns `undefined` if the user cancelled. */
async function soonOrWatched<T>(
  ask: (token: vscode.CancellationToken) => Promise<T>,
  watch: (wait: (progress: unknown, token: vscode.CancellationToken) => Promise<void>) => Thenable<void>,
): Promise<T | undefined> {
  const source = new vscode.CancellationTokenSource();
  let isDone = false;
  const answer = ask(source.token).finally(() => (isDone = true));
  const timer = setTimeout(() => {
    if (!isDone)
      inBackground(
        "drafting a comment",
        watch(async (_, token) => {
          token.onCancellationRequested(() => source.cancel());
          await answer.catch(() => undefined); // reported below
        }),
      );
  }, quietMs);
  try {
    return await answer;
  } catch (error) {
    if (source.token.isCancellationRequested) return undefined;
    throw error;
  } finally {
    clearTimeout(timer);
    source.dispose();
  }
}

function toRange({ start, end }: DraftCommentResult["edits"][number]["range"]): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
