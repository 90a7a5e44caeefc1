import * as vscode from "vscode";
import { explainMethod, type ExplainParams, type Explanation } from "../../server/src/protocol";
import type { ServerRunner } from "./serverRunner";

/** Tells in a sentence why the last request offered nothing, or what it did; the steps go to the log. */
export async function explain(params: {
  runner: ServerRunner;
  lastSilence: string | undefined;
  log: vscode.LogOutputChannel;
}): Promise<void> {
  const { runner, lastSilence, log } = params;
  if (lastSilence !== undefined) {
    await show(`${lastSilence} An explicit request is always answered.`, log);
    return;
  }
  if (runner.client === undefined) {
    await show("The language server does not run, so nothing was asked. Type in an editor to start it.", log);
    return;
  }
  const document = vscode.window.activeTextEditor?.document;
  const about: ExplainParams = document === undefined ? {} : { textDocument: { uri: document.uri.toString() } };
  const explanation = await runner.client.sendRequest<Explanation>(explainMethod, about);
  const steps = explanation.steps.map(({ step, outcome, atMs }) => `  ${atMs.toFixed(1)} ms  ${step}: ${outcome}`);
  log.info(["Why the last request ended as it did:", ...steps].join("\n"));
  await show(explanation.summary || "Nothing has been asked in this document yet.", log);
}

async function show(message: string, log: vscode.LogOutputChannel): Promise<void> {
  const choice = await vscode.window.showInformationMessage(message, "Show the steps");
  if (choice !== undefined) log.show(true);
}
