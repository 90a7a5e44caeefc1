import { Command } from "commander";

const previewHelp = `
Lines and columns count from 1. Prints the exact request that an editor's keystroke at this place would send to each
endpoint of the settings file, its receiver and its headers (without your key), and what was cut out and by which rule.
Nothing is sent, and no connection is opened.

With --json it holds one object on one line:
  requests       one for each endpoint: endpoint, url, headers, body, bytes, or an error
  cuts           secrets that were cut out: rule, line, placeholder
  hindrance      why nothing would be sent at the moment; empty if it would
  text           all of it for people

Example:
  nanotype preview src/main.ts:12:5`;

const auditHelp = `
Prints who received how many bytes of which file and when, the newest first. The text itself is not kept. Editors and the
command line write one log, of at most 2 MB; it is yours to read and to delete.`;

/** Makes the verb \`nanotype preview\`, whose work is loaded when it runs. */
export function previewCommand(): Command {
  return new Command("preview")
    .summary("show what would be sent to endpoints for a place in a file")
    .description("Shows what would be sent to endpoints for a place in a file. Sends nothing.")
    .argument("<FILE:LINE:COLUMN>", "the caret's place")
    .option("--json", "print one JSON object instead", false)
    .addHelpText("after", previewHelp)
    .action(async (caret: string, options: { json: boolean }) =>
      (await import("./previewAt")).previewAt(caret, options),
    );
}

/** Makes the verb \`nanotype audit\`. */
export function auditCommand(): Command {
  return new Command("audit")
    .summary("show what was sent from this machine")
    .description("Shows what was sent from this machine.")
    .option("--json", "print one JSON object a line, the oldest first, instead", false)
    .addHelpText("after", auditHelp)
    .action(async (options: { json: boolean }) => {
      const [{ readAuditLog }, { auditText }, { auditPath }, { printable }] = await Promise.all([
        import("../safety/audit/auditLog"),
        import("../safety/audit/auditText"),
        import("../settings/userSettings"),
        import("./printable"),
      ]);
      const entries = await readAuditLog(auditPath());
      if (options.json) for (const entry of entries) process.stdout.write(`${JSON.stringify(entry)}\n`);
      else process.stdout.write(printable(auditText(entries)));
    });
}
