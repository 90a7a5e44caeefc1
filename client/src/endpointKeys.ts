import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { secretChangedMethod, secretMethod, type SecretParams, type SecretResult } from "../../server/src/protocol";
import { parseSettings } from "../../server/src/settings";

type Endpoint = ReturnType<typeof parseSettings>["settings"]["endpoints"][number];

/** What an Entra token of an Azure endpoint is for. Source: Microsoft's pages on keyless access, classic and version-free style. */
const entraScopes = (endpoint: Endpoint): string[] => [
  endpoint.apiVersion === undefined ? "https://ai.azure.com/.default" : "https://cognitiveservices.azure.com/.default",
];

/** Keeps the keys of the user's endpoints in VS Code's keychain, and hands the server the one it asks for. */
export class EndpointKeys {
  constructor(
    private readonly secrets: vscode.SecretStorage,
    private readonly client: () => LanguageClient | undefined,
  ) {}

  /** Answers a server's requests for keys: the stored key, else a token of the Microsoft account for Azure. */
  answer(client: LanguageClient): void {
    client.onRequest(secretMethod, ({ name }: SecretParams) => this.#find(name));
  }

  /** Lets the user choose an endpoint and give its key, or sign in; an empty key removes the stored one. */
  async ask(): Promise<void> {
    const endpoint = await chooseEndpoint();
    if (endpoint === undefined) return;
    if (endpoint.kind === "azure" && (await wantsAccount())) {
      await vscode.authentication.getSession("microsoft", entraScopes(endpoint), { createIfNone: true });
      await this.secrets.delete(storageKey(endpoint.name));
    } else {
      const key = await vscode.window.showInputBox({
        title: `Key of ${endpoint.name}`,
        prompt: "It is kept in VS Code's keychain. Leave it empty to remove the stored one.",
        password: true,
        ignoreFocusOut: true,
      });
      if (key === undefined) return;
      if (key.trim() === "") await this.secrets.delete(storageKey(endpoint.name));
      else await this.secrets.store(storageKey(endpoint.name), key.trim());
    }
    await this.client()?.sendNotification(secretChangedMethod);
  }

  async #find(name: string): Promise<SecretResult | null> {
    const key = await this.secrets.get(storageKey(name));
    if (key !== undefined) return { kind: "key", value: key };
    const endpoint = configuredEndpoints().find((configured) => configured.name === name);
    if (endpoint?.kind !== "azure") return null;
    // Asks nobody: the user signs in by the command.
    const session = await vscode.authentication.getSession("microsoft", entraScopes(endpoint), { silent: true });
    return session === undefined ? null : { kind: "token", value: session.accessToken };
  }
}

function configuredEndpoints(): readonly Endpoint[] {
  return parseSettings({ endpoints: vscode.workspace.getConfiguration("nanotype").get<unknown>("endpoints") }).settings
    .endpoints;
}

async function chooseEndpoint(): Promise<Endpoint | undefined> {
  const endpoints = configuredEndpoints();
  if (endpoints.length === 0) {
    const open = "Open the settings";
    const message = "There is no endpoint yet. Add one under nanotype.endpoints; completions from this machine go on.";
    if ((await vscode.window.showInformationMessage(message, open)) === open)
      await vscode.commands.executeCommand("workbench.action.openSettings", "nanotype.endpoints");
    return undefined;
  }
  if (endpoints.length === 1) return endpoints[0];
  const choices = endpoints.map((endpoint) => ({ label: endpoint.name, description: endpoint.url, endpoint }));
  return (await vscode.window.showQuickPick(choices, { title: "Key of which endpoint?" }))?.endpoint;
}

async function wantsAccount(): Promise<boolean> {
  const account = { label: "Sign in with Microsoft", isAccount: true };
  const key = { label: "Enter an API key", isAccount: false };
  return (await vscode.window.showQuickPick([key, account], { title: "How is Azure opened?" }))?.isAccount === true;
}

function storageKey(endpointName: string): string {
  return `endpoint:${endpointName}`;
}
