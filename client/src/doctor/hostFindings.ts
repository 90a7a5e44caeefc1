import * as vscode from "vscode";
import { isRecord } from "../../../server/src/base/isRecord";
import { competingAssistants } from "../status/otherAssistants";
import type { StatusView } from "../status/statusText";
import { whySilent } from "../status/whySilent";
import { hostSettingFindings } from "./hostSettings";
import type { SetupFinding } from "./setupFinding";

/** Lists what only VS Code knows: its settings, other assistants, a snooze, a stopped server, a document that is kept out. */
export function hostFindings(view: StatusView, document: vscode.TextDocument | undefined): SetupFinding[] {
  return [...silence(view), ...hostSettingFindings(document?.uri), ...assistants()];
}

/** The reason for silence that the server doesn't find. */
function silence(view: StatusView): SetupFinding[] {
  const { here, server } = view;
  const reason = whySilent({
    ...view,
    here: here.kind === "paused" || here.kind === "skipped" ? here : { kind: "on" },
    server: server.kind === "stopped" ? server : { kind: "running", status: undefined },
  });
  const action = reason?.action;
  if (reason === undefined || action === undefined) return [];
  const run = (): Thenable<unknown> => vscode.commands.executeCommand(action.command, action.argument);
  const why = "Until then, nothing is suggested here by itself.";
  return [{ id: `here:${here.kind}`, what: reason.message, why, mend: { title: action.title, run } }];
}

function assistants(): SetupFinding[] {
  return competingAssistants().map(({ id, name, off }) => ({
    id: `assistant:${id}`,
    what: `${name} also suggests text in the editor.`,
    why: "With both on, VS Code shows whichever answers first.",
    mend:
      off === undefined
        ? { title: `Show ${name}, to disable it`, run: () => vscode.commands.executeCommand("extension.open", id) }
        : { title: `Turn ${name}'s suggestions off`, run: () => turnOff(off) },
  }));
}

/** Changes another extension's setting; of a switch by language, only the entry for all of them. */
async function turnOff({ key, value }: { readonly key: string; readonly value: unknown }): Promise<void> {
  const configuration = vscode.workspace.getConfiguration();
  const own = configuration.inspect<unknown>(key)?.globalValue;
  const next = isRecord(value) && isRecord(own) ? { ...own, ...value } : value;
  await configuration.update(key, next, vscode.ConfigurationTarget.Global);
}
