import * as vscode from "vscode";
import type { Status } from "../../../server/src/protocol";
import { isEnabledEverywhere, isEnabledFor } from "../server/configuration";
import { unservedReason } from "../offers/unserved";
import { languageName } from "./languageName";
import type { ServerState } from "../server/serverRunner";
import type { Snooze } from "./snooze";
import type { StatusView } from "./statusText";

/**
 * Gathers the status bar's data: the server's own status, the snooze, and the settings for the document.
 */
export function statusView(params: {
  server: ServerState;
  status: Status | undefined;
  snooze: Snooze;
  pauseReason: string | undefined;
  /** The document that is described; absent if no editor is open. */
  document: vscode.TextDocument | undefined;
}): StatusView {
  const { status, snooze } = params;
  return {
    server: params.server === "running" ? { kind: "running", status } : { kind: params.server },
    snooze,
    here: here(params),
    nowMs: Date.now(),
  };
}

function here({ document, status, pauseReason }: Parameters<typeof statusView>[0]): StatusView["here"] {
  const unserved = document && unservedReason(document);
  if (document === undefined || unserved !== undefined) {
    if (!isEnabledEverywhere()) return { kind: "offEverywhere" };
    return unserved === undefined ? { kind: "noEditor" } : { kind: "notServed", reason: unserved };
  }
  if (!isEnabledFor(document)) {
    if (!isEnabledEverywhere()) return { kind: "offEverywhere" };
    return { kind: "offForLanguage", language: languageName(document.languageId) };
  }
  const uri = document.uri.toString();
  const skipped = status?.skippedDocuments.find((entry) => entry.uri === uri);
  if (skipped !== undefined) return { kind: "skipped", reason: skipped.reason, setting: skipped.setting };
  if (!vscode.workspace.getConfiguration("editor", document).get<boolean>("inlineSuggest.enabled", true))
    return { kind: "hidden", setting: "editor.inlineSuggest.enabled" };
  return pauseReason === undefined ? { kind: "on" } : { kind: "paused", reason: pauseReason };
}
