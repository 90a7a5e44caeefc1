import * as vscode from "vscode";
import { shownOnOneLine } from "./shownOnOneLine";
import type { NextEditOffer } from "./nextEditOffer";

/** A form in which an offer is drawn: the change at its place, or a hint at the caret that leads there. */
export type DrawnForm = { readonly kind: "change"; readonly hasKey: boolean } | { readonly kind: "hint" };

const color = (id: string): vscode.ThemeColor => new vscode.ThemeColor(id);
/** Blank that stays in a decoration. */
const blank = "\u00a0";

/** A key as VS Code's own labels show one; the border is for themes of high contrast. */
const keyLabel: vscode.ThemableDecorationAttachmentRenderOptions = {
  contentText: `${blank}Tab${blank}`,
  color: color("keybindingLabel.foreground"),
  backgroundColor: color("keybindingLabel.background"),
  border: "1px solid",
  borderColor: color("keybindingLabel.border"),
  margin: "0 0 0 2ch",
};

/** Draws an offer in the active editor, in the colours of the user's theme. */
export class NextEditDecorations {
  readonly #removed = vscode.window.createTextEditorDecorationType({
    textDecoration: "line-through",
    backgroundColor: color("diffEditor.removedTextBackground"),
    border: "1px solid",
    borderColor: color("diffEditor.removedTextBorder"),
    overviewRulerColor: color("editorOverviewRuler.modifiedForeground"),
    overviewRulerLane: vscode.OverviewRulerLane.Center,
  });
  readonly #added = vscode.window.createTextEditorDecorationType({
    overviewRulerColor: color("editorOverviewRuler.modifiedForeground"),
    overviewRulerLane: vscode.OverviewRulerLane.Center,
  });
  // Two types, in this order: text before and behind one place would have the caret in between.
  readonly #key = vscode.window.createTextEditorDecorationType({});
  readonly #lead = vscode.window.createTextEditorDecorationType({});
  #editor: vscode.TextEditor | undefined;

  /** Replaces what is drawn. */
  draw(editor: vscode.TextEditor, offer: NextEditOffer, form: DrawnForm): void {
    if (this.#editor !== editor) this.clear();
    this.#editor = editor;
    const { document, selection } = editor;
    const { range, oldText, newText } = offer;
    const isHere = offer.document === document;
    const hoverMessage = hoverOf(offer);
    editor.setDecorations(this.#removed, isHere && oldText !== "" ? [{ range, hoverMessage }] : []);
    const added: vscode.DecorationOptions = {
      range: new vscode.Range(range.end, range.end),
      hoverMessage,
      renderOptions: { after: addedText(newText) },
    };
    editor.setDecorations(this.#added, isHere && newText !== "" ? [added] : []);
    const line = form.kind === "hint" ? selection.active.line : range.end.line;
    const { end } = document.lineAt(line).range;
    const place = new vscode.Range(end, end);
    const lead = { contentText: leads(editor, offer), color: color("descriptionForeground") };
    editor.setDecorations(
      this.#key,
      form.kind === "hint" || form.hasKey ? [{ range: place, renderOptions: { after: keyLabel } }] : [],
    );
    editor.setDecorations(this.#lead, form.kind === "hint" ? [{ range: place, renderOptions: { after: lead } }] : []);
  }

  clear(): void {
    for (const type of this.#types) this.#editor?.setDecorations(type, []);
    this.#editor = undefined;
  }

  dispose(): void {
    for (const type of this.#types) type.dispose();
  }

  get #types(): readonly vscode.TextEditorDecorationType[] {
    return [this.#removed, this.#added, this.#key, this.#lead];
  }
}

function addedText(newText: string): vscode.ThemableDecorationAttachmentRenderOptions {
  return {
    contentText: shownOnOneLine(newText),
    color: color("editor.foreground"),
    backgroundColor: color("diffEditor.insertedTextBackground"),
    border: "1px solid",
    borderColor: color("diffEditor.insertedTextBorder"),
    margin: "0 0 0 3px",
  };
}

/** Says where Tab leads, a line above or below or another file, or what it does from here. */
function leads({ document, selection }: vscode.TextEditor, offer: NextEditOffer): string {
  const line = offer.range.start.line + 1;
  const place =
    offer.document === document
      ? `line ${line} ${offer.range.start.line < selection.active.line ? "↑" : "↓"}`
      : `${vscode.workspace.asRelativePath(offer.document.uri)}, line ${line}`;
  return `${blank}${`to ${offer.fromHere ?? place}`.replaceAll(" ", blank)}`;
}

/** Writes the hover: the whole change as a comparison, and why it is offered. */
function hoverOf({ oldText, newText, reason, leftCount }: NextEditOffer): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  const lines = (sign: string, part: string): string[] =>
    part === "" ? [] : part.split(/\r?\n/).map((line) => `${sign} ${line}`);
  const change = [...lines("-", oldText), ...lines("+", newText)];
  if (change.length > 0) text.appendCodeblock(change.join("\n"), "diff");
  const more = leftCount > 1 ? ` ${leftCount - 1} more ${leftCount === 2 ? "place follows" : "places follow"}.` : "";
  text.appendText(`${reason}${more} Tab accepts, Escape refuses.`);
  return text;
}
