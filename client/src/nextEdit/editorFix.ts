import * as vscode from "vscode";
import type { NextEditOffer } from "./nextEditOffer";

/** Most marked names that are looked up for one caret. // guess */
const maxNames = 3;

/** Most proposals of the editor whose changes are computed for a name. // guess */
const maxProposals = 8;

/** A name that the editor marks as wrong, in one version of a document. */
interface MarkedName {
  readonly document: vscode.TextDocument;
  readonly range: vscode.Range;
  readonly message: string;
}

/** A proposal of the editor that is one change of the marked name's document. */
interface SingleChange {
  readonly title: string;
  readonly edit: vscode.TextEdit;
  readonly isPreferred: boolean;
}

/**
 * Finds the one fix that the editor's own language features propose for a name in the caret's line or the one above: an import, or a
 * fix that they prefer, such as the right spelling. `undefined` if there is none, or if there are several: the user knows which.
 */
export async function findEditorFix(
  { document, selection }: vscode.TextEditor,
  token: vscode.CancellationToken,
): Promise<NextEditOffer | undefined> {
  const { uri, version } = document;
  for (const name of markedNames(document, selection.active.line)) {
    const found = await vscode.commands.executeCommand<(vscode.CodeAction | vscode.Command)[]>(
      "vscode.executeCodeActionProvider",
      ...[uri, name.range, vscode.CodeActionKind.QuickFix.value, maxProposals],
    );
    if (token.isCancellationRequested || document.version !== version) return undefined;
    const changes = found.flatMap((action) => singleChange(action, document) ?? []);
    const offer = importOf(changes, name) ?? preferredFix(changes, name, selection.active);
    if (offer !== undefined) return offer;
  }
  return undefined;
}

/** Lists the names that are marked as wrong in a line or the one above. */
function markedNames(document: vscode.TextDocument, line: number): MarkedName[] {
  return vscode.languages
    .getDiagnostics(document.uri)
    .filter(({ severity }) => severity <= vscode.DiagnosticSeverity.Warning)
    .map(({ range, message }) => ({ document, range, message }))
    .filter(({ range: { start, isSingleLine } }) => isSingleLine && start.line <= line && start.line >= line - 1)
    .filter(({ range }) => /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(document.getText(range)))
    .slice(0, maxNames);
}

/** Reads a proposal; `undefined` if it runs a command, or changes more than one place of the document. */
function singleChange(
  action: vscode.CodeAction | vscode.Command,
  document: vscode.TextDocument,
): SingleChange | undefined {
  if (!("edit" in action) || action.edit === undefined) return undefined;
  const files = action.edit.entries();
  const [[uri, edits] = [undefined, []]] = files;
  if (files.length !== 1 || uri?.toString() !== document.uri.toString() || edits.length !== 1) return undefined;
  return { title: action.title, edit: edits[0], isPreferred: action.isPreferred === true };
}

/** Returns the offer of the only import that is proposed or preferred for a name. */
function importOf(changes: readonly SingleChange[], { document, range }: MarkedName): NextEditOffer | undefined {
  const imports = changes.filter(
    ({ title, edit }) =>
      /\bimport\b/i.test(title) && !/\ball\b/i.test(title) && edit.range.intersection(range) === undefined,
  );
  const preferred = imports.filter(({ isPreferred }) => isPreferred);
  const likely = preferred.length > 0 ? preferred : imports;
  if (likely.length !== 1) return undefined;
  const name = document.getText(range);
  return {
    ...offerOf("import", document, likely[0].edit),
    fromHere: `import ${name}`,
    reason: `${name} isn't imported, and your editor knows where it comes from.`,
  };
}

/** Returns the offer of the only preferred fix, if it changes the marked name itself and the caret isn't at that any more. */
function preferredFix(
  changes: readonly SingleChange[],
  { document, range, message }: MarkedName,
  caret: vscode.Position,
): NextEditOffer | undefined {
  const preferred = changes.filter(({ isPreferred }) => isPreferred);
  if (preferred.length !== 1) return undefined;
  const [{ edit }] = preferred;
  const isIts = edit.range.intersection(range) !== undefined && edit.newText !== document.getText(edit.range);
  if (!isIts || edit.range.contains(caret) || range.contains(caret)) return undefined;
  return { ...offerOf("fix", document, edit), reason: `Your editor prefers this fix. It says: ${message}` };
}

function offerOf(
  kind: "import" | "fix",
  document: vscode.TextDocument,
  { range, newText }: vscode.TextEdit,
): Omit<NextEditOffer, "reason"> {
  const { version } = document;
  return {
    ...{ id: `${kind}-${version}`, kind, document, version, leftCount: 1 },
    ...{ range, oldText: document.getText(range), newText },
  };
}
