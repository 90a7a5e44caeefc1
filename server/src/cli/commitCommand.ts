import { Command, InvalidArgumentError, Option } from "commander";
import type { CommitOptions } from "./commit";

const help = `
Reads the changes with git and writes a message from what is in them, in the style of the repository's log. Nothing of
the repository is run. A message that git itself has prepared (merge, revert, squash) is printed as it is.

By itself it needs no model and no network. An endpoint in your settings file writes instead, once you have agreed
(nanotype consent allow) and as far as nanotype.mode lets it; so does a larger model on this machine (nanotype.local.model).
Their answers are checked; if they fail, the message is written without them, and standard error says why.

Standard output holds only the message; several candidates are separated by a NUL character (on a terminal by an empty
line). If there is nothing to describe, it stays empty, standard error says why, and the exit code is 1.

With --json it holds one object on one line:
  message        the whole message, best first
  alternatives   other messages for the same changes
  backend        who wrote it: offline (rules), an endpoint, a model, or git
  changes        staged, all (nothing was staged), or prepared (by git)
  files          how many files they touch
  elapsedMs      time taken, in ms

--install-hook makes git open the editor with a draft at every plain "git commit". The hook never stops a commit:
whatever fails, the message stays as git made it. It leaves messages alone that come from -m, -F, -c, --amend, a
template, a merge or a squash. It keeps off hooks of other tools and says what to do instead.

Where the style comes from, the later above the earlier: the log, commitlint's configuration, .nanotype/commit.md, settings
(docs/commits.md has more).

Examples:
  git commit -e -m "$(nanotype commit)"
  nanotype commit --candidates 3
  nanotype commit --set commit.style=conventional --json
  nanotype commit --install-hook`;

function candidateCount(text: string): number {
  if (!/^[1-5]$/.test(text)) throw new InvalidArgumentError("It must be a number from 1 to 5.");
  return Number(text);
}

const collect = (value: string, earlier: readonly string[]): string[] => [...earlier, value];

/** Makes the verb `nanotype commit`, whose work is loaded when it runs. */
export function commitCommand(): Command {
  return new Command("commit")
    .summary("draft a commit message")
    .description("Drafts a message for the staged changes, or for all where none are staged.")
    .option("--candidates <N>", "print up to N different messages, 1 to 5, best first", candidateCount, 1)
    .option("--json", "print one JSON object instead", false)
    .option("--set <KEY=VALUE>", "change a setting (docs/settings.md has them all); may be repeated", collect, [])
    .addOption(
      new Option("--install-hook", "let git draft messages in this repository").conflicts(["json", "uninstallHook"]),
    )
    .addOption(new Option("--uninstall-hook", "remove that hook").conflicts("json"))
    .addOption(new Option("--hook <FILE>", "used by the hook itself").hideHelp())
    .addHelpText("after", help)
    .action(async (options: CommitOptions) => (await import("./commit")).commit(options));
}
