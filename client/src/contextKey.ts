import * as vscode from "vscode";
import { inBackground } from "../../server/src/base/inBackground";

/** Sets a key that `when` clauses of package.json read. */
export function setContextKey(key: string, value: boolean): void {
  inBackground("setting a context key", vscode.commands.executeCommand("setContext", key, value));
}
