import * as vscode from "vscode";
import type { ConsentResult } from "../../../server/src/protocol";
import { isEnabledEverywhere, isEnabledFor, isEnabledIn } from "../server/configuration";
import { consentLabel } from "../endpoints/consent";
import { writtenEndpoints } from "../endpoints/endpointList";
import { isRelevantScheme } from "../offers/documentSelector";
import { languageName } from "./languageName";
import type { Notice } from "./notices";
import { quickSettings } from "./quickSettings";
import { snoozeChoicesMinutes, type Snooze } from "./snooze";

export interface MenuCommand {
  readonly command: string;
  readonly argument?: number | string | undefined;
}

/** An entry of the menu, which does one of three things; a separator does none. */
export interface MenuEntry extends vscode.QuickPickItem {
  /** Command that runs once the menu is closed. */
  readonly run?: MenuCommand;
  /** Changes a setting while the menu stays open. */
  readonly change?: () => Promise<void>;
  /** True if it leads to the rarer entries. */
  readonly opensMore?: true;
}

/** Facts that decide about the entries; the others come from settings and the document at the caret. */
export interface MenuFacts {
  readonly snooze: Snooze;
  /** Action that would help against the current trouble, if there is any. */
  readonly remedy: Notice["action"] | undefined;
  readonly consent: ConsentResult | undefined;
  /** True while the session is being recorded. */
  readonly isRecording: boolean;
}

/** Snooze that the menu's first page offers, in minutes. */
const usualSnoozeMinutes = 15;

/**
 * Lists the entries of the menu's first page, and the rarer ones behind “More…”. Invariant: the first entry, which Enter takes,
 * undoes what keeps Nanotype silent, or changes nothing.
 */
export function menuEntries(facts: MenuFacts): { readonly first: MenuEntry[]; readonly more: MenuEntry[] } {
  const { snooze, consent, isRecording } = facts;
  const document = vscode.window.activeTextEditor?.document;
  const isServed = document !== undefined && isRelevantScheme(document.uri.scheme);
  const language: Language | undefined = isServed
    ? { id: document.languageId, name: languageName(document.languageId), isOn: isEnabledFor(document) }
    : undefined;
  const isOn = isEnabledEverywhere();
  const isOnHere = language?.isOn ?? isOn;
  const consentEntries = entriesAbout(consent);
  const isConsentWanted = consent?.permission === "undecided";
  const turnOn = isOn ? [] : [entry("check-all", "Turn on everywhere", { command: "nanotype.toggle" })];
  const strings = kindSwitch("strings", "quote");
  const prose = kindSwitch("prose", "book");
  const kinds = isOnHere ? [strings, prose] : [];
  const canSnooze = snooze.kind === "awake" && isOnHere;
  const snoozeFor = (minutes: number): MenuEntry =>
    entry("bell-slash", `Snooze for ${minutes} minutes`, { command: "nanotype.snooze", argument: minutes });
  const preview = entry("eye", "Show what would be sent from here", { command: "nanotype.preview" });

  const first = [
    ...helpers(facts, isConsentWanted ? consentEntries : []),
    ...(isOnHere ? [] : turnOn),
    ...(language?.isOn === false ? [turnOnFor(language, isOn)] : []),
    ...group("Help", [
      entry("question", "Why was nothing offered?", { command: "nanotype.explain" }),
      entry("pulse", "Check my setup", { command: "nanotype.checkSetup" }),
      entry("graph", "Dashboard", { command: "nanotype.dashboard" }),
    ]),
    ...group("Pause", [
      ...(canSnooze ? [snoozeFor(usualSnoozeMinutes)] : []),
      ...(language?.isOn === true
        ? [entry("code", `Turn off for ${language.name}`, { command: "nanotype.toggleLanguage" })]
        : []),
      ...(isOn ? [entry("circle-slash", "Turn off everywhere", { command: "nanotype.toggle" })] : []),
    ]),
    ...group("Settings: one click", [
      ...(isOnHere ? quickSettings(language?.id).map(quickEntry) : []),
      ...kinds.filter(({ isOn: isKindOn }) => !isKindOn).map(({ turn }) => turn),
      ...(isOnHere ? turnOn : []),
    ]),
    ...group("Sending", consentEntries.length === 0 ? [] : [...(isConsentWanted ? [] : consentEntries), preview]),
    ...group("More", [
      ...(isRecording ? [entry("record", "Stop recording this session", { command: "nanotype.stopRecording" })] : []),
      entry("package", "Choose the model…", { command: "nanotype.chooseModel" }),
      {
        ...{ label: "More…", description: "Log, endpoints, strings and prose, all settings" },
        ...{ iconPath: new vscode.ThemeIcon("ellipsis"), opensMore: true },
      },
    ]),
  ];
  const more = [
    ...group("Help", [
      ...(consentEntries.length === 0 ? [preview] : []),
      entry("lightbulb", "Try it", { command: "nanotype.tryIt" }),
      entry("book", "Open the walkthrough", { command: "nanotype.openWalkthrough" }),
      entry("output", "Show the log", { command: "nanotype.showLog" }),
      entry("bug", "Write a bug report", { command: "nanotype.report" }),
      ...(isRecording ? [] : [entry("record", "Record this session…", { command: "nanotype.startRecording" })]),
      entry("refresh", "Restart the language server", { command: "nanotype.restart" }),
    ]),
    ...group("Pause", [
      ...(canSnooze ? snoozeChoicesMinutes.filter((minutes) => minutes !== usualSnoozeMinutes).map(snoozeFor) : []),
      ...(isOnHere && language !== undefined ? [kindSwitch("comments", "comment", language).turn] : []),
      ...kinds.filter(({ isOn: isKindOn }) => isKindOn).map(({ turn }) => turn),
    ]),
    ...group("Settings", [
      entry("cloud", "Add an endpoint…", { command: "nanotype.addEndpoint" }),
      ...(writtenEndpoints().length === 0
        ? []
        : [entry("server", "Manage your endpoints…", { command: "nanotype.manageEndpoints" })]),
      entry("gear", "Settings", { command: "nanotype.openSettings" }),
    ]),
  ];
  return { first, more };
}

