import * as vscode from "vscode";
import type { NextEditOffer } from "./nextEditOffer";

/** A caret in one version of a document. */
export interface Caret {
  readonly document: vscode.TextDocument;
  readonly version: number;
  readonly position: vscode.Position;
}

/** Returns an editor's caret. */
export function caretOf({ document, selection }: vscode.TextEditor): Caret {
  return { document, version: document.version, position: selection.active };
}

/** Reports whether an editor's caret still is where it was noted. */
export function isAt({ document, selection }: vscode.TextEditor, caret: Caret | undefined): boolean {
  return caret?.document === document && caret.version === document.version && caret.position.isEqual(selection.active);
}

/** Reports whether the lines of an offer are on the screen and not folded. */
export function isOnScreen({ document, visibleRanges }: vscode.TextEditor, offer: NextEditOffer): boolean {
  const { start, end } = offer.range;
  return (
    offer.document === document &&
    visibleRanges.some((range) => range.start.line <= start.line && end.line <= range.end.line)
  );
}

/** Finds the group of editors in which a document is open. */
export function columnOf({ uri }: vscode.TextDocument): { viewColumn?: vscode.ViewColumn } {
  const group = vscode.window.tabGroups.all.find(({ tabs }) =>
    tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString()),
  );
  return group === undefined ? {} : { viewColumn: group.viewColumn };
}
