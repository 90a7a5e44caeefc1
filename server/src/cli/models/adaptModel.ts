import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { constants, setPriority, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathsBeside } from "../../engine";
import { modelChoice } from "../../model/modelChoice";
import { CliError } from "../cliError";
import { readSettings } from "../readSettings";
import { untilStopped } from "../untilStopped";

/** Options of `nanotype models adapt`. */
export interface AdaptOptions {
  /** Folder that the adapted model is written to. */
  readonly out: string;
  readonly minutes: number;
  /** Number of the last commits, whose lines judge the result and aren't learned. */
  readonly commits: number;
}

/**
 * Trains the model for code on a repository and writes the result, if it completes the last commits better than before.
 * @throws CliError 1 if the workshop isn't installed here, or no model was written
 */
export async function adaptModel(repository: string, { out, minutes, commits }: AdaptOptions): Promise<void> {
  const workshop = findWorkshop();
  const model = modelChoice(readSettings([]), pathsBeside(__dirname).models).modelFolder;
  const temporary = await mkdtemp(join(tmpdir(), "nanotype-adapt-"));
  const checkpoint = join(temporary, "checkpoint");
  const length = ["--minutes", String(minutes), "--commits", String(commits)];
  try {
    await untilStopped(async (signal) => {
      await run(workshop, ["adapt", resolve(repository), "--model", model, ...length, "--out", checkpoint], signal);
      await run(workshop, ["export", checkpoint, "--out", resolve(out)], signal);
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  process.stdout.write(`The adapted model is in ${resolve(out)}. To use it: nanotype models use ${resolve(out)}\n`);
}

interface Workshop {
  readonly folder: string;
  readonly python: string;
}

/** Finds the model workshop beside this program, as it is in a checkout. */
function findWorkshop(): Workshop {
  const folder = join(__dirname, "..", "training");
  const python = join(__dirname, "..", ".cache", "training", "bin", "python");
  if (!existsSync(folder))
    throw new CliError(
      1,
      "This copy of Nanotype comes without the model workshop, which adapting needs. The model stays as it is. Get Nanotype's source code, and run nanotype models adapt from there.",
    );
  if (!existsSync(python))
    throw new CliError(
      1,
      "The model workshop isn't installed yet. The model stays as it is. Run bash training/setup.sh in Nanotype's source code (Python 3.11 or newer, 6 GB), then this command again.",
    );
  return { folder, python };
}

/** Runs a stage of the workshop at the lowest priority; it prints its progress and its findings itself. */
function run({ folder, python }: Workshop, args: readonly string[], signal: AbortSignal): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(python, ["-m", "nanotype_training", ...args], {
      cwd: folder,
      stdio: ["ignore", "inherit", "inherit"],
      signal,
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
    });
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
    child.once("error", () => {
      fail(signal.reason instanceof CliError ? signal.reason : new CliError(1, `${python} can't be run.`));
    });
    child.once("exit", (code) => {
      if (code === 0) done();
      else fail(new CliError(1, "No model was written; the one in use stays as it is."));
    });
  });
}
