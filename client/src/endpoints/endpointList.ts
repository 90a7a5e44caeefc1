import * as vscode from "vscode";
import { isRecord } from "../../../server/src/base/isRecord";

/** An endpoint as the user's settings have it. */
export type WrittenEndpoint = Readonly<Record<string, unknown>>;

/** Returns the endpoints in the user's settings, the preferred one first. */
export function writtenEndpoints(): readonly WrittenEndpoint[] {
  const value = vscode.workspace.getConfiguration("nanotype").inspect<unknown>("endpoints")?.globalValue;
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** Replaces the endpoints in the user's settings. An empty list leaves no trace of the setting. */
export async function writeEndpoints(endpoints: readonly WrittenEndpoint[]): Promise<void> {
  const value = endpoints.length === 0 ? undefined : endpoints;
  await vscode.workspace.getConfiguration("nanotype").update("endpoints", value, vscode.ConfigurationTarget.Global);
}

/** Returns an endpoint's name, or "" if it has none. */
export function endpointName({ name }: WrittenEndpoint): string {
  return typeof name === "string" ? name : "";
}

/** Returns `wanted`, with a number appended if an endpoint already has that name. */
export function freeName(wanted: string): string {
  const taken = new Set(writtenEndpoints().map(endpointName));
  let name = wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted}-${count}`;
  return name;
}
