import * as vscode from "vscode";
import { changeSetting } from "./configuration";

interface Level<Value extends string> {
  readonly value: Value;
  readonly label: string;
  /** Effect of the level, in a few words. */
  readonly detail: string;
}

/** A setting with a few named values, as the menu describes them. */
export interface Levels<Value extends string> {
  /** Below `nanotype.` */
  readonly key: string;
  /** Title of the list. */
  readonly title: string;
  readonly levels: readonly Level<Value>[];
  /** Level in force if the setting has no such value. */
  readonly usual: Value;
}

/** Reads the value in force. */
export function levelOf<Value extends string>(
  { key, levels, usual }: Levels<Value>,
  scope?: vscode.ConfigurationScope,
): Value {
  const value = vscode.workspace.getConfiguration("nanotype", scope).get(key);
  return levels.find((level) => level.value === value)?.value ?? usual;
}

/** Reads the level in force, with its words. */
export function levelHere<Value extends string>(setting: Levels<Value>): Level<Value> | undefined {
  const value = levelOf(setting, vscode.window.activeTextEditor?.document);
  return setting.levels.find((level) => level.value === value);
}

/** Sets the level after the one in force; the first one follows the last. */
export async function turnLevel<Value extends string>(setting: Levels<Value>): Promise<void> {
  const { key, levels } = setting;
  const current = levels.findIndex(({ value }) => value === levelHere(setting)?.value);
  await changeSetting(key, levels[(current + 1) % levels.length]?.value);
}

/** Sets the level to `wanted`, or to what the user chooses from a list. */
export async function chooseLevel<Value extends string>(setting: Levels<Value>, wanted: unknown): Promise<void> {
  const { key, title, levels } = setting;
  const named = levels.find(({ value }) => value === wanted);
  if (named !== undefined) return changeSetting(key, named.value);
  const current = levelOf(setting);
  const choices = levels.map((level) => ({ ...level, description: level.value === current ? "current" : "" }));
  const chosen = await vscode.window.showQuickPick(choices, { title });
  if (chosen !== undefined) await changeSetting(key, chosen.value);
}
