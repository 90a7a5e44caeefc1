import { Command } from "commander";

const help = `
Reads Continue's config.yaml or config.json, the config.toml of Tabby's client, and what VS Code's settings.json holds of
llama.vscode, twinny, Copilot and Tabby: endpoints, languages, eagerness, pauses, lines, proxy and certificates. Without FILE
it looks in the usual places of this machine. It shows what it would set; --write sets it, and a terminal is asked.

Keys are never copied: a note says where each belongs. What you have set here is kept.

With --json it holds one object on one line:
  settings   what would be set, by key; paste them into VS Code's settings with the prefix "nanotype."
  notes      what was not taken over, and why

Examples:
  nanotype import
  nanotype import ~/.continue/config.yaml --write`;

/** Makes the verb \`nanotype import\`, whose work is loaded when it runs. */
export function importCommand(): Command {
  return new Command("import")
    .summary("take over the settings of Continue, Tabby, llama.vscode, twinny or Copilot")
    .description("Shows what the settings of other tools would set, and sets it.")
    .argument("[FILE...]", "files of settings; the usual ones by default")
    .option("--write", "set it without asking", false)
    .option("--json", "print one JSON object instead", false)
    .addHelpText("after", help)
    .action(async (files: string[], options: { write: boolean; json: boolean }) =>
      (await import("./import/importSettings")).importSettings(files, options),
    );
}
