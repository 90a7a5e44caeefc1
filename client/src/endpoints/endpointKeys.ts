import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { inBackground } from "../../../server/src/base/inBackground";
import {
  describeEndpointMethod,
  diskCacheSecret,
  redisPasswordSecret,
  redisTeamSecret,
  secretChangedMethod,
  secretMethod,
  testEndpointMethod,
  type DescribeEndpointParams,
  type DescribeEndpointResult,
  type SecretParams,
  type SecretResult,
  type TestEndpointParams,
  type TestEndpointResult,
} from "../../../server/src/protocol";
import { parseSettings } from "../../../server/src/settings/settings";
import { takeKeysOut } from "./keysInSettings";

type Endpoint = ReturnType<typeof parseSettings>["settings"]["endpoints"][number];

/** Keeps the keys of the user's endpoints in VS Code's keychain, and passes the requested one to the server. */
export class EndpointKeys {
  constructor(
    private readonly secrets: vscode.SecretStorage,
    private readonly client: () => LanguageClient | undefined,
  ) {}

  /** Answers the server's requests for keys: the stored key, else a token of the Microsoft account for Azure. */
  answer(client: LanguageClient): void {
    client.onRequest(secretMethod, ({ name }: SecretParams) => this.#find(name));
  }

  /**
   * Lets the user choose an endpoint, unless one is named, and enter its key or sign in. An empty key removes the
   * stored one.
   */
  async ask(name?: string): Promise<void> {
    const endpoint = configuredEndpoints().find((configured) => configured.name === name) ?? (await chooseKeyOf());
    if (endpoint === undefined) return;
    if ("secretName" in endpoint) return this.#askForSecret(endpoint);
    const isByAccount = endpoint.kind === "azure" ? await wantsAccount() : false;
    if (isByAccount === undefined) return;
    if (isByAccount) {
      const scope = await this.#entraScope(endpoint);
      if (scope === undefined || (await signIn(scope)) === undefined) return;
      await this.forget(endpoint.name);
    } else {
      const key = await vscode.window.showInputBox({
        title: `Key of ${endpoint.name}`,
        prompt: "It is kept in VS Code's keychain. Leave it empty to remove the stored one.",
        password: true,
        ignoreFocusOut: true,
      });
      if (key === undefined) return;
      if (key.trim() === "") await this.secrets.delete(storageKey(endpoint.name));
      else if (await this.#isAccepted(endpoint.name, key.trim()))
        await this.secrets.store(storageKey(endpoint.name), key.trim());
      else return;
    }
    await this.client()?.sendNotification(secretChangedMethod);
  }

  /**
   * Moves keys from the user's settings into the keychain, and says so once. If the keychain fails, they stay, and the
   * server refuses to use them.
   */
  async moveOutOfSettings(): Promise<void> {
    const configuration = vscode.workspace.getConfiguration("nanotype");
    const taken = takeKeysOut(configuration.inspect<unknown>("endpoints")?.globalValue);
    if (taken === undefined) return;
    for (const { name, key } of taken.keys) await this.secrets.store(storageKey(name), key);
    await configuration.update("endpoints", taken.endpoints, vscode.ConfigurationTarget.Global);
    const names = taken.keys.map(({ name }) => name).join(", ");
    inBackground(
      "showing a message",
      vscode.window.showWarningMessage(
        `The key of ${names} was in your settings; Nanotype has moved it into VS Code's keychain. If you sync or share these settings, get a new key.`,
      ),
    );
    await this.client()?.sendNotification(secretChangedMethod);
  }

  /** Keeps an endpoint's key in the keychain. */
  async store(name: string, key: string): Promise<void> {
    await this.secrets.store(storageKey(name), key);
  }

  /** Removes an endpoint's key from the keychain. */
  async forget(name: string): Promise<void> {
    await this.secrets.delete(storageKey(name));
  }

  /** Requests the scope of a token for an Azure endpoint; the server parses the address. */
  async #entraScope({ url, apiVersion }: Endpoint): Promise<string | undefined> {
    const params: DescribeEndpointParams = { url, kind: "azure", ...(apiVersion === undefined ? {} : { apiVersion }) };
    const described = await this.client()?.sendRequest<DescribeEndpointResult>(describeEndpointMethod, params);
    return described?.kind === "ok" ? described.entraScope : undefined;
  }

  /** Tries a key before it is stored, and reports the result; the user may keep a key that doesn't work. */
  async #isAccepted(name: string, key: string): Promise<boolean> {
    const client = this.client();
    if (client === undefined) return true; // the server can't try it now; the first request will show
    const params: TestEndpointParams = { name, key };
    const { outcome, message } = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: `Nanotype: trying the key of ${name}` },
      () => client.sendRequest<TestEndpointResult>(testEndpointMethod, params),
    );
    if (outcome === "works") {
      inBackground(
        "showing a message",
        vscode.window.showInformationMessage(`${message} The key is kept in VS Code's keychain.`),
      );
      return true;
    }
    const keep = "Keep the key anyway";
    const again = "Enter it again";
    const choice = await vscode.window.showWarningMessage(`The key was not stored. ${message}`, again, keep);
    if (choice === again) await this.ask(name);
    return choice === keep;
  }

  /** Asks the user for a secret of the team's cache. */
  async #askForSecret({ secretName, label, prompt }: CacheSecret): Promise<void> {
    const value = await vscode.window.showInputBox({ title: label, prompt, password: true, ignoreFocusOut: true });
    if (value === undefined) return;
    if (value === "") await this.secrets.delete(secretName);
    else await this.secrets.store(secretName, value);
    await this.client()?.sendNotification(secretChangedMethod);
  }

  /** Returns the secret that encrypts completions on disk; created at its first use. */
  async #diskSecret(): Promise<string> {
    const kept = await this.secrets.get(diskCacheSecret);
    if (kept !== undefined) return kept;
    const made = randomBytes(32).toString("base64");
    await this.secrets.store(diskCacheSecret, made);
    return made;
  }

  async #find(name: string): Promise<SecretResult | null> {
    if (name === diskCacheSecret) return { kind: "key", value: await this.#diskSecret() };
    if (cacheSecrets.some(({ secretName }) => secretName === name)) {
      const value = await this.secrets.get(name);
      return value === undefined ? null : { kind: "key", value };
    }
    const key = await this.secrets.get(storageKey(name));
    if (key !== undefined) return { kind: "key", value: key };
    const endpoint = configuredEndpoints().find((configured) => configured.name === name);
    if (endpoint?.kind !== "azure") return null;
    const scope = await this.#entraScope(endpoint);
    if (scope === undefined) return null;
    // Never prompts: the user signs in by the command.
    const session = await vscode.authentication.getSession("microsoft", [scope], { silent: true });
    return session === undefined ? null : { kind: "token", value: session.accessToken };
  }
}

