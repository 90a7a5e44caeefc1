import * as vscode from "vscode";
import { inBackground } from "../../../server/src/base/inBackground";
import { setContextKey } from "../contextKey";
import { commitBox } from "./commitBox";
import { CommitDrafts } from "./commitDrafts";
import { chooseRepository, openGit } from "./gitRepositories";
import type { ServerRunner } from "../server/serverRunner";

/** Time for which a remark stays in the status bar, in ms. // guess */
const remarkMs = 8_000;

/** Drafts commit messages into Source Control's boxes, for the commands behind its button. */
export class CommitMessages {
  readonly #drafts = new CommitDrafts(() => setContextKey("nanotype.isDrafting", this.#drafts.isRunning));

  constructor(private readonly parts: { readonly runner: ServerRunner; readonly log: vscode.LogOutputChannel }) {}

  /** Drafts for the repository whose button was pressed, or for the likeliest one. */
  async draft(argument: unknown): Promise<void> {
    const git = await openGit();
    if (git === undefined) {
      say(
        "VS Code's Git extension is not running here, so no message was drafted. Check `git.enabled`, and whether the folder is trusted.",
      );
      return;
    }
    const repository = await chooseRepository(git, argument);
    if (repository === undefined) {
      if (git.repositories.length === 0) say("No git repository is open in this window, so there is nothing to draft.");
      return;
    }
    // When run from the command palette, show where the message appears.
    if (argument === undefined) await vscode.commands.executeCommand("workbench.scm.focus");
    const place = { location: vscode.ProgressLocation.SourceControl };
    await vscode.window.withProgress(place, async () => {
      const client = await this.parts.runner.ready();
      if (client === undefined) {
        say("Nanotype's language server is not running, so no message was drafted.");
        return;
      }
      const { askForMessage } = await import("./askForMessage");
      try {
        const remark = await this.#drafts.draft(commitBox(repository), askForMessage({ client, git, repository }));
        if (remark?.isDrafted === true) vscode.window.setStatusBarMessage(`Nanotype: ${remark.text}`, remarkMs);
        else if (remark !== undefined) say(remark.text);
      } catch (error) {
        this.parts.log.warn(`Drafting a commit message failed: ${error instanceof Error ? error.name : "?"}`);
        say("The commit message could not be drafted, and the box is unchanged. Try again, or see the log.");
      }
    });
  }

  /** Stops drafting and restores the boxes' earlier text. */
  stop(): void {
    this.#drafts.stop();
  }
}

function say(message: string): void {
  inBackground("showing a message", vscode.window.showInformationMessage(message));
}
