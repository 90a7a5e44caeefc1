import * as vscode from "vscode";
import { inBackground } from "../../../server/src/base/inBackground";
import type { NextEditResult } from "../../../server/src/protocol";
import type { NextEditOffer } from "./nextEditOffer";

/** Longest wait for the language's own rename, in ms. // guess: a large project takes seconds */
const renameMs = 15_000;

/** A name that the user has renamed at its declaration by hand. */
interface Renamed {
  readonly document: vscode.TextDocument;
  readonly range: vscode.Range;
  readonly oldName: string;
  readonly newName: string;
}

/** Names the change that a rename elsewhere makes, as the hint says it. */
export function renameTitle({ oldName }: { readonly oldName: string }): string {
  return `rename ${oldName} in other files`;
}

/**
 * Offers to rename the other uses of a name by the language's own rename. `undefined` if the name isn't declared where it was
 * changed, or if the language has no rename.
 */
export async function findRename(
  editor: vscode.TextEditor,
  { range: { start, end }, oldName, newName }: NonNullable<NextEditResult["renamed"]>,
  token: vscode.CancellationToken,
): Promise<NextEditOffer | undefined> {
  const { document } = editor;
  const { uri, version } = document;
  const range = new vscode.Range(start.line, start.character, end.line, end.character);
  const symbols = await vscode.commands.executeCommand<
    (vscode.DocumentSymbol | vscode.SymbolInformation)[] | undefined
  >(...(["vscode.executeDocumentSymbolProvider", uri] as const));
  const isOver = (): boolean => token.isCancellationRequested || document.version !== version;
  if (isOver() || !isDeclared(symbols ?? [], range)) return undefined;
  // Rejects where the language has no rename, or none for this name.
  await vscode.commands.executeCommand("vscode.prepareRename", uri, range.start);
  if (isOver()) return undefined;
  return {
    ...{ id: `rename-${version}`, kind: "rename", document, version, leftCount: 1 },
    // Nothing is drawn at the name itself.
    ...{ range: new vscode.Range(range.end, range.end), oldText: "", newText: "" },
    fromHere: renameTitle({ oldName }),
    reason: `You renamed ${oldName}, and other files use it. Your editor's own rename shows its changes before it makes them.`,
    make: () => renameUses(editor, { document, range, oldName, newName }),
  };
}

/** Reports whether a symbol of the document has its name in a range. */
function isDeclared(
  symbols: readonly (vscode.DocumentSymbol | vscode.SymbolInformation)[],
  range: vscode.Range,
): boolean {
  return symbols.some((symbol) =>
    "selectionRange" in symbol
      ? symbol.selectionRange.isEqual(range) || isDeclared(symbol.children, range)
      : symbol.location.range.start.isEqual(range.start),
  );
}

/**
 * Asks the language for the changes of a rename and shows them for review. The language only knows uses of the name that is
 * declared: for the time of the question the declaration has its old name again.
 */
async function renameUses(editor: vscode.TextEditor, renamed: Renamed): Promise<void> {
  const { document, range, oldName, newName } = renamed;
  const stops = { undoStopBefore: false, undoStopAfter: false };
  if (!(await editor.edit((change) => change.replace(range, oldName), stops))) return;
  let start = document.offsetAt(range.start);
  // Where the name is, if someone writes above it meanwhile.
  const following = vscode.workspace.onDidChangeTextDocument(({ document: changed, contentChanges }) => {
    if (changed !== document) return;
    for (const { rangeOffset, rangeLength, text } of contentChanges)
      if (rangeOffset + rangeLength <= start) start += text.length - rangeLength;
  });
  let found: vscode.WorkspaceEdit | undefined;
  const asked = document.version;
  let isChanged: boolean;
  try {
    const rename = vscode.commands.executeCommand<vscode.WorkspaceEdit | undefined>(
      ...(["vscode.executeDocumentRenameProvider", document.uri, range.start, newName] as const),
    );
    const tooLong = new Promise<undefined>((resolve) => {
      setTimeout(() => resolve(undefined), renameMs);
    });
    found = await Promise.race([Promise.resolve(rename).catch(() => undefined), tooLong]);
  } finally {
    following.dispose();
    isChanged = document.version !== asked;
    const old = new vscode.Range(document.positionAt(start), document.positionAt(start + oldName.length));
    if (document.getText(old) === oldName) await editor.edit((change) => change.replace(old, newName), stops);
  }
  const edit = isChanged ? undefined : reviewed(found, renamed);
  inBackground(
    "renaming in other files",
    edit === undefined
      ? vscode.window.showInformationMessage(`Your editor's own rename found no other use of ${oldName}.`)
      : vscode.workspace.applyEdit(edit, { isRefactoring: true }),
  );
}

/** Returns the changes besides the declaration, to be shown before they are made; `undefined` without any. */
function reviewed(
  found: vscode.WorkspaceEdit | undefined,
  { document, range, oldName, newName }: Renamed,
): vscode.WorkspaceEdit | undefined {
  const edit = new vscode.WorkspaceEdit();
  const here = document.uri.toString();
  const metadata = { needsConfirmation: false, label: `Rename ${oldName} to ${newName}` };
  let count = 0;
  for (const [uri, edits] of found?.entries() ?? []) {
    // Those here were found while the declaration had its old name.
    const others =
      uri.toString() === here
        ? edits
            .filter((each) => !each.range.start.isEqual(range.start))
            .map((each) => behindName(each, range, oldName.length - newName.length))
        : edits;
    count += others.length;
    for (const each of others) edit.replace(uri, each.range, each.newText, metadata);
  }
  // VS Code shows all changes if one is to be confirmed, and leaves that one unchecked: it changes nothing.
  edit.insert(document.uri, range.start, "", { needsConfirmation: true, label: "Renamed by you" });
  return count > 0 ? edit : undefined;
}

/** Moves a change behind a name in its line, since the name is shorter by `difference` now. */
function behindName(
  { range: { start, end }, newText }: vscode.TextEdit,
  name: vscode.Range,
  difference: number,
): vscode.TextEdit {
  const move = (at: vscode.Position): vscode.Position =>
    at.line === name.start.line && at.character > name.start.character ? at.translate(0, -difference) : at;
  return new vscode.TextEdit(new vscode.Range(move(start), move(end)), newText);
}
