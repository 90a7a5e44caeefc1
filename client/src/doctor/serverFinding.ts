import * as vscode from "vscode";
import type { Finding, Mend } from "../../../server/src/protocol";
import { endpointName, writeEndpoints, writtenEndpoints } from "../endpoints/endpointList";
import { changeEntry, changeSetting, isContributed } from "../server/configuration";
import { openSetting } from "../status/openSetting";
import type { SetupFinding } from "./setupFinding";

/** Turns a finding of the server into one whose button mends it here. */
export function serverFinding({ mend, ...finding }: Finding): SetupFinding {
  return { ...finding, mend: mendHere(mend) };
}

function mendHere(mend: Mend): SetupFinding["mend"] {
  const { title } = mend;
  switch (mend.kind) {
    case "set": {
      const key = `nanotype.${mend.key}`;
      // The user changes a key that VS Code doesn't know, in the file.
      if (!isContributed(key)) return { title: "Show it", run: () => openSetting(key) };
      const { entry, value } = mend;
      return {
        title,
        run: () => (entry === undefined ? changeSetting(mend.key, value) : changeEntry(mend.key, entry, value)),
      };
    }
    case "endpoint": {
      const { endpoint, changes } = mend;
      const change = (): Thenable<unknown> =>
        writeEndpoints(
          writtenEndpoints().map((entry) => (endpointName(entry) === endpoint ? { ...entry, ...changes } : entry)),
        );
      return { title, run: change };
    }
    case "command":
      return { title, run: () => vscode.commands.executeCommand(mend.command, mend.argument) };
    case "shell":
      return { title, shell: mend.shell, run: () => typeInTerminal(mend.shell) };
  }
}

/** Puts a command into a terminal, for the user to run. */
function typeInTerminal(command: string): Promise<void> {
  const terminal = vscode.window.createTerminal("Nanotype");
  terminal.show();
  terminal.sendText(command, false);
  return Promise.resolve();
}
