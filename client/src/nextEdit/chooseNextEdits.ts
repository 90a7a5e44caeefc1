import type { ConfigurationScope } from "vscode";
import { chooseLevel, levelOf, type Levels } from "../server/levels";

type NextEditLevel = "off" | "quiet" | "on";

/** Certainty from which next edits are offered. */
export const nextEditLevels: Levels<NextEditLevel> = {
  key: "nextEdit",
  title: "Nanotype: when are next edits offered?",
  levels: [
    { value: "off", label: "Off", detail: "No change is offered at like places" },
    {
      value: "quiet",
      label: "Quiet",
      detail: "Only where it is nearly certain, such as the uses of a renamed variable",
    },
    { value: "on", label: "On", detail: "Where it is likely" },
  ],
  usual: "quiet",
};

/** Reads when next edits are offered. */
export function nextEditLevel(scope?: ConfigurationScope): NextEditLevel {
  return levelOf(nextEditLevels, scope);
}

/** Sets when next edits are offered: to `wanted`, or to what the user chooses from a list. */
export function chooseNextEdits(wanted?: unknown): Promise<void> {
  return chooseLevel(nextEditLevels, wanted);
}
