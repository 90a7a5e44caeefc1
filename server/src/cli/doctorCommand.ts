import { Command } from "commander";

const help = `
Checks the settings, the model and its files, this machine's memory, each endpoint (one token is asked for; none of your
text is sent), the team's cache, the git hook of FOLDER and Neovim's configuration. In the modes offline and local, no
connection is opened. Each finding says what is wrong, why it matters, and one command that mends it. If there is one,
the exit code is 1.

With --json it holds one object on one line:
  findings   each with id, what, why, mend (its title) and command
  notes      facts that need no mend, such as what wasn't tried
  checked    the checks that ran

Examples:
  nanotype doctor
  nanotype doctor ~/projects/shop --json
  nanotype doctor --mend setting:maxLines`;

/** Makes the verb `nanotype doctor`, whose work is loaded when it runs. */
export function doctorCommand(): Command {
  return new Command("doctor")
    .summary("find out what keeps suggestions away, and mend it")
    .description("Checks the set-up of Nanotype on this machine, and says how to mend what is wrong.")
    .argument("[FOLDER]", "the folder you work in", ".")
    .option("--json", "print one JSON object instead", false)
    .option("--mend <ID...>", "change the settings file as these findings propose")
    .addHelpText("after", help)
    .action(async (folder: string, options: { json: boolean; mend?: string[] }) =>
      (await import("./doctor")).doctor(folder, options),
    );
}
