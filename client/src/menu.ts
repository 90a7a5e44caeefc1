import * as vscode from "vscode";
import type { ConsentResult } from "../../server/src/protocol";
import { isEnabledEverywhere, isEnabledFor } from "./configuration";
import { consentLabel } from "./consent";
import { snoozeChoicesMinutes, type Snooze } from "./snooze";
import type { StatusText } from "./statusText";

interface Entry extends vscode.QuickPickItem {
  readonly run?: { readonly command: string; readonly argument?: number };
}

/** Opens the status bar's menu: the state on top, then everything that can be changed from here. */
export async function showMenu(params: {
  state: StatusText;
  snooze: Snooze;
  consent: Promise<ConsentResult | undefined>;
}): Promise<void> {
  const chosen = await vscode.window.showQuickPick(entries(params.snooze, await params.consent), {
    title: `Nanotype: ${params.state.tooltip}`,
    placeHolder: "What should Nanotype do?",
  });
  if (chosen?.run === undefined) return;
  // The menu was opened with a click outside the editor; whoever chose goes on typing there.
  await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
  await vscode.commands.executeCommand(chosen.run.command, chosen.run.argument);
}

function entries(snooze: Snooze, consent: ConsentResult | undefined): Entry[] {
  const sending = consent && consentLabel(consent);
  const document = vscode.window.activeTextEditor?.document;
  const isOn = isEnabledEverywhere();
  const language: Entry[] =
    document === undefined || !isOn
      ? []
      : [
          isEnabledFor(document)
            ? entry("circle-slash", `Turn off for ${document.languageId}`, { command: "nanotype.toggleLanguage" })
            : entry("check", `Turn on for ${document.languageId}`, { command: "nanotype.toggleLanguage" }),
        ];
  const snoozing: Entry[] =
    snooze.kind === "snoozed"
      ? [entry("bell", "End the snooze", { command: "nanotype.endSnooze" })]
      : snoozeChoicesMinutes.map((minutes) =>
          entry("bell-slash", `Snooze for ${minutes} minutes`, { command: "nanotype.snooze", argument: minutes }),
        );
  return [
    isOn
      ? entry("circle-slash", "Turn off everywhere", { command: "nanotype.toggle" })
      : entry("check", "Turn on", { command: "nanotype.toggle" }),
    ...language,
    ...(sending === undefined
      ? []
      : [{ label: sending, description: consent?.receivers.join(", "), run: { command: "nanotype.consent" } }]),
    ...(isOn ? [separator("Snooze"), ...snoozing] : []),
    separator("Understand"),
    entry("question", "Why was nothing offered?", { command: "nanotype.explain" }),
    entry("eye", "Show what would be sent from here", { command: "nanotype.preview" }),
    entry("output", "Show the log", { command: "nanotype.showLog" }),
    entry("lightbulb", "Try it", { command: "nanotype.tryIt" }),
    separator("Change"),
    entry("package", "Choose the model…", { command: "nanotype.chooseModel" }),
    entry("cloud", "Add an endpoint…", { command: "nanotype.addEndpoint" }),
    entry("gear", "Settings", { command: "nanotype.openSettings" }),
    entry("refresh", "Restart the language server", { command: "nanotype.restart" }),
  ];
}

function entry(icon: string, label: string, run: NonNullable<Entry["run"]>): Entry {
  return { label: `$(${icon}) ${label}`, run };
}

function separator(label: string): Entry {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}
