import { Command } from "commander";

const help = `
Nothing of a folder is sent to an endpoint before you have said yes for that folder and for whoever would receive it.
Editors ask when they first open it; this command shows and changes the same answers, and running editors follow at once.

Examples:
  nanotype consent list
  nanotype consent allow .      to the endpoints in the settings file; an editor with others asks anew
  nanotype consent revoke .     nothing is sent from this folder from now on
  nanotype consent forget .     the next editor asks again`;

/** Makes the verb `nanotype consent`, whose work is loaded when it runs. */
export function consentCommand(): Command {
  const command = new Command("consent")
    .summary("say which folders' text may be sent to endpoints")
    .description("Shows and changes which folders' text may be sent to endpoints, and to whom.")
    .addHelpText("after", help);
  command
    .command("list")
    .description("Lists the answers: yes or no, the place, and the receivers, separated by tabs.")
    .option("--json", "print one JSON object instead", false)
    .action(async (options: { json: boolean }) => (await import("./consent")).listConsents(options));
  const verbs = [
    ["allow", "Lets text of a folder be sent to the endpoints in the settings file."],
    ["revoke", "Keeps text of a folder on this machine."],
    ["forget", "Forgets the answer for a folder, so that it is asked for again."],
  ] as const;
  for (const [verb, description] of verbs)
    command
      .command(verb)
      .description(description)
      .argument("[FOLDER]", "the folder; by default the working folder", ".")
      .action(async (folder: string) => (await import("./consent")).changeConsent(verb, folder));
  return command;
}
