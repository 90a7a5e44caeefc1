import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { inBackground } from "../../../server/src/base/inBackground";
import {
  secretChangedMethod,
  type OfferedModel,
  type TestEndpointParams,
  type TestEndpointResult,
} from "../../../server/src/protocol";
import { askModel, listsModels } from "./askModel";
import { askPlace, type ServerPlace } from "./askPlace";
import { signIn, wantsAccount, type EndpointKeys } from "./endpointKeys";
import { freeName, writeEndpoints, writtenEndpoints } from "./endpointList";
import { tryEndpoint } from "./tryEndpoint";

/** Credentials that open the endpoint; empty if it needs none. */
type Opened = Pick<TestEndpointParams, "key" | "token">;

/** Parts of the extension that the steps need. */
export interface EndpointSteps {
  readonly keys: EndpointKeys;
  readonly ready: () => Promise<LanguageClient | undefined>;
}

/**
 * Leads the user from an address to a working endpoint. The key is asked for, the model picked, and all of it tried
 * before anything is kept. A refused key is asked for again; leaving at any step changes nothing.
 */
export async function addEndpointInSteps(parts: EndpointSteps): Promise<void> {
  const client = await parts.ready();
  if (client === undefined) {
    inBackground(
      "showing a message",
      vscode.window.showErrorMessage("The language server is not running, so no endpoint can be added now."),
    );
    return;
  }
  const place = await askPlace(client);
  if (place === undefined) return;
  const { name: wanted, endpointKind } = place.described;
  const endpoint = { name: freeName(wanted), kind: endpointKind, url: place.url };
  const test = (by: Opened, model?: OfferedModel): Thenable<TestEndpointResult> =>
    tryEndpoint(client, { name: endpoint.name, endpoint: { ...endpoint, ...model }, ...by });

  const { model: inAddress } = place.described;
  let model: OfferedModel | undefined = inAddress === undefined ? undefined : { model: inAddress };
  let opened = place.isFound ? {} : await askKey(place);
  while (opened !== undefined) {
    const listed = model === undefined && listsModels(endpointKind) ? await test(opened) : undefined;
    let result = listed;
    if (listed?.outcome !== "keyRefused") {
      model ??= await askModel(endpointKind, listed);
      if (model === undefined) return;
      result = await test(opened, model);
    }
    if (result?.outcome !== "keyRefused")
      return finish(parts, client, { endpoint: { ...endpoint, model: "", ...model }, opened, result });
    opened = await askKey(place, { message: result.message, was: opened });
  }
}

/** Keeps an endpoint that works, or one that the user wants all the same. */
async function finish(
  parts: EndpointSteps,
  client: LanguageClient,
  added: {
    readonly endpoint: { readonly name: string; readonly model: string };
    readonly opened: Opened;
    readonly result: TestEndpointResult | undefined;
  },
): Promise<void> {
  const { endpoint, opened } = added;
  const { outcome = "failed", message = "" } = added.result ?? {};
  if (outcome !== "works") {
    const anyway = "Add it anyway";
    const again = "Start again";
    const choice = await vscode.window.showWarningMessage(`Nothing was added. ${message}`, again, anyway);
    if (choice === again) return addEndpointInSteps(parts);
    if (choice !== anyway) return;
  }
  if (opened.key !== undefined) await parts.keys.store(endpoint.name, opened.key);
  else await parts.keys.forget(endpoint.name);
  // The first one is preferred, so a new one comes last.
  await writeEndpoints([...writtenEndpoints(), endpoint]);
  await client.sendNotification(secretChangedMethod);
  if (outcome === "works")
    inBackground(
      "showing a message",
      vscode.window.showInformationMessage(`${message} It is in your settings, under nanotype.endpoints.`),
    );
}

/** Asks for the key, or a sign-in. After a refusal it says so, and asks for the same kind of credential. */
async function askKey(
  { described }: ServerPlace,
  refused?: { readonly message: string; readonly was: Opened },
): Promise<Opened | undefined> {
  const { name, entraScope, isOwn } = described;
  if (entraScope !== undefined && refused?.was.key === undefined) {
    const isByAccount = await wantsAccount();
    if (isByAccount === undefined) return undefined;
    if (isByAccount) {
      const token = await signIn(entraScope);
      return token === undefined ? undefined : { token };
    }
  }
  const before = refused === undefined ? "" : `${refused.message} Enter another key. `;
  const key = await vscode.window.showInputBox({
    title: `Key of ${name}`,
    prompt: `${before}It is kept in VS Code's keychain.${isOwn ? " Leave it empty if the server wants none." : ""}`,
    password: true,
    ignoreFocusOut: true,
  });
  if (key === undefined) return undefined;
  return key.trim() === "" ? {} : { key: key.trim() };
}
