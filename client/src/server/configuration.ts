import * as vscode from "vscode";

/** Switches of `nanotype.enable`, by language id; `*` means every language without its own switch. */
type Switches = Readonly<Partial<Record<string, boolean>>>;

/** Reads the setting in force. Wrong values are skipped here; the server reports them. */
function enableSwitches(scope?: vscode.ConfigurationScope): Switches {
  const raw = vscode.workspace.getConfiguration("nanotype", scope).get<unknown>("enable");
  if (typeof raw !== "object" || raw === null) return {};
  return Object.fromEntries(Object.entries(raw).filter(([, value]) => typeof value === "boolean"));
}

/** Reports whether the user wants completions at all. */
export function isEnabledEverywhere(): boolean {
  return enableSwitches()["*"] ?? true;
}

/** Reports whether the user wants completions in documents of this language. */
export function isEnabledFor(document: vscode.TextDocument): boolean {
  const switches = enableSwitches(document);
  return switches[document.languageId] ?? switches["*"] ?? true;
}

/** A kind of text in which suggestions can be turned off, for all languages or one. */
export type SwitchedKind = "comments" | "strings" | "prose";

/** Reports whether the user wants suggestions in a kind of text: of all languages, or of one. */
export function isEnabledIn(kind: SwitchedKind, languageId?: string): boolean {
  const switches = enableSwitches();
  return (languageId === undefined ? undefined : switches[`${languageId}:${kind}`]) ?? switches[kind] ?? true;
}

/** Names the entry of `nanotype.enable` that decides about a kind of text in a language. */
export function decidingSwitch(kind: SwitchedKind, languageId: string): string {
  const ofLanguage = `${languageId}:${kind}`;
  return enableSwitches()[ofLanguage] === undefined ? kind : ofLanguage;
}

/**
 * Turns one entry of `nanotype.enable` on or off. It is written where it was last set, in the workspace or by the user;
 * else for the user. Turning all languages off also turns off those that were turned on by name.
 */
export async function setEnabled(name: string, isEnabled: boolean): Promise<void> {
  const isOffForAll = name === "*" && !isEnabled;
  await changeEntry("enable", name, isEnabled, (wasEnabled) => !(isOffForAll && wasEnabled === true));
}

/** Writes one entry of a setting of ours where that entry was last set; the others that are set there stay, if `isKept`. */
export async function changeEntry(
  key: string,
  name: string,
  value: unknown,
  isKept: (other: unknown) => boolean = () => true,
): Promise<void> {
  const scope = vscode.window.activeTextEditor?.document.uri;
  const configuration = vscode.workspace.getConfiguration("nanotype", scope);
  const { own, target } = lastSet<Readonly<Record<string, unknown>>>(
    configuration,
    key,
    (entries) => entries[name] !== undefined,
  );
  const kept = Object.entries(own ?? {}).filter(([, other]) => isKept(other));
  await configuration.update(key, { ...Object.fromEntries(kept), [name]: value }, target);
}

/** Writes a setting of ours where it was last set, in the workspace or by the user; else for the user. Without a value, it is removed there. */
export async function changeSetting(key: string, value: unknown): Promise<void> {
  const configuration = vscode.workspace.getConfiguration("nanotype", vscode.window.activeTextEditor?.document.uri);
  await configuration.update(key, value, lastSet(configuration, key).target);
}

/** Reports whether an extension here, or VS Code itself, knows a setting by its whole key. VS Code writes no other. */
export function isContributed(key: string): boolean {
  return vscode.workspace.getConfiguration().inspect(key)?.defaultValue !== undefined;
}

/** Finds the innermost place with its own value of a setting, one that `isMeant`; else the user's settings. */
function lastSet<T>(
  configuration: vscode.WorkspaceConfiguration,
  key: string,
  isMeant: (own: T) => boolean = () => true,
): { own: T | undefined; target: vscode.ConfigurationTarget } {
  const found = configuration.inspect<T>(key);
  const { Global, Workspace, WorkspaceFolder } = vscode.ConfigurationTarget;
  const places = [
    { own: found?.workspaceFolderValue, target: WorkspaceFolder },
    { own: found?.workspaceValue, target: Workspace },
  ];
  const place = places.find(({ own }) => own !== undefined && isMeant(own));
  return place ?? { own: found?.globalValue, target: Global };
}

/** Reports whether the user has chosen an eagerness, so that Nanotype doesn't ask about it. */
export function hasOwnEagerness(): boolean {
  const found = vscode.workspace.getConfiguration("nanotype").inspect("eagerness");
  const values = [found?.globalValue, found?.workspaceValue, found?.workspaceFolderValue];
  return values.some((value) => value !== undefined);
}

/** Reports whether automatic offers stop while the machine runs on battery. */
export function isQuietOnBattery(): boolean {
  return vscode.workspace.getConfiguration("nanotype").get("quietOnBattery") === true;
}
