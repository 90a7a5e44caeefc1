import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { inBackground } from "../../../server/src/base/inBackground";
import { consentMethod, type ConsentParams, type ConsentResult } from "../../../server/src/protocol";

/**
 * Requests whether text from here may leave this machine: from the place that waits for an answer if there is one.
 * `undefined` while the server is not running or no place is open.
 */
export async function consentHere(client: LanguageClient | undefined): Promise<ConsentResult | undefined> {
  return (await placeHere(client))?.consent;
}

/** Returns the menu's entry about consent: a codicon's name and a text. */
export function consentLabel({
  permission,
  placeName,
}: ConsentResult): { readonly icon: string; readonly label: string } | undefined {
  switch (permission) {
    case "notNeeded":
      return undefined;
    case "allowed":
      return { icon: "cloud-upload", label: `Stop sending from “${placeName}”` };
    case "undecided":
    case "declined":
      return { icon: "cloud", label: `Allow endpoints for “${placeName}”…` };
    case "restricted":
      return { icon: "shield", label: "Nothing is sent: this workspace is not trusted" };
  }
}

/** Lets the user give or withdraw consent for the current place. */
export async function manageConsent(client: LanguageClient | undefined): Promise<void> {
  if (urisHere().length === 0) {
    inBackground(
      "showing a message",
      vscode.window.showInformationMessage("Open a document or a folder first: consent is given for one place."),
    );
    return;
  }
  const place = await placeHere(client);
  if (place === undefined) return;
  const { uri, consent } = place;
  switch (consent.permission) {
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

/** Returns the document that is being edited and the folders: consent is given for one of their places. */
function urisHere(): string[] {
  const folders = vscode.workspace.workspaceFolders?.map(({ uri }) => uri) ?? [];
  const edited = vscode.window.activeTextEditor?.document.uri;
  return (edited === undefined ? folders : [edited, ...folders]).map((uri) => uri.toString());
}

/** Finds the first place here that waits for an answer, else the first one. */
async function placeHere(
  client: LanguageClient | undefined,
): Promise<{ readonly uri: string; readonly consent: ConsentResult } | undefined> {
  const answers = await Promise.all(urisHere().map(async (uri) => ({ uri, consent: await ask(client, { uri }) })));
  const places = answers.flatMap(({ uri, consent }) => (consent === undefined ? [] : [{ uri, consent }]));
  return places.find(({ consent }) => consent.permission === "undecided") ?? places[0];
}
