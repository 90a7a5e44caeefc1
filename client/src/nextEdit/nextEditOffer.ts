import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { changedText } from "../../../server/src/base/changedText";
import {
  nextEditMethod,
  type EditorEditKind,
  type NextEditParams,
  type NextEditResult,
} from "../../../server/src/protocol";

/** A next edit of one version of an open document, reduced to what differs. */
export interface NextEditOffer {
  readonly id: string;
  /** Source of the change: the server, or the editor's own language features. */
  readonly kind: "edit" | EditorEditKind;
  readonly document: vscode.TextDocument;
  readonly version: number;
  readonly range: vscode.Range;
  readonly oldText: string;
  readonly newText: string;
  /** Name of a change that is made without going there, so that the caret stays: "import readFile". */
  readonly fromHere?: string;
  /** Makes a change that is more than `newText` at `range`. */
  readonly make?: () => Promise<void>;
  /** Why it is offered, in a sentence. */
  readonly reason: string;
  /** Places of the chain that would be offered now, this one included. */
  readonly leftCount: number;
}

/** The server's answer: an offer, else a name that was renamed by hand and is used in other files, and a file to open that may have more places. */
interface NextEditAnswer {
  readonly offer?: NextEditOffer;
  readonly renamed?: NextEditResult["renamed"];
  readonly further?: string;
}

/** Asks the server for the next edit at an editor's caret. Nothing is in the answer if there is none, or if its document has changed meanwhile. */
export async function askNextEdit(
  client: LanguageClient,
  { document, selection }: vscode.TextEditor,
  token: vscode.CancellationToken,
): Promise<NextEditAnswer> {
  const { line, character } = selection.active;
  const params: NextEditParams = {
    textDocument: { uri: document.uri.toString(), version: document.version },
    position: { line, character },
  };
  const answer = await client.sendRequest<NextEditResult | null>(nextEditMethod, params, token).catch(() => null);
  const edit = answer?.edits.at(0);
  if (token.isCancellationRequested) return {};
  if (edit === undefined) return { renamed: answer?.renamed, further: answer?.further };
  const { id, text, range, textDocument, reason, leftCount } = edit;
  const target = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === textDocument.uri);
  if (target?.version !== textDocument.version) return {};
  const whole = new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character);
  const { start, end, newText } = changedText(target.getText(whole), text);
  if (start === end && newText === "") return {};
  const base = target.offsetAt(whole.start);
  const changed = new vscode.Range(target.positionAt(base + start), target.positionAt(base + end));
  const offer: NextEditOffer = {
    ...{
      id,
      kind: "edit",
      document: target,
      version: target.version,
      range: changed,
      oldText: target.getText(changed),
      newText,
    },
    ...{ reason, leftCount },
  };
  return { offer };
}

/** Reports whether an offer's document still is as it was when the offer was made. */
export function isCurrent({ document, version, range, oldText }: NextEditOffer): boolean {
  return !document.isClosed && document.version === version && document.getText(range) === oldText;
}
