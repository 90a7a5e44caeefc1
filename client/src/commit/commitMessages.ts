import * as vscode from "vscode";
import { inBackground } from "../../../server/src/base/inBackground";
import { commitBox } from "./commitBox";
import { CommitDrafts } from "./commitDrafts";
import { chooseRepository, openGit } from "./gitRepositories";
import type { ServerRunner } from "../server/serverRunner";

/** How long a remark stays in the status bar, in ms. // guess */
const remarkMs = 8_000;

/** Drafts commit messages into Source Control's boxes: the commands behind its button. */
export class CommitMessages {
  readonly #drafts = new CommitDrafts(() => {
    inBackground(
      "running a command",
      vscode.commands.executeCommand("setContext", "nanotype.isDrafting", this.#drafts.isRunning),
    );
  });

  constructor(private readonly parts: { readonly runner: ServerRunner; readonly log: vscode.LogOutputChannel }) {}

  /** Drafts for the repository whose button was pressed, or for the one that is meant. */
  async draft(argument: unknown): Promise<void> {
    const git = await openGit();
    if (git === undefined) {
      say(
        "VS Code's Git extension does not run here, so no message was drafted. Look at `git.enabled`, and whether the folder is trusted.",
      );
      return;
    }
    const repository = await chooseRepository(git, argument);
    if (repository === undefined) {
      if (git.repositories.length === 0) say("No git repository is open in this window, so there is nothing to draft.");
      return;
    }
    // From the command palette: show where the message appears.
    if (argument === undefined) await vscode.commands.executeCommand("workbench.scm.focus");
    const place = { location: vscode.ProgressLocation.SourceControl };
    await vscode.window.withProgress(place, async () => {
      const client = await this.parts.runner.ready();
      if (client === undefined) {
        say("Nanotype's language server does not run, so no message was drafted.");
        return;
      }
      const { askForMessage } = await import("./askForMessage");
      try {
        const remark = await this.#drafts.draft(commitBox(repository), askForMessage({ client, git, repository }));
        if (remark?.isDrafted === true) vscode.window.setStatusBarMessage(`Nanotype: ${remark.text}`, remarkMs);
        else if (remark !== undefined) say(remark.text);
      } catch (error) {
        this.parts.log.warn(`A commit message could not be drafted: ${error instanceof Error ? error.name : "?"}`);
        say("No commit message could be drafted; the box is as it was. Try again, or see the log.");
      }
    });
  }

  /** Stops drafting; the boxes get back what stood in them. */
  stop(): void {
    this.#drafts.stop();
  }
}

function say(message: string): void {
  inBackground("showing a message", vscode.window.showInformationMessage(message));
}
