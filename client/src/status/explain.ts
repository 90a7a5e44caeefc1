import * as vscode from "vscode";
import { explainMethod, type ExplainParams, type Explanation } from "../../../server/src/protocol";
import type { InlineProvider } from "../offers/inlineProvider";
import type { NextEditControl } from "../nextEdit/nextEditControl";
import type { ServerRunner } from "../server/serverRunner";
import { whySilent, type SilenceReason } from "./whySilent";
import type { StatusView } from "./statusText";
import { verdictAction } from "./verdictAction";

export interface ExplainParts {
  readonly runner: ServerRunner;
  readonly inlineProvider: InlineProvider;
  readonly nextEdits: NextEditControl;
  readonly view: StatusView;
  readonly log: vscode.LogOutputChannel;
}

/** Shows in one sentence why the last request offered nothing, or what it did; the steps go to the log. */
export async function explain(parts: ExplainParts): Promise<void> {
  const { message, action } = await silenceOf(parts);
  const choice = await vscode.window.showInformationMessage(message, ...(action === undefined ? [] : [action.title]));
  if (choice !== undefined && action !== undefined)
    await vscode.commands.executeCommand(action.command, action.argument);
}

/**
 * Returns what prevents offers here now. Otherwise, what prevented one at the last key, or the server's report on its
 * last request.
 */
async function silenceOf({ runner, inlineProvider, nextEdits, view, log }: ExplainParts): Promise<SilenceReason> {
  const offered = nextEdits.why();
  const uri = vscode.window.activeTextEditor?.document.uri.toString();
  const known = whySilent(view) ?? inlineProvider.lastSilence(uri);
  if (known !== undefined) return offered === undefined ? known : { ...known, message: `${known.message} ${offered}` };
  if (offered !== undefined) return { message: offered };
  const about: ExplainParams = uri === undefined ? {} : { textDocument: { uri } };
  const explanation = await runner.client?.sendRequest<Explanation>(explainMethod, about);
  const lines = (explanation?.steps ?? []).map(
    ({ step, outcome, atMs }) => `  ${atMs.toFixed(1)} ms  ${step}: ${outcome}`,
  );
  if (lines.length > 0) log.info(["Why the last request ended as it did:", ...lines].join("\n"));
  const steps = lines.length > 0 ? { title: "Show the steps", command: "nanotype.showLog" } : undefined;
  const summary = explanation?.summary || "No completion has been asked for here yet.";
  const nextEdit = explanation?.nextEdit;
  return {
    message: nextEdit === undefined ? summary : `${summary} Next edit: ${nextEdit}`,
    action: verdictAction(explanation?.verdict) ?? steps,
  };
}
