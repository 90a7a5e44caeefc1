import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { inBackground } from "../../../server/src/base/inBackground";
import {
  describeEndpointMethod,
  findServersMethod,
  type DescribeEndpointParams,
  type DescribeEndpointResult,
  type FoundServer,
} from "../../../server/src/protocol";

/** An address that the server has understood. */
export interface ServerPlace {
  readonly url: string;
  readonly described: Extract<DescribeEndpointResult, { kind: "ok" }>;
  /** True for a server that was found on this machine: such a one is tried without a key first. */
  readonly isFound: boolean;
}

/**
 * Asks for the address of the new endpoint. Servers that run on this machine are proposed; they are looked for only
 * now.
 */
export async function askPlace(client: LanguageClient): Promise<ServerPlace | undefined> {
  const found = await client.sendRequest<readonly FoundServer[]>(findServersMethod);
  if (found.length === 0) return askAddress(client);
  const other = { label: "Another server…", description: "paste its URL", server: undefined };
  const choices = [
    ...found.map((server) => ({
      label: server.label,
      description: server.isOnThisMachine ? `runs on this machine: ${server.url}` : server.url,
      server,
    })),
    other,
  ];
  const chosen = await vscode.window.showQuickPick(choices, { title: "Add an endpoint", ignoreFocusOut: true });
  if (chosen === undefined) return undefined;
  if (chosen.server === undefined) return askAddress(client);
  const { url, kind, isOnThisMachine } = chosen.server;
  const described = await describe(client, { url, kind });
  return described.kind === "ok" ? { url, described, isFound: isOnThisMachine } : undefined;
}

/** Asks for a URL. While the user types, it says what is wrong with it or where requests will go. */
async function askAddress(client: LanguageClient): Promise<ServerPlace | undefined> {
  const url = await vscode.window.showInputBox({
    title: "Add an endpoint",
    prompt: "Paste the server's URL: Azure, OpenAI, or a server that speaks its protocol.",
    placeHolder: "https://NAME.openai.azure.com or http://localhost:11434",
    ignoreFocusOut: true,
    validateInput: async (text) => {
      if (text.trim() === "") return undefined;
      const described = await describe(client, { url: text });
      if (described.kind === "refused") return described.reason;
      if (described.kind === "unclear") return undefined;
      const repairs = described.repairs.length === 0 ? "" : ` (${described.repairs.join(", ")})`;
      const severity = vscode.InputBoxValidationSeverity.Info;
      return { message: `Requests go to ${described.requestUrl}${repairs}`, severity };
    },
  });
  if (url === undefined || url.trim() === "") return undefined;
  const described = await describe(client, { url });
  if (described.kind === "ok") return { url, described, isFound: false };
  if (described.kind === "refused") return undefined;
  const choices = described.choices.map(({ kind, label, hint }) => ({ label, detail: hint, endpointKind: kind }));
  const chosen = await vscode.window.showQuickPick(choices, {
    title: "What kind of server is this?",
    ignoreFocusOut: true,
  });
  if (chosen === undefined) return undefined;
  const known = await describe(client, { url, kind: chosen.endpointKind });
  if (known.kind === "ok") return { url, described: known, isFound: false };
  if (known.kind === "refused")
    inBackground("showing a message", vscode.window.showWarningMessage(`Nothing was added. ${known.reason}`));
  return undefined;
}

function describe(client: LanguageClient, params: DescribeEndpointParams): Promise<DescribeEndpointResult> {
  return client.sendRequest<DescribeEndpointResult>(describeEndpointMethod, params);
}
