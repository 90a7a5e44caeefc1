import * as vscode from "vscode";
import { inBackground } from "../../../server/src/base/inBackground";
import { shownOnOneLine } from "./shownOnOneLine";
import type { NextEditOffer } from "./nextEditOffer";

/** Time for which the notification is open, in ms. // guess: a screen reader reads it when it opens */
const openMs = 2_000;

/**
 * Says to a screen reader what is drawn. Extensions have no live region: a notification, which VS Code reads aloud, takes its
 * place where `editor.accessibilitySupport` is on.
 */
export function announceNextEdit({ document, range, oldText, newText, fromHere, leftCount }: NextEditOffer): void {
  const isHeard = vscode.workspace.getConfiguration("editor", document).get("accessibilitySupport") === "on";
  if (!isHeard) return;
  const [old, now] = [oldText, newText].map((text) => shownOnOneLine(text).replaceAll("\u00a0", " ").trim());
  const change = fromHere ?? (old === "" ? `insert ${now}` : now === "" ? `delete ${old}` : `${old} becomes ${now}`);
  const isHere = document === vscode.window.activeTextEditor?.document;
  const place = `${isHere ? "" : `${vscode.workspace.asRelativePath(document.uri)}, `}line ${range.start.line + 1}`;
  const more = leftCount > 1 ? ` ${leftCount - 1} more.` : "";
  const title = `Next edit, ${place}: ${change}. Tab accepts, Escape refuses.${more}`;
  const location = vscode.ProgressLocation.Notification;
  inBackground(
    "announcing a next edit",
    vscode.window.withProgress({ location, title }, () => new Promise((done) => setTimeout(done, openMs))),
  );
}