/** The language at the caret; `isOn` where suggestions in it are wanted. */
interface Language {
  readonly id: string;
  readonly name: string;
  readonly isOn: boolean;
}

/** Lists what undoes trouble, a question that waits, and a snooze. */
function helpers({ remedy, snooze }: MenuFacts, waiting: readonly MenuEntry[]): MenuEntry[] {
  return [
    ...(remedy === undefined ? [] : [entry("tools", remedy.title, remedy)]),
    ...waiting,
    ...(snooze.kind === "snoozed" ? [entry("bell", "End the snooze", { command: "nanotype.endSnooze" })] : []),
  ];
}

/** Lists the entry about consent, if any endpoint needs it. */
function entriesAbout(consent: ConsentResult | undefined): MenuEntry[] {
  const sending = consent && consentLabel(consent);
  if (sending === undefined) return [];
  const description = consent?.receivers.join(", ") ?? "";
  return [{ ...entry(sending.icon, sending.label, { command: "nanotype.consent" }), description }];
}

function turnOnFor({ name }: Language, isOnElsewhere: boolean): MenuEntry {
  const label = `Turn on for ${name}${isOnElsewhere ? "" : " only"}`;
  return entry("check", label, { command: "nanotype.toggleLanguage" });
}

/** Writes the entry that turns suggestions on or off in a kind of text, of all languages or one. */
function kindSwitch(
  kind: "comments" | "strings" | "prose",
  icon: string,
  language?: Language,
): { readonly isOn: boolean; readonly turn: MenuEntry } {
  const isOn = isEnabledIn(kind, language?.id);
  const command = isOn ? "nanotype.turnOff" : "nanotype.turnOn";
  const argument = language === undefined ? kind : `${language.id}:${kind}`;
  const place = language === undefined ? kind : `${language.name} ${kind}`;
  return { isOn, turn: entry(icon, `Turn ${isOn ? "off" : "on"} in ${place}`, { command, argument }) };
}

function quickEntry({ icon, label, meaning, change }: ReturnType<typeof quickSettings>[number]): MenuEntry {
  return { label, description: meaning, iconPath: new vscode.ThemeIcon(icon), change };
}

function entry(icon: string, label: string, run: MenuCommand): MenuEntry {
  // Not in the label: a screen reader would read the icon's name.
  return { label, iconPath: new vscode.ThemeIcon(icon), run };
}

/** Puts a line with the group's name above its entries; a group without entries is left out. */
function group(label: string, entries: readonly MenuEntry[]): MenuEntry[] {
  return entries.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...entries];
}
