import { Command } from "commander";
import { endpointKinds } from "../settings/endpoint";
import { presets } from "../model/cloud/presets";
import type { AddOptions } from "./endpoints";

const addHelp = `
The endpoint is written to the settings file that \`nanotype serve\` reads; settings that an editor sends override it.
VS Code has settings of its own: nanotype.endpoints there. An address can be pasted unchanged, even a request's.
Keys are never written: put one into NANOTYPE_KEY_<NAME> (for Azure also AZURE_OPENAI_API_KEY).

Presets:
${Object.entries(presets)
  .map(([name, { url, hint }]) => `  ${name.padEnd(10)} ${url === undefined ? "" : `${url}  `}${hint}`)
  .join("\n")}

Examples:
  nanotype endpoints add https://ai.example.com --team
  nanotype endpoints add work --preset azure --url https://NAME.openai.azure.com --model gpt-4.1-nano
  nanotype endpoints add work --url https://NAME.openai.azure.com/openai/deployments/gpt-4.1-nano/chat/completions
  nanotype endpoints add box --preset ollama --model qwen2.5-coder:7b
  nanotype endpoints test work`;

/** Makes the verb \`nanotype endpoints\`, whose work is loaded when it runs. */
export function endpointsCommand(): Command {
  const command = new Command("endpoints")
    .summary("add, list, test and remove servers that complete for you, and see what they cost")
    .description("Manages the servers that complete for you, beside the model on this machine.");
  command
    .command("add")
    .description("Adds an endpoint, or changes the one of that name.")
    .argument("[NAME]", "your name for it; with --team its address will do")
    .option("--team", "your team's server (LiteLLM or another gateway): its model, limits and prices are asked of it")
    .option("--preset <PRESET>", "kind and address of a well-known server, see below")
    .option("--kind <KIND>", `its protocol: ${endpointKinds.join(", ")}`)
    .option("--url <URL>", "its address")
    .option("--model <MODEL>", "model, or for Azure the deployment; without it the server is asked which it has")
    .option("--api-version <VERSION>", "for Azure's classic style only, such as 2024-10-21")
    .addHelpText("after", addHelp)
    .action(async (name: string | undefined, options: AddOptions) =>
      (await import("./endpoints")).addEndpoint(name, options),
    );
  command
    .command("list")
    .description("Lists the endpoints: name, kind, model and address, separated by tabs.")
    .option("--json", "print one JSON array instead", false)
    .action(async (options: { json: boolean }) => {
      (await import("./endpoints")).listEndpoints(options);
    });
  command
    .command("test")
    .description("Asks each endpoint, or the one named, for one token, and says what is wrong if none comes.")
    .argument("[NAME]", "which one")
    .action(async (name: string | undefined) => (await import("./endpoints")).testEndpoints(name));
  command
    .command("usage")
    .description("Prints tokens and money of each endpoint, today and in this month, separated by tabs.")
    .option("--json", "print one JSON array instead", false)
    .action(async (options: { json: boolean }) => {
      (await import("./endpoints")).printUsage(options);
    });
  command
    .command("remove")
    .description("Removes an endpoint.")
    .argument("<NAME>", "which one")
    .action(async (name: string) => (await import("./endpoints")).removeEndpoint(name));
  return command;
}