function configuredEndpoints(): readonly Endpoint[] {
  return parseSettings({ endpoints: vscode.workspace.getConfiguration("nanotype").get<unknown>("endpoints") }).settings
    .endpoints;
}

/** A secret that the team's cache needs from the user. */
interface CacheSecret {
  readonly secretName: string;
  readonly label: string;
  readonly prompt: string;
}

const cacheSecrets: readonly CacheSecret[] = [
  {
    secretName: redisTeamSecret,
    label: "Secret of the team's cache",
    prompt:
      "The same for the whole team, at least 16 characters. It encrypts the shared completions. Leave it empty to remove it.",
  },
  {
    secretName: redisPasswordSecret,
    label: "Password of the team's Redis server",
    prompt: "Only if the server needs one. Leave it empty to remove it.",
  },
];

async function chooseKeyOf(): Promise<Endpoint | CacheSecret | undefined> {
  const endpoints = configuredEndpoints();
  const redisUrl = vscode.workspace.getConfiguration("nanotype").get<unknown>("cache.redisUrl");
  const ofCache = typeof redisUrl === "string" && redisUrl.trim() !== "" ? cacheSecrets : [];
  if (endpoints.length === 0 && ofCache.length === 0) {
    const add = "Add an endpoint";
    const message = "No endpoint is configured yet. Local suggestions continue.";
    if ((await vscode.window.showInformationMessage(message, add)) === add)
      await vscode.commands.executeCommand("nanotype.addEndpoint");
    return undefined;
  }
  if (endpoints.length === 1 && ofCache.length === 0) return endpoints[0];
  const choices = [
    ...endpoints.map((endpoint) => ({ label: endpoint.name, description: endpoint.url, of: endpoint })),
    ...ofCache.map((secret) => ({ label: secret.label, description: "", of: secret })),
  ];
  return (await vscode.window.showQuickPick(choices, { title: "Which key?" }))?.of;
}

/** Gets a token of the Microsoft account, for which the user signs in; `undefined` if that failed. */
export async function signIn(scope: string): Promise<string | undefined> {
  try {
    return (await vscode.authentication.getSession("microsoft", [scope], { createIfNone: true })).accessToken;
  } catch {
    // The user closed the page, or this VS Code has no Microsoft accounts; either way they know.
    inBackground(
      "showing a message",
      vscode.window.showWarningMessage("You were not signed in, so nothing has changed. An API key works as well."),
    );
    return undefined;
  }
}

/** Asks whether Azure is opened with the Microsoft account; `undefined` if the user leaves. */
export async function wantsAccount(): Promise<boolean | undefined> {
  const account = { label: "Sign in with Microsoft", isAccount: true };
  const key = { label: "Enter an API key", isAccount: false };
  return (
    await vscode.window.showQuickPick([key, account], { title: "How do you sign in to Azure?", ignoreFocusOut: true })
  )?.isAccount;
}

function storageKey(endpointName: string): string {
  return `endpoint:${endpointName}`;
}
