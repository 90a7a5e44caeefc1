import { Command, InvalidArgumentError } from "commander";
import { pulledKinds, type PulledKind } from "../model/catalogue/catalogue";
import { modelRoles, type ModelRole } from "../settings/modelRoles";
import type { AdaptOptions } from "./models/adaptModel";
import type { PullOptions } from "./models/pullByCommand";

const modelsHelp = `
Models for code and for prose that run on this machine. The list comes with Nanotype; nothing is contacted before
"nanotype models pull", and nothing at all while nanotype.mode is offline.

Examples:
  nanotype models list
  nanotype models pull smollm2-135m
  nanotype models use smollm2-135m --for text
  nanotype models bench smollm2-135m`;

const listHelp = `
With --json it holds one array on one line; each model has
  id, name, family, roles, about, licence, contextTokens, quantizations    facts of the catalogue, if it is in there
  state      embedded, installed, partial (a download that can be continued), absent, or own (your folder)
  bytes      size on this machine
  folder     its place
  usedFor    code, text, both or neither, by the settings file
  tried      here, otherExport (other files of the same weights), no
  measured   speed by "nanotype models bench", with machine and date
  facts      the source of each fact`;

const pullHelp = `
The size and the checksum of each file come from the hub's list; each file is checked against them, and they are kept
beside the model for "nanotype models verify". Only the configuration, the tokenizer and one set of weights are
fetched. Ctrl+C ends it; what has arrived is kept, and the next pull continues there.

Settings of the network apply: nanotype.network.proxy (else HTTPS_PROXY), network.caFile, network.allowedHosts,
network.modelHub (else HF_ENDPOINT) for a mirror; HF_TOKEN holds a token for models that want an account.
NANOTYPE_MODELS names another folder for models.`;

const useHelp = `
Writes nanotype.local.model (or nanotype.local.textModel with --for text) into the settings file that
"nanotype serve" reads; settings that an editor sends override it. VS Code has settings of its own: run
"Nanotype: Choose the Model…" there. "none" takes the model for prose away, so that one model completes everything.`;

const benchHelp = `
Measures in at most 20 seconds a model: how fast it reads a new prompt and writes, how long a line takes after a key,
and says whether that feels good while you type.

With --json it holds one array on one line; each has id, and loadMs, prefillTokensPerS, tokensPerS, answerMs, memoryMb
and verdict, or error.`;

const adaptHelp = `
Trains the last layers of the model for code on the repository as it was some commits ago, then asks the model for lines that
were added since. The result is written only if it saves more characters than the model before, beyond chance. It takes
little longer than --minutes, at the lowest priority. Nothing leaves this machine.

This needs Nanotype's source code with its model workshop (bash training/setup.sh: Python 3.11 or newer, 6 GB).

Example:
  nanotype models adapt . --out ~/my-model && nanotype models use ~/my-model`;

function minutes(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 600)) throw new InvalidArgumentError("It must be a number above 0, at most 600.");
  return value;
}

function commits(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError("It must be a whole number from 1 to 9999.");
  return Number(text);
}

function quantization(text: string): PulledKind {
  const kind = pulledKinds.find((known) => known === text);
  if (kind === undefined) throw new InvalidArgumentError(`It must be one of ${pulledKinds.join(", ")}.`);
  return kind;
}

function role(text: string): ModelRole {
  const found = modelRoles.find((known) => known === text);
  if (found === undefined) throw new InvalidArgumentError(`It must be one of ${modelRoles.join(", ")}.`);
  return found;
}

/** Makes the verb `nanotype models`, whose work is loaded when it runs. */
export function modelsCommand(): Command {
  const command = new Command("models")
    .summary("list, pull, choose, check, measure, adapt and remove models for this machine")
    .description("Manages the models that run on this machine.")
    .addHelpText("after", modelsHelp);
  const json = ["--json", "print JSON instead", false] as const;
  command
    .command("list")
    .description("Lists the models that Nanotype knows, and your own: state, size, licence, use and speed.")
    .option(...json)
    .addHelpText("after", listHelp)
    .action(async (options: { json: boolean }) => (await import("./models/printModels")).printModels(options));
  command
    .command("pull")
    .description("Downloads a model, after you have accepted its licence.")
    .argument("<ID>", "which one, as in the list")
    .option(
      "--quantization <KIND>",
      `its weights: ${pulledKinds.join(", ")}; the list says which there are`,
      quantization,
    )
    .option("--accept-licence", "accept the licence without being asked", false)
    .option("--force", "pull it though memory is short", false)
    .option(...json)
    .addHelpText("after", pullHelp)
    .action(async (id: string, options: PullOptions) =>
      (await import("./models/pullByCommand")).pullByCommand(id, options),
    );
  command
    .command("use")
    .description("Chooses the model for code, or for prose.")
    .argument("<ID>", "which one: an id of the list, or a folder with an ONNX model and its tokenizer")
    .option("--for <ROLE>", "code or text", role, "code")
    .addHelpText("after", useHelp)
    .action(async (id: string, options: { for: ModelRole }) =>
      (await import("./models/useModelFor")).useModelFor(id, options),
    );
  command
    .command("remove")
    .description("Removes a pulled model, or the part of one, from this machine.")
    .argument("<ID>", "which one")
    .action(async (id: string) => (await import("./models/removeModel")).removeModel(id));
  command
    .command("verify")
    .description("Compares models' files with their checksums: all models on this machine, or the one named.")
    .argument("[ID]", "which one")
    .option(...json)
    .action(async (id: string | undefined, options: { json: boolean }) =>
      (await import("./models/verifyModels")).verifyModels(id, options),
    );
  command
    .command("bench")
    .description("Measures the models that are in use, or the ones named, on this machine.")
    .argument("[ID...]", "which ones: ids of the list, or folders")
    .option(...json)
    .addHelpText("after", benchHelp)
    .action(async (ids: string[], options: { json: boolean }) =>
      (await import("./models/benchModels")).benchModels(ids, options),
    );
  command
    .command("adapt")
    .description("Trains the model for code on your repository, and keeps the result if it completes your code better.")
    .argument("<REPOSITORY>", "folder of a git repository")
    .requiredOption("--out <FOLDER>", "where the adapted model is written")
    .option("--minutes <N>", "how long it trains", minutes, 8)
    .option("--commits <N>", "how many of the last commits judge the result", commits, 50)
    .addHelpText("after", adaptHelp)
    .action(async (repository: string, options: AdaptOptions) =>
      (await import("./models/adaptModel")).adaptModel(repository, options),
    );
  return command;
}
