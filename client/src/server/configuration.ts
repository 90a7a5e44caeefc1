import * as vscode from "vscode";

/** Switches of `nanotype.enable`, by language id; `*` stands for the languages that are not named. */
type Switches = Readonly<Partial<Record<string, boolean>>>;

/** The setting as it is in force; the server reports what is wrong with it, here wrong values are passed over. */
function enableSwitches(scope?: vscode.ConfigurationScope): Switches {
  const raw = vscode.workspace.getConfiguration("nanotype", scope).get<unknown>("enable");
  if (typeof raw !== "object" || raw === null) return {};
  return Object.fromEntries(Object.entries(raw).filter(([, value]) => typeof value === "boolean"));
}

/** Whether completions are wanted at all. */
export function isEnabledEverywhere(): boolean {
  return enableSwitches()["*"] ?? true;
}

/** Whether completions are wanted in documents of this language. */
export function isEnabledFor(document: vscode.TextDocument): boolean {
  const switches = enableSwitches(document);
  return switches[document.languageId] ?? switches["*"] ?? true;
}

/** Whether suggestions are wanted in comments. */
export function isEnabledInComments(): boolean {
  return enableSwitches()["comments"] ?? true;
}

/**
 * Turns one entry of `nanotype.enable` on or off where it was set last, in the workspace or by the user; else for the user.
 * Off for all languages takes those with it that were turned on by name.
 */
export async function setEnabled(name: string, isEnabled: boolean): Promise<void> {
  const scope = vscode.window.activeTextEditor?.document.uri;
  const configuration = vscode.workspace.getConfiguration("nanotype", scope);
  const found = configuration.inspect<Switches>("enable");
  const { Global, Workspace, WorkspaceFolder } = vscode.ConfigurationTarget;
  const places = [
    { own: found?.workspaceFolderValue, target: WorkspaceFolder },
    { own: found?.workspaceValue, target: Workspace },
  ];
  const { own, target } = places.find((place) => place.own?.[name] !== undefined) ?? {
    own: found?.globalValue,
    target: Global,
  };
  const isOffForAll = name === "*" && !isEnabled;
  const kept = Object.entries(own ?? {}).filter(([, wasEnabled]) => !(isOffForAll && wasEnabled === true));
  await configuration.update("enable", { ...Object.fromEntries(kept), [name]: isEnabled }, target);
}

/** Whether the user has chosen an eagerness; the one that is earned gives way to it. */
export function hasOwnEagerness(): boolean {
  const found = vscode.workspace.getConfiguration("nanotype").inspect("eagerness");
  const values = [found?.globalValue, found?.workspaceValue, found?.workspaceFolderValue];
  return values.some((value) => value !== undefined);
}

/** Whether automatic offers stop while the machine runs on its battery. */
export function isQuietOnBattery(): boolean {
  return vscode.workspace.getConfiguration("nanotype").get("quietOnBattery") === true;
}
