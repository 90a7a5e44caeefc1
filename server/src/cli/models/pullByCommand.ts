import { createInterface } from "node:readline/promises";
import { systemClock } from "../../base/clock";
import { megabytes } from "../../base/megabytes";
import type { HubEntry, PulledKind } from "../../model/catalogue/catalogue";
import { pulledModelsFolder } from "../../model/catalogue/pulledModels";
import { sourceUrl } from "../../model/hub/hubAddress";
import { withHub } from "../../model/hub/openHub";
import { PullError } from "../../model/hub/pullError";
import { pullModel, type Pulled } from "../../model/hub/pullModel";
import { describeProgress, type PullProgress } from "../../model/hub/pullProgress";
import { BackendError } from "../../model/errors";
import { readPolicy } from "../../settings/policyFile";
import { CliError } from "../cliError";
import { readSettings } from "../readSettings";
import { untilStopped } from "../untilStopped";
import { pullableModel } from "./knownModel";

/** Options of `nanotype models pull`. */
export interface PullOptions {
  readonly quantization?: PulledKind;
  readonly acceptLicence: boolean;
  readonly force: boolean;
  readonly json: boolean;
}

/** Time between two lines of progress where the output isn't a terminal, in ms. // guess */
const lineMs = 5_000;

/**
 * Downloads a model for the user at the command line.
 * @throws CliError
 */
export async function pullByCommand(id: string, options: PullOptions): Promise<void> {
  const entry = pullableModel(id);
  const { quantization } = options;
  if (quantization !== undefined && !entry.quantizations.some(({ kind }) => kind === quantization))
    throw new CliError(2, `${id} has ${entry.quantizations.map(({ kind }) => kind).join(" and ")}.`);
  const settings = readSettings([]);
  const acceptedLicence = options.acceptLicence || (await accepts(entry)) ? entry.licence.id : "";
  const lines = new ProgressLines();
  try {
    const pulled = await untilStopped((signal) =>
      withHub({ settings, policy: readPolicy() }, (hub) =>
        pullModel({
          ...{ entry, quantization, acceptedLicence, hub, clock: systemClock, signal },
          modelsFolder: pulledModelsFolder(),
          onProgress: (progress) => lines.show(progress),
          ...(options.force ? {} : { memoryLimitMb: settings.localMemoryLimitMb }),
        }),
      ),
    );
    lines.end();
    report(pulled, options.json);
  } catch (error) {
    lines.end();
    if (error instanceof CliError)
      throw new CliError(1, `Stopped. What has arrived is kept; to continue: nanotype models pull ${id}`);
    if (error instanceof PullError || error instanceof BackendError) throw new CliError(1, error.message);
    throw error;
  }
}

/** Shows the licence and asks for it, if a user can answer. */
async function accepts({ id, name, licence, quantizations }: HubEntry): Promise<boolean> {
  const shown = `${name} has the licence ${licence.id}: ${sourceUrl(licence.url)}`;
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new CliError(2, `${shown}\nRead it, and accept it with: nanotype models pull ${id} --accept-licence`);
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await prompt.question(
      `${shown}\nAccept it and download about ${megabytes(quantizations[0].sizeMb * 1e6)} MB? [y/N] `,
    );
    if (/^y(es)?$/i.test(answer.trim())) return true;
  } finally {
    prompt.close();
  }
  throw new CliError(1, "The licence was not accepted; nothing was downloaded.");
}

function report({ folder, lock, isNew }: Pulled, isJson: boolean): void {
  const bytes = lock.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (isJson) {
    process.stdout.write(`${JSON.stringify({ folder, isNew, bytes, ...lock })}\n`);
    return;
  }
  const what = isNew ? "Pulled" : "Already here:";
  process.stdout.write(
    `${what} ${lock.id}, ${megabytes(bytes)} MB, each file as the hub's list says. To use it: nanotype models use ${lock.id}\n`,
  );
}

/** Progress on standard error: one line that changes on a terminal, else a line now and then. */
class ProgressLines {
  #shownMs = -Infinity;
  #isOpen = false;

  show(progress: PullProgress): void {
    const text = describeProgress(progress);
    if (process.stderr.isTTY) {
      process.stderr.write(`\r\u001b[K${text}`);
      this.#isOpen = true;
    } else if (performance.now() - this.#shownMs > lineMs) {
      process.stderr.write(`${text}\n`);
      this.#shownMs = performance.now();
    }
  }

  end(): void {
    if (this.#isOpen) process.stderr.write("\n");
    this.#isOpen = false;
  }
}
