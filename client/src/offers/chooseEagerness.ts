import * as vscode from "vscode";
import { setEagerness } from "../server/configuration";

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

/** Sets how many suggestions appear by themselves: to `wanted`, or to what the user chooses from a list. */
export async function chooseEagerness(wanted?: unknown): Promise<void> {
  const named = levels.find(({ value }) => value === wanted);
  if (named !== undefined) return setEagerness(named.value);
  const current = eagernessHere();
  const choices = levels.map((level) => ({ ...level, description: level.value === current ? "current" : "" }));
  const chosen = await vscode.window.showQuickPick(choices, { title: "Nanotype: how many suggestions?" });
  if (chosen !== undefined) await setEagerness(chosen.value);
}

/** Asks a user who takes many suggestions whether they want more. The answer becomes a setting that they can see and change. */
export async function askForMore({ taken, offered }: { taken: number; offered: number }): Promise<void> {
  const more = "Show more";
  const message = `You took ${taken} of your last ${offered} Nanotype suggestions. Show more of them, less certain ones too?`;
  const choice = await vscode.window.showInformationMessage(message, more, "Keep it quiet");
  if (choice === more) await setEagerness("balanced");
}
