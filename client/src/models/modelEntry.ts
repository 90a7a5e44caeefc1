import * as vscode from "vscode";
import { megabytes } from "../../../server/src/base/megabytes";
import type { ModelInfo } from "../../../server/src/protocol";
import type { ModelRole } from "../../../server/src/settings/modelRoles";

/** A button of a row, by what it does with the row's model. */
export interface RowButton extends vscode.QuickInputButton {
  readonly act: "repair" | "remove";
}

/** A row of the list of models. */
export interface ModelEntry extends vscode.QuickPickItem {
  readonly model?: ModelInfo;
  readonly buttons?: readonly RowButton[];
  /** A row that isn't a model of the list. */
  readonly special?: "folder" | "none";
}

/** Describes a model in a row: state, licence and speed beside its name, and below what it is for. */
export function modelEntry(model: ModelInfo, role: ModelRole): ModelEntry {
  const { id, name, about = "A folder of yours.", licence, speed, isUntried, roles, usedFor } = model;
  const isPulled = model.state === "installed" || model.state === "partial";
  const facts = [
    usedFor.includes(role) ? "in use" : "",
    stateOf(model),
    licence?.id ?? "",
    speed === undefined ? "" : `${Math.round(speed.answerMs)} ms from a key to a line`,
  ];
  const details = [
    about,
    roles.length > 0 && !roles.includes(role) ? `Made for ${roles[0] === "text" ? "prose" : "code"}.` : "",
    speed === undefined ? "" : `Measured on ${speed.machine}.`,
    isUntried && name !== undefined ? "Not tried by us." : "",
  ];
  return {
    label: id,
    description: facts.filter((fact) => fact !== "").join(" · "),
    detail: details.filter((detail) => detail !== "").join(" "),
    model,
    buttons: [...(model.state === "installed" ? [repairButton(id)] : []), ...(isPulled ? [removeButton(id)] : [])],
  };
}

function repairButton(id: string): RowButton {
  return {
    act: "repair",
    iconPath: new vscode.ThemeIcon("tools"),
    tooltip: `Check the files of ${id} and download damaged ones again`,
  };
}

function removeButton(id: string): RowButton {
  return { act: "remove", iconPath: new vscode.ThemeIcon("trash"), tooltip: `Remove ${id} from this machine` };
}

function stateOf({ state, bytes, downloadMb = 0 }: ModelInfo): string {
  const mb = megabytes(bytes);
  const wholeMb = megabytes(downloadMb * 1e6);
  switch (state) {
    case "embedded":
      return "comes with Nanotype";
    case "installed":
      return `installed, ${mb} MB`;
    case "partial":
      return `${mb} of about ${wholeMb} MB downloaded`;
    case "absent":
      return `about ${wholeMb} MB to download`;
    case "own":
      return "";
  }
}
