import { Command, InvalidArgumentError } from "commander";
import type { EvaluateOptions } from "./evaluate";

const help = `
Writes lines again that the recent commits of this repository added, and compares what would have been suggested with what
the author wrote. Each line is asked for once, at a place in it that the seed draws, as an editor asks while one types. The
memory sees the tree of the commit's parent and the lines that are written already: nothing later, and nothing of the working
tree but its ignore files. Nothing of the repository is run. Merges, moved lines, renamed, generated, ignored, excluded and huge
files are left out.

Models run on this machine: names or folders as in nanotype.local.model. Endpoints are those of your settings file, by name; they
are asked only once you have agreed (nanotype consent allow), never in the mode offline, and as far as nanotype.cost.dailyCapUsd
reaches. Their cost is estimated before, and --estimate ends after that. Without --models, --endpoints and --route the model of
your settings is evaluated, beside the embedded one.

A route is a model, and endpoints that are asked when it is unsure, the next when one fails: --route nanotype-6m,nano,mini. It is judged
by its first answer.

With --batch the endpoints of --endpoints are asked by their Batch API, which OpenAI, Azure and others have: at half the price, within 24
hours, while the models of this machine answer. Routes are asked live.

Ctrl+C stops a run, and the same command continues it. The same seed gives the same lines, and for models of this machine the
same figures, times aside.

With --json a file holds all figures with their 95 % intervals, the differences from the first one, and each line's place and results.

Examples:
  nanotype evaluate
  nanotype evaluate --models nanotype-6m,./smollm2-135m --commits 200 --picture models.svg
  nanotype evaluate --models nanotype-6m --endpoints nano,mini --route nanotype-6m,nano,mini --estimate`;

function count(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError("It must be a whole number from 1 to 99999.");
  return Number(text);
}

const names = (text: string): string[] => text.split(",").filter((name) => name.trim() !== "");
const collect = (value: string, earlier: readonly string[]): string[] => [...earlier, value];
const collectNames = (value: string, earlier: readonly (readonly string[])[]): (readonly string[])[] => [
  ...earlier,
  names(value),
];

/** Makes the verb `nanotype evaluate`, whose work is loaded when it runs. */
export function evaluateCommand(): Command {
  return new Command("evaluate")
    .summary("compare models and endpoints on the lines of your own repository")
    .description("Compares models and endpoints on lines that the recent commits of this repository added.")
    .option("--models <A,B>", "models on this machine, separated by commas", names, [])
    .option("--endpoints <X,Y>", "endpoints of the settings file, each by itself", names, [])
    .option("--route <MODEL,X,Y>", "a model with endpoints behind it; may be repeated", collectNames, [])
    .option("--batch", "ask the endpoints by their Batch API: cheaper, within 24 hours", false)
    .option("--commits <N>", "how many of the last commits are read", count, 200)
    .option("--lines <N>", "how many lines are drawn from them at most", count, 300)
    .option("--seed <SEED>", "which lines are drawn: any text", "1")
    .option("--by-key", "ask as by key, which is always answered, and not as while typing", false)
    .option("--json <FILE>", "write all figures into a file")
    .option("--picture <FILE.svg>", "draw them into a file")
    .option("--estimate", "print what endpoints would cost at most, and end", false)
    .option("--fresh", "begin anew if a run was stopped", false)
    .option("--set <KEY=VALUE>", "change a setting (docs/settings.md has them all); may be repeated", collect, [])
    .addHelpText("after", help)
    .action(async (options: EvaluateOptions) => (await import("./evaluate")).evaluate(options));
}
