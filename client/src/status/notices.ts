import * as vscode from "vscode";
import { inBackground } from "../../../server/src/base/inBackground";

/** A problem as shown to the user: what happened, what still works, and the one thing to do. */
export interface Notice {
  readonly message: string;
  readonly severity: "warning" | "error";
  readonly action: { readonly title: string; readonly command: string; readonly argument?: string };
}

/** Shows each problem once a session, never as a modal dialog. */
export class Notices {
  readonly #shown = new Set<string>();

  /** Shows the notice unless it was shown before. */
  show(notice: Notice): void {
    if (this.#shown.has(notice.message)) return;
    this.#shown.add(notice.message);
    const show = notice.severity === "error" ? vscode.window.showErrorMessage : vscode.window.showWarningMessage;
    inBackground(
      "showing a message",
      show(notice.message, notice.action.title).then((choice) => {
        if (choice !== undefined)
          inBackground(
            "running a command",
            vscode.commands.executeCommand(notice.action.command, notice.action.argument),
          );
      }),
    );
  }
}
