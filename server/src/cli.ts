#!/usr/bin/env node
/** The command line, `nanotype`. Exit codes: 0 done, 1 failed, 2 wrong use. */
import { Command, CommanderError, Help, InvalidArgumentError, type Option } from "commander";
import { version } from "../../package.json";
import { cacheCommand } from "./cli/cacheCommand";
import { CliError } from "./cli/cliError";
import { commitCommand } from "./cli/commitCommand";
import { auditCommand, previewCommand } from "./cli/privacyCommands";
import { reportCommand } from "./cli/reportCommand";
import { consentCommand } from "./cli/consentCommand";
import { doctorCommand } from "./cli/doctorCommand";
import { endpointsCommand } from "./cli/endpointsCommand";
import { evaluateCommand } from "./cli/evaluateCommand";
import { importCommand } from "./cli/importCommand";
import { modelsCommand } from "./cli/modelsCommand";
import { replayCommand } from "./cli/replayCommand";
import { printable } from "./cli/printable";
import { statsCommand } from "./cli/statsCommand";
import { describeError } from "./base/log";

const exitCodes = `
Exit codes:
  0  done, also when there was nothing to offer
  1  failed
  2  wrong use`;

const completeHelp = `
Lines and columns count from 1, columns in UTF-16 units as editors count them; column 1 is before the first
character of a line, and the column after the last one is its end. The file is read from disk, and so are files of
the same kind in its folder, to learn their words. The model on this machine answers; endpoints in the settings file
take part as nanotype.mode says, once you have agreed to it ("nanotype consent allow"), and with --set mode=local never.

Standard output holds only the text to insert; several candidates are separated by a NUL character (on a terminal
by an empty line). When there is nothing to offer it stays empty, and standard error says why.

With --json it holds one object on one line:
  file, line, column    the caret, as given
  languageId            what the file was taken for
  model                 the model's id
  completions           best first, perhaps none; each has
    text                  what to insert at the caret
    replacesLength        UTF-16 units after the caret that the text takes the place of, such as a closing bracket
  reason                in plain words, the offer or why there is none
  elapsedMs             time taken, in ms, the start of the model included

Examples:
  nanotype complete src/main.ts:12:5
  nanotype complete src/main.ts:12:5 --candidates 3 --json
  nanotype complete src/main.ts:12:5 --set maxLines=1 --set local.model=./my-model`;

const serveHelp = `
Speaks the Language Server Protocol 3.18 on standard input and output, for every editor that knows
textDocument/inlineCompletion. Settings come from the editor (workspace/configuration, section "nanotype") or from
initializationOptions.settings. Ends when its editor does. docs/editors.md has set-ups for Neovim, Helix and Emacs.`;

function candidateCount(text: string): number {
  if (!/^[1-3]$/.test(text)) throw new InvalidArgumentError("It must be 1, 2 or 3.");
  return Number(text);
}

const collect = (value: string, earlier: readonly string[]): string[] => [...earlier, value];

function createProgram(): Command {
  const program = new Command("nanotype")
    .description("Completes code, comments and text on your own machine, offline.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help, or a command's")
    .helpCommand("help [command]", "print a command's help")
    .configureHelp({ optionDescription })
    .exitOverride();
  program
    .command("complete")
    .summary("print what would be completed at a place in a file")
    .description("Prints what would be completed at a place in a file.")
    .argument("<FILE:LINE:COLUMN>", "the caret's place")
    .option("--candidates <N>", "print up to N different completions, 1 to 3, best first", candidateCount, 1)
    .option("--json", "print one JSON object instead", false)
    .option("--explain", "say on standard error what every step decided", false)
    .option("--set <KEY=VALUE>", "change a setting (docs/settings.md has them all); may be repeated", collect, [])
    .addHelpText("after", completeHelp)
    .action(async (caret: string, options: { candidates: number; json: boolean; explain: boolean; set: string[] }) => {
      const { complete } = await import("./cli/complete");
      await complete({
        caret,
        candidateCount: options.candidates,
        isJson: options.json,
        isExplained: options.explain,
        settings: options.set,
      });
    });
  program
    .command("serve")
    .summary("run the language server")
    .description("Runs the language server for an editor.")
    .requiredOption("--stdio", "speak on standard input and output")
    .option("--clientProcessId <PID>", "end when this process does; editors pass it")
    .addHelpText("after", serveHelp)
    .action(async () => {
      if (process.stdin.isTTY)
        process.stderr.write("nanotype: waiting for a language client on standard input; Ctrl+C ends it.\n");
      process.off("uncaughtException", endWithCode);
      await import("./main");
    });
  for (const make of [
    commitCommand,
    modelsCommand,
    endpointsCommand,
    evaluateCommand,
    replayCommand,
    cacheCommand,
    consentCommand,
    previewCommand,
    auditCommand,
    statsCommand,
    reportCommand,
    importCommand,
    doctorCommand,
  ])
    program.addCommand(inheriting(make(), program));
  return withExitCodes(program);
}

/** Ends the help of a command and its subcommands with the exit codes, behind what it says itself. */
function withExitCodes(command: Command): Command {
  for (const below of command.commands) withExitCodes(below);
  return command.addHelpText("after", exitCodes);
}

/** Describes an option, without a default that only says that it isn't given. */
function optionDescription(option: Option): string {
  const defaultValue: unknown = option.defaultValue;
  const isAbsent = defaultValue === false || (Array.isArray(defaultValue) && defaultValue.length === 0);
  return isAbsent ? option.description : new Help().optionDescription(option);
}

/** Gives a command and its subcommands the program's way to end: commander passes it on only to commands made from the program. */
function inheriting(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent);
  for (const below of command.commands) inheriting(below, command);
  return command;
}

/** Reports a failure and returns its exit code. */
function exitCodeOf(error: unknown): number {
  // Commander has reported its own already: help and version aren't failures.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof CliError) {
    process.stderr.write(`nanotype: ${printable(error.message)}\n`);
    return error.exitCode;
  }
  process.stderr.write(`nanotype: an unexpected failure (${describeError(error)}). Please report it.\n`);
  return 1;
}

// A reader may stop early (`| head -1`): that is not a failure.
process.stdout.on("error", () => process.exit(0));
process.stderr.on("error", () => undefined);

// Node would print the error's message, and so perhaps text of the user's.
const endWithCode = (error: unknown): void => process.exit(exitCodeOf(error));
process.on("uncaughtException", endWithCode);

createProgram()
  .parseAsync()
  .catch((error: unknown) => {
    process.exitCode = exitCodeOf(error);
  });
