import * as vscode from "vscode";
import { inBackground } from "../../../server/src/base/inBackground";
import { secretChangedMethod } from "../../../server/src/protocol";
import type { EndpointSteps } from "./addEndpoint";
import { askModel, listsModels } from "./askModel";
import { endpointName, writeEndpoints, writtenEndpoints, type WrittenEndpoint } from "./endpointList";
import { tryEndpoint } from "./tryEndpoint";

/** Lets the user choose one of the endpoints and change or remove it. */
export async function manageEndpoints(parts: EndpointSteps): Promise<void> {
  const endpoint = await chooseEndpoint();
  if (endpoint === undefined) return;
  const name = endpointName(endpoint);
  const isPreferred = writtenEndpoints().findIndex((entry) => endpointName(entry) === name) === 0;
  const choices = [
    {
      label: "Change the model…",
      iconPath: new vscode.ThemeIcon("package"),
      description: text(endpoint["model"]),
      act: () => changeModel(parts, endpoint),
    },
    { label: "Change the key…", iconPath: new vscode.ThemeIcon("key"), act: () => parts.keys.ask(name) },
    ...(isPreferred
      ? []
      : [
          { label: "Prefer it to the others", iconPath: new vscode.ThemeIcon("arrow-up"), act: () => prefer(endpoint) },
        ]),
    { label: "Remove it", iconPath: new vscode.ThemeIcon("trash"), act: () => remove(parts, endpoint) },
  ];
  const chosen = await vscode.window.showQuickPick(choices, { title: `Endpoint ${name}` });
  await chosen?.act();
}

async function chooseEndpoint(): Promise<WrittenEndpoint | undefined> {
  const endpoints = writtenEndpoints();
  const choices = endpoints.map((endpoint) => ({
    label: endpointName(endpoint),
    description: `${text(endpoint["model"])} at ${text(endpoint["url"])}`,
    endpoint,
  }));
  return (await vscode.window.showQuickPick(choices, { title: "Which endpoint?" }))?.endpoint;
}

/** Asks for another model and keeps it once it has answered. */
async function changeModel({ ready }: EndpointSteps, endpoint: WrittenEndpoint): Promise<void> {
  const client = await ready();
  if (client === undefined) return;
  const name = endpointName(endpoint);
  // These fields describe the model, so they change with it.
  const { model: _, family: _family, contextTokens: _tokens, price: _price, ...others } = endpoint;
  const listed = listsModels(endpoint["kind"]) ? await tryEndpoint(client, { name, endpoint: others }) : undefined;
  const model = await askModel(endpoint["kind"], listed);
  if (model === undefined) return;
  const changed = { ...others, ...model };
  const { outcome, message } = await tryEndpoint(client, { name, endpoint: changed });
  if (outcome !== "works") {
    const anyway = "Change it anyway";
    if ((await vscode.window.showWarningMessage(`Nothing was changed. ${message}`, anyway)) !== anyway) return;
  }
  await writeEndpoints(writtenEndpoints().map((entry) => (endpointName(entry) === name ? changed : entry)));
  if (outcome === "works") inBackground("showing a message", vscode.window.showInformationMessage(message));
}

async function prefer(endpoint: WrittenEndpoint): Promise<void> {
  await writeEndpoints([
    endpoint,
    ...writtenEndpoints().filter((entry) => endpointName(entry) !== endpointName(endpoint)),
  ]);
}

/** Removes an endpoint at once and offers to undo that. Its key leaves the keychain unless the user takes it back. */
async function remove({ keys, ready }: EndpointSteps, endpoint: WrittenEndpoint): Promise<void> {
  const name = endpointName(endpoint);
  const before = writtenEndpoints();
  await writeEndpoints(before.filter((entry) => endpointName(entry) !== name));
  const undo = "Undo";
  if ((await vscode.window.showInformationMessage(`The endpoint ${name} was removed.`, undo)) === undo) {
    await writeEndpoints(before);
    return;
  }
  if (writtenEndpoints().some((entry) => endpointName(entry) === name)) return; // added again meanwhile
  await keys.forget(name);
  await (await ready())?.sendNotification(secretChangedMethod);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
