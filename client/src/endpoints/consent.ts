import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { inBackground } from "../../../server/src/base/inBackground";
import { consentMethod, type ConsentParams, type ConsentResult } from "../../../server/src/protocol";

/**
 * Requests whether text from here may leave this machine. `undefined` while the server is not running or no place is
 * open.
 */
export async function consentHere(client: LanguageClient | undefined): Promise<ConsentResult | undefined> {
  const uri = uriHere();
  return uri === undefined ? undefined : ask(client, { uri });
}

/** Returns the menu's entry about consent. */
export function consentLabel({ permission, placeName }: ConsentResult): string | undefined {
  switch (permission) {
    case "notNeeded":
      return undefined;
    case "allowed":
      return `$(cloud-upload) Stop sending from “${placeName}”`;
    case "undecided":
    case "declined":
      return `$(cloud) Allow endpoints for “${placeName}”…`;
    case "restricted":
      return "$(shield) Nothing is sent: this workspace is not trusted";
  }
}

/** Lets the user give or withdraw consent for the current place. */
export async function manageConsent(client: LanguageClient | undefined): Promise<void> {
  const uri = uriHere();
  if (uri === undefined) {
    inBackground(
      "showing a message",
      vscode.window.showInformationMessage("Open a document or a folder first: consent is given for one place."),
    );
    return;
  }
  const consent = await ask(client, { uri });
  switch (consent?.permission) {
    case undefined:
    case "notNeeded":
      inBackground(
        "showing a message",
        vscode.window.showInformationMessage("No endpoint is in use: Nanotype sends nothing anywhere."),
      );
      return;
    case "restricted":
      await vscode.commands.executeCommand("workbench.trust.manage");
      return;
    case "allowed":
      await ask(client, { uri, change: "decline" });
      inBackground(
        "showing a message",
        vscode.window.showInformationMessage(`Nothing from “${consent.placeName}” is sent any more.`),
      );
      return;
    case "undecided":
    case "declined":
      await ask(client, { uri, change: "ask" });
  }
}

async function ask(client: LanguageClient | undefined, params: ConsentParams): Promise<ConsentResult | undefined> {
  return client?.sendRequest<ConsentResult>(consentMethod, params);
}

/** Returns the document that is being edited, else the first folder. */
function uriHere(): string | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri ?? vscode.workspace.workspaceFolders?.[0]?.uri;
  return uri?.toString();
}
