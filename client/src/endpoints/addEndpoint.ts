import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { inBackground } from "../../../server/src/base/inBackground";
import {
  describeEndpointMethod,
  secretChangedMethod,
  testEndpointMethod,
  type DescribeEndpointParams,
  type DescribeEndpointResult,
  type TestEndpointParams,
  type TestEndpointResult,
} from "../../../server/src/protocol";
import { signIn, wantsAccount, type EndpointKeys } from "./endpointKeys";

/** An address that the server has understood. */
interface Place {
  readonly url: string;
  readonly described: Extract<DescribeEndpointResult, { kind: "ok" }>;
}

/** Credentials that open the endpoint; empty if it needs none. */
type Opened = Pick<TestEndpointParams, "key" | "token">;

/** Azure's usual deployment. */
const usualDeployment = "gpt-4.1-nano";

/**
 * Leads the user from a pasted address to a working endpoint. The address is parsed, the key requested, the model
 * picked, and all of it tried before anything is kept. Leaving at any step changes nothing.
 */
export async function addEndpointInSteps(parts: {
  keys: EndpointKeys;
  ready: () => Promise<LanguageClient | undefined>;
}): Promise<void> {
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
  const opened = await askKey(place);
  if (opened === undefined) return;
  const endpoint = { name: freeName(place.described.name), kind: place.described.endpointKind, url: place.url };
  const test = (model?: string): Thenable<TestEndpointResult> => {
    const params: TestEndpointParams = {
      name: endpoint.name,
      endpoint: model === undefined ? endpoint : { ...endpoint, model },
      ...opened,
    };
    const title = `Nanotype: asking ${endpoint.name}`;
    // Not as a notification: VS Code shows at most three, and the question for consent must be seen.
    return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
      client.sendRequest<TestEndpointResult>(testEndpointMethod, params),
    );
  };
  const listed = isListed(place) ? await test() : undefined;
  const model = listed?.outcome === "keyRefused" ? "" : await askModel(place, listed);
  if (model === undefined) return;
  const { outcome, message } = listed?.outcome === "keyRefused" ? listed : await test(model);
  if (outcome !== "works") {
    const anyway = "Add it anyway";
    const again = "Start again";
    const actions = model === "" ? [again] : [again, anyway];
    const choice = await vscode.window.showWarningMessage(`Nothing was added. ${message}`, ...actions);
    if (choice === again) return addEndpointInSteps(parts);
    if (choice !== anyway) return;
  }
  if (opened.key !== undefined) await parts.keys.store(endpoint.name, opened.key);
  else await parts.keys.forget(endpoint.name);
  await write({ ...endpoint, model });
  await client.sendNotification(secretChangedMethod);
  if (outcome === "works")
    inBackground(
      "showing a message",
      vscode.window.showInformationMessage(`${message} It is in your settings, under nanotype.endpoints.`),
    );
}

/** Asks for the address. While the user types, it says what is wrong with it or where requests will go. */
async function askPlace(client: LanguageClient): Promise<Place | undefined> {
  const describe = (params: DescribeEndpointParams): Promise<DescribeEndpointResult> =>
    client.sendRequest<DescribeEndpointResult>(describeEndpointMethod, params);
  const url = await vscode.window.showInputBox({
    title: "Add an endpoint",
    prompt: "Paste the server's URL: Azure, OpenAI, or a server that speaks its protocol.",
    placeHolder: "https://NAME.openai.azure.com or http://localhost:11434",
    ignoreFocusOut: true,
    validateInput: async (text) => {
      if (text.trim() === "") return undefined;
      const described = await describe({ url: text });
      if (described.kind === "refused") return described.reason;
      if (described.kind === "unclear") return undefined;
      const repairs = described.repairs.length === 0 ? "" : ` (${described.repairs.join(", ")})`;
      const severity = vscode.InputBoxValidationSeverity.Info;
      return { message: `Requests go to ${described.requestUrl}${repairs}`, severity };
    },
  });
  if (url === undefined || url.trim() === "") return undefined;
  const described = await describe({ url });
  if (described.kind === "ok") return { url, described };
  if (described.kind === "refused") return undefined;
  const choices = described.choices.map(({ kind, label, hint }) => ({ label, detail: hint, endpointKind: kind }));
  const chosen = await vscode.window.showQuickPick(choices, {
    title: "What kind of server is this?",
    ignoreFocusOut: true,
  });
  if (chosen === undefined) return undefined;
  const known = await describe({ url, kind: chosen.endpointKind });
  if (known.kind === "ok") return { url, described: known };
  if (known.kind === "refused")
    inBackground("showing a message", vscode.window.showWarningMessage(`Nothing was added. ${known.reason}`));
  return undefined;
}

async function askKey({ described }: Place): Promise<Opened | undefined> {
  const { name, entraScope, isOwn } = described;
  if (entraScope !== undefined) {
    const isByAccount = await wantsAccount();
    if (isByAccount === undefined) return undefined;
    if (isByAccount) {
      const token = await signIn(entraScope);
      return token === undefined ? undefined : { token };
    }
  }
  const key = await vscode.window.showInputBox({
    title: `Key of ${name}`,
    prompt: `It is kept in VS Code's keychain.${isOwn ? " Leave it empty if the server wants none." : ""}`,
    password: true,
    ignoreFocusOut: true,
  });
  if (key === undefined) return undefined;
  return key.trim() === "" ? {} : { key: key.trim() };
}

/** Reports whether the endpoint can list its models. Azure lists models, but not the deployments that requests name. */
function isListed({ described }: Place): boolean {
  return described.endpointKind === "openai" || described.endpointKind === "fim";
}

/** Lets the user pick one of the `listed` models; a deployment named by the address is taken. */
async function askModel({ described }: Place, listed: TestEndpointResult | undefined): Promise<string | undefined> {
  if (described.model !== undefined) return described.model;
  if (described.endpointKind === "llamacpp") return "default";
  const ask = (title: string, prompt: string, value = ""): Thenable<string | undefined> =>
    vscode.window.showInputBox({ title, prompt, value, ignoreFocusOut: true });
  if (described.endpointKind === "azure")
    return nonEmpty(await ask("Name of the deployment", "As it is called in the Azure portal.", usualDeployment));
  const { models = [], message = "" } = listed ?? {};
  if (models.length === 0) return nonEmpty(await ask("Name of the model", `The server did not list any. ${message}`));
  const other = { label: "Another one…", model: undefined };
  const choices = [...models.map((model) => ({ label: model, model })), other];
  const chosen = await vscode.window.showQuickPick(choices, { title: "Which model?", ignoreFocusOut: true });
  if (chosen === undefined) return undefined;
  return chosen.model ?? nonEmpty(await ask("Name of the model", "As the server names it."));
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === "" ? undefined : text.trim();
}

/** Appends the endpoint to those in the user's settings: the first one is preferred. */
async function write(endpoint: Readonly<Record<string, string>>): Promise<void> {
  const configuration = vscode.workspace.getConfiguration("nanotype");
  await configuration.update("endpoints", [...written(), endpoint], vscode.ConfigurationTarget.Global);
}

function written(): readonly unknown[] {
  const value = vscode.workspace.getConfiguration("nanotype").inspect<unknown>("endpoints")?.globalValue;
  return Array.isArray(value) ? value : [];
}

/** Returns `wanted`, with a number appended if an endpoint already has that name. */
function freeName(wanted: string): string {
  const taken = new Set(
    written().map((entry) => (typeof entry === "object" && entry !== null && "name" in entry ? entry.name : undefined)),
  );
  let name = wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted}-${count}`;
  return name;
}
