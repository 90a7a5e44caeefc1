import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { testEndpointMethod, type TestEndpointParams, type TestEndpointResult } from "../../../server/src/protocol";

/** Tries an endpoint, or asks it for its models; the window's progress says so. */
export function tryEndpoint(client: LanguageClient, params: TestEndpointParams): Thenable<TestEndpointResult> {
  // Not as a notification: VS Code shows at most three, and the question for consent must be seen.
  const place = { location: vscode.ProgressLocation.Window, title: `Nanotype: asking ${params.name}` };
  return vscode.window.withProgress(place, () => client.sendRequest<TestEndpointResult>(testEndpointMethod, params));
}
