import { existsSync } from "node:fs";
import { join } from "node:path";
import { armNames, type ArmName, type ModelSettings } from "./arms";
import { knownSets } from "./sets";

/** Text of `--help`. */
export const help = `Measures how good completions are, against copying from the same file.

npm run bench:quality -- [options]
  --set NAME         a set to run; may be given several times. Default: all but prose and those for tuning
${Object.entries(knownSets)
  .map(([name, { about }]) => `                       ${name}: ${about}`)
  .join("\n")}
  --cases FILE       runs this file under the NAME given by --set; any of the sets' forms, .gz or plain
  --data FOLDER      where the public sets are. Default: ../shared/eval
  --arms LIST        of ${armNames.join(", ")}. Default: all
  --through WHAT     server (real language server over LSP, default) or engine (model and mixture only; also shows what silence would cost)
  --trigger KIND     invoked (default) or automatic: how the server is asked
  --eagerness LEVEL  of automatic offers: eager, balanced or quiet. Default: the server's
  --dist FOLDER      bundles of another build of the server, to compare with. Default: dist
  --names WHAT       declared: rests a moment after opening, so that imported files are read; editor: TypeScript's language
                     service also answers the server's questions, as VS Code's does. Default: none
  --against FILE     figures that --json wrote for the same set and seed: prints paired differences
  --count N          cases of a set; default 660 lines, 400 of the others
  --seed TEXT        which cases. Default: 1
  --text-model FOLDER  the model for prose of the arm \`text\`
  --model FOLDER     another model; --quantization q8|q4|fp32
  --json FILE        writes the figures and each case's scores (no text)

Exact and similarity leave blanks at both ends aside; similarity is difflib's ratio. Characters saved: those of the truth,
from its start, that the answer gives, over all of the truth. In single-line sets the answer's first line counts.
Intervals: 95 %, bootstrap over cases (2,000 resamples), paired where two arms are compared.
Exit status: 1 where a goal is missed or a set that was named is missing, 2 for wrong use.`;

/** Settings of the arms' runs. */
export interface Options {
  readonly arms: readonly ArmName[];
  readonly through: "server" | "engine";
  readonly trigger: "invoked" | "automatic";
  readonly model: ModelSettings;
  /** Folder of the server's bundles. */
  readonly dist: string;
  readonly eagerness?: string;
  /** Sources of names: none that takes time, the declarations of imported files, or the editor's language features as well. */
  readonly names: "none" | "declared" | "editor";
}

/**
 * Reads the settings of the arms' runs.
 * @throws Error that says what an option takes
 */
export function optionsOf(values: {
  arms: string;
  through: string;
  trigger: string;
  model?: string;
  quantization?: string;
  "text-model"?: string;
  dist: string;
  eagerness?: string;
  names: string;
}): Options {
  const { arms, through, trigger, model, quantization, dist, eagerness, names, "text-model": textModel } = values;
  const named = arms.split(",").map((name) => oneOf("--arms", name.trim(), armNames));
  if (through === "server" && !existsSync(join(dist, "nanotype.js")))
    throw new Error(`${join(dist, "nanotype.js")} is not there; run \`npm run build\`.`);
  return {
    arms: armNames.filter((name) => named.includes(name) && (name !== "text" || textModel !== undefined)),
    through: oneOf("--through", through, ["server", "engine"]),
    trigger: oneOf("--trigger", trigger, ["invoked", "automatic"]),
    dist,
    names: oneOf("--names", names, ["none", "declared", "editor"]),
    ...(eagerness === undefined ? {} : { eagerness: oneOf("--eagerness", eagerness, ["eager", "balanced", "quiet"]) }),
    model: {
      ...(model === undefined ? {} : { modelFolder: model }),
      ...(quantization === undefined ? {} : { quantization }),
      ...(textModel === undefined ? {} : { textModelFolder: textModel }),
    },
  };
}

function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new Error(`${option} takes ${allowed.join(", ")}, not "${value}".`);
  return found;
}

/**
 * Reads a count.
 * @throws Error for anything but a whole number above 0
 */
export function wholeNumber(option: string, value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1)
    throw new Error(`${option} takes a whole number above 0, not "${value}".`);
  return number;
}
