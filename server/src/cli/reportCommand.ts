import { Command } from "commander";

const help = `
The report is Markdown: versions, system, the settings that differ from the defaults (without keys, headers' values and the
secrets of addresses), the findings of "nanotype doctor", counts of tokens and requests. It holds no text of your files. It
is written to a new file on this machine, and sent nowhere: read it first.

Examples:
  nanotype report
  nanotype report - | less`;

/** Makes the verb \`nanotype report\`, whose work is loaded when it runs. */
export function reportCommand(): Command {
  return new Command("report")
    .summary("write a bug report without text or keys")
    .description("Writes a bug report that you can read and send.")
    .argument("[FILE]", 'the file to write, or "-" for standard output', "nanotype-report.md")
    .addHelpText("after", help)
    .action(async (file: string) => (await import("./report")).report(file));
}
