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

/** Turns one entry of `nanotype.enable` on or off, for the user. */
export async function setEnabled(name: string, isEnabled: boolean): Promise<void> {
  const configuration = vscode.workspace.getConfiguration("nanotype");
  const own = configuration.inspect<Switches>("enable")?.globalValue;
  await configuration.update("enable", { ...own, [name]: isEnabled }, vscode.ConfigurationTarget.Global);
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
