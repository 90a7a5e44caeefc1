import * as vscode from "vscode";
import type { ConsentResult } from "../../../server/src/protocol";
import { isEnabledEverywhere, isEnabledFor, isEnabledIn, type SwitchedKind } from "../server/configuration";
import { consentLabel } from "../endpoints/consent";
import { writtenEndpoints } from "../endpoints/endpointList";
import { eagernessHere } from "../offers/chooseEagerness";
import { isRelevantScheme } from "../offers/documentSelector";
import { languageName } from "./languageName";
import type { Notice } from "./notices";
import { snoozeChoicesMinutes, type Snooze } from "./snooze";
import type { StatusText } from "./statusText";

interface Entry extends vscode.QuickPickItem {
  readonly run?: { readonly command: string; readonly argument?: number | string | undefined };
}

export interface MenuParams {
  readonly state: StatusText;
  readonly snooze: Snooze;
  /** Action that would help against the current trouble, if there is any. */
  readonly remedy: Notice["action"] | undefined;
  readonly consent: Promise<ConsentResult | undefined>;
}

/** Time for the server to say what may be sent, in ms. A server that hangs must not keep the menu closed. */
const consentWaitMs = 300; // guess

/** Opens the status bar's menu: the state on top, then everything that can be changed from here. */
export async function showMenu(params: MenuParams): Promise<void> {
  const tooLate = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), consentWaitMs));
  const consent = await Promise.race([params.consent, tooLate]);
  const chosen = await vscode.window.showQuickPick(entries(params, consent), {
    title: `Nanotype: ${params.state.tooltip}`,
    placeHolder: "Choose an action",
  });
  if (chosen?.run === undefined) return;
  // A click outside the editor opened the menu; the user continues typing in the editor.
  await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
  await vscode.commands.executeCommand(chosen.run.command, chosen.run.argument);
}

/**
 * Lists the menu's entries. Invariant: the first entry, which Enter takes, undoes what keeps Nanotype silent, or
 * changes nothing.
 */
function entries({ snooze, remedy }: MenuParams, consent: ConsentResult | undefined): Entry[] {
  const document = vscode.window.activeTextEditor?.document;
  const isServed = document !== undefined && isRelevantScheme(document.uri.scheme);
  const language = isServed ? { name: languageName(document.languageId), isOn: isEnabledFor(document) } : undefined;
  const isOn = isEnabledEverywhere();
  const helping: Entry[] = [];
  if (remedy !== undefined) helping.push(entry("tools", remedy.title, remedy));
  const sending = consent && consentLabel(consent);
  const consentEntries =
    sending === undefined
      ? []
      : [
          {
            ...entry(sending.icon, sending.label, { command: "nanotype.consent" }),
            description: consent?.receivers.join(", ") ?? "",
          },
        ];
  const isConsentWanted = consent?.permission === "undecided";
  if (isConsentWanted) helping.push(...consentEntries);
  if (snooze.kind === "snoozed") helping.push(entry("bell", "End the snooze", { command: "nanotype.endSnooze" }));
  const turnOn = isOn ? [] : [entry("check-all", "Turn on everywhere", { command: "nanotype.toggle" })];
  const isOnHere = language?.isOn ?? isOn;
  if (!isOnHere) helping.push(...turnOn);
  if (language?.isOn === false) {
    const label = `Turn on for ${language.name}${isOn ? "" : " only"}`;
    helping.push(entry("check", label, { command: "nanotype.toggleLanguage" }));
  }
  const kinds = isOnHere ? kindEntries(language && { ...language, id: document?.languageId ?? "" }) : undefined;
  turnOn.push(...(kinds?.turnOn ?? []));
  const quiet: Entry[] = [];
  if (snooze.kind === "awake" && isOnHere) {
    const choices = snoozeChoicesMinutes.map((minutes) =>
      entry("bell-slash", `Snooze for ${minutes} minutes`, { command: "nanotype.snooze", argument: minutes }),
    );
    quiet.push(...choices);
  }
  if (language?.isOn === true)
    quiet.push(entry("code", `Turn off for ${language.name}`, { command: "nanotype.toggleLanguage" }));
  quiet.push(...(kinds?.turnOff ?? []));
  if (isOn) quiet.push(entry("circle-slash", "Turn off everywhere", { command: "nanotype.toggle" }));

  const groups: Entry[][] = [
    helping,
    [
      separator("Help"),
      entry("question", "Why was nothing offered?", { command: "nanotype.explain" }),
      entry("eye", "Show what would be sent from here", { command: "nanotype.preview" }),
      entry("output", "Show the log", { command: "nanotype.showLog" }),
      entry("lightbulb", "Try it", { command: "nanotype.tryIt" }),
    ],
    quiet.length === 0 ? [] : [separator("Pause"), ...quiet],
    [
      separator("Settings"),
      ...(isOnHere ? turnOn : []),
      ...(isConsentWanted ? [] : consentEntries),
      entry("dashboard", `Suggestions: ${eagernessHere()}…`, { command: "nanotype.chooseEagerness" }),
      entry("package", "Choose the model…", { command: "nanotype.chooseModel" }),
      entry("cloud", "Add an endpoint…", { command: "nanotype.addEndpoint" }),
      ...(writtenEndpoints().length === 0
        ? []
        : [entry("server", "Manage your endpoints…", { command: "nanotype.manageEndpoints" })]),
      entry("gear", "Settings", { command: "nanotype.openSettings" }),
      entry("refresh", "Restart the language server", { command: "nanotype.restart" }),
    ],
  ];
  return groups.flat();
}

const kindIcons: Readonly<Record<SwitchedKind, string>> = { comments: "comment", strings: "quote", prose: "book" };

/** Lists the entries that turn suggestions on or off in a kind of text, and in the current language's comments. */
function kindEntries(language: { name: string; id: string } | undefined): { turnOn: Entry[]; turnOff: Entry[] } {
  const [turnOn, turnOff]: [Entry[], Entry[]] = [[], []];
  const add = (kind: SwitchedKind, label: string, name: string, isOn: boolean): void => {
    const command = isOn ? "nanotype.turnOff" : "nanotype.turnOn";
    const list = isOn ? turnOff : turnOn;
    list.push(entry(kindIcons[kind], `Turn ${isOn ? "off" : "on"} in ${label}`, { command, argument: name }));
  };
  for (const kind of ["comments", "strings", "prose"] as const) {
    add(kind, kind, kind, isEnabledIn(kind));
    if (kind === "comments" && language !== undefined)
      add(kind, `${language.name} comments`, `${language.id}:${kind}`, isEnabledIn(kind, language.id));
  }
  return { turnOn, turnOff };
}

function entry(icon: string, label: string, run: NonNullable<Entry["run"]>): Entry {
  // Not in the label: a screen reader would read the icon's name.
  return { label, iconPath: new vscode.ThemeIcon(icon), run };
}

function separator(label: string): Entry {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}
