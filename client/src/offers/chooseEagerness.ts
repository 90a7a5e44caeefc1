import * as vscode from "vscode";

/** Values of `nanotype.eagerness`, from the fewest suggestions to the most, as the menu describes them. */
const levels = [
  { value: "quiet", label: "Quiet", detail: "Few suggestions, only very likely ones" },
  { value: "balanced", label: "Balanced", detail: "More suggestions, some of them wrong" },
  { value: "eager", label: "Eager", detail: "A suggestion whenever there is one" },
] as const;

type Eagerness = (typeof levels)[number]["value"];

/** Reads the eagerness in force. */
export function eagernessHere(): Eagerness {
  const value = vscode.workspace.getConfiguration("nanotype").get("eagerness");
  return levels.find((level) => level.value === value)?.value ?? "quiet";
}

/** Lets the user choose how many suggestions appear by themselves. */
export async function chooseEagerness(): Promise<void> {
  const current = eagernessHere();
  const choices = levels.map((level) => ({ ...level, description: level.value === current ? "current" : "" }));
  const chosen = await vscode.window.showQuickPick(choices, { title: "Nanotype: how many suggestions?" });
  if (chosen !== undefined) await setEagerness(chosen.value);
}

/** Moves one level up, towards more suggestions. */
export async function showMore(): Promise<void> {
  const index = levels.findIndex(({ value }) => value === eagernessHere());
  const next = levels.at(index + 1);
  if (next !== undefined) await setEagerness(next.value);
}

/** Asks a user who takes many suggestions whether they want more. The answer becomes a setting that they can see and change. */
export async function askForMore({ taken, offered }: { taken: number; offered: number }): Promise<void> {
  const more = "Show more";
  const message = `You took ${taken} of your last ${offered} Nanotype suggestions. Show more of them, less certain ones too?`;
  const choice = await vscode.window.showInformationMessage(message, more, "Keep it quiet");
  if (choice === more) await setEagerness("balanced");
}

/** Writes the setting where it was last set: in the workspace or by the user. */
async function setEagerness(eagerness: Eagerness): Promise<void> {
  const configuration = vscode.workspace.getConfiguration("nanotype");
  const { Global, Workspace } = vscode.ConfigurationTarget;
  const target = configuration.inspect("eagerness")?.workspaceValue === undefined ? Global : Workspace;
  await configuration.update("eagerness", eagerness, target);
}
