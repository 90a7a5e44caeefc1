import { nextEditLevels } from "../nextEdit/chooseNextEdits";
import { eagernessLevels } from "../offers/chooseEagerness";
import { multilineLevels } from "../offers/chooseMultiline";
import { decidingSwitch, isEnabledIn, setEnabled } from "../server/configuration";
import { levelHere, turnLevel, type Levels } from "../server/levels";

/** A setting that one click in the menu changes. */
export interface QuickSetting {
  /** Codicon. */
  readonly icon: string;
  /** Name and value: “Suggestions: quiet”. */
  readonly label: string;
  /** Effect of the value in force. */
  readonly meaning: string;
  /** Sets the next value; the first one follows the last. */
  readonly change: () => Promise<void>;
}

/** Reads the quick settings in force, for a document's language if there is one. */
export function quickSettings(languageId: string | undefined): readonly QuickSetting[] {
  return [
    quickLevel("dashboard", "Suggestions", eagernessLevels),
    inComments(languageId),
    quickLevel("list-flat", "Multi-line", multilineLevels),
    quickLevel("arrow-swap", "Next edits", nextEditLevels),
  ];
}

function quickLevel<Value extends string>(icon: string, name: string, setting: Levels<Value>): QuickSetting {
  const { label = "", detail = "" } = levelHere(setting) ?? {};
  return { icon, label: `${name}: ${label.toLowerCase()}`, meaning: detail, change: () => turnLevel(setting) };
}

/** Comments of every language, unless the current one has its own switch. */
function inComments(languageId: string | undefined): QuickSetting {
  const name = languageId === undefined ? "comments" : decidingSwitch("comments", languageId);
  const isOn = isEnabledIn("comments", languageId);
  const reach = name === "comments" ? "in every language" : "in this language";
  return {
    icon: "comment",
    label: `In comments: ${isOn ? "on" : "off"}`,
    meaning: isOn ? `Suggestions in comments, ${reach}` : `None by itself in comments, ${reach}`,
    change: () => setEnabled(name, !isOn),
  };
}
