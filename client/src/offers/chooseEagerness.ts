import * as vscode from "vscode";
import { changeSetting } from "../server/configuration";
import { chooseLevel, type Levels } from "../server/levels";

type Eagerness = "quiet" | "balanced" | "eager";

/** Number of suggestions that appear by themselves. */
export const eagernessLevels: Levels<Eagerness> = {
  key: "eagerness",
  title: "Nanotype: how many suggestions?",
  levels: [
    { value: "quiet", label: "Quiet", detail: "Few suggestions, only very likely ones" },
    { value: "balanced", label: "Balanced", detail: "More suggestions, some of them wrong" },
    { value: "eager", label: "Eager", detail: "A suggestion whenever there is one" },
  ],
  usual: "quiet",
};

/** Sets how many suggestions appear by themselves: to `wanted`, or to what the user chooses from a list. */
export function chooseEagerness(wanted?: unknown): Promise<void> {
  return chooseLevel(eagernessLevels, wanted);
}

/** Asks a user who takes many suggestions whether they want more. The answer becomes a setting that they can see and change. */
export async function askForMore({ taken, offered }: { taken: number; offered: number }): Promise<void> {
  const more = "Show more";
  const message = `You took ${taken} of your last ${offered} Nanotype suggestions. Show more of them, less certain ones too?`;
  const choice = await vscode.window.showInformationMessage(message, more, "Keep it quiet");
  if (choice === more) await changeSetting("eagerness", "balanced");
}
