import { cpus } from "node:os";
import { systemClock } from "../../base/clock";
import { pathsBeside } from "../../engine";
import { BackendError } from "../../model/errors";
import { benchModel, type ModelSpeed } from "../../model/local/benchModel";
import { createLocalModel } from "../../model/local/localModel";
import { modelChoice } from "../../model/modelChoice";
import type { Settings } from "../../settings/settings";
import { CliError } from "../cliError";
import { untilStopped } from "../untilStopped";
import { modelsHere } from "./knownModel";

/**
 * Measures models on this machine.
 * @throws CliError 1 if one can't be measured
 */
export async function benchModels(ids: readonly string[], { json }: { readonly json: boolean }): Promise<void> {
  const { settings, models } = await modelsHere();
  const used = models.filter(({ usedFor }) => usedFor.length > 0).map(({ id }) => id);
  if (!json) process.stdout.write(`${machine()}\n`);
  const results: Measured[] = [];
  await untilStopped(async (signal) => {
    for (const id of ids.length > 0 ? ids : used) {
      const result = await measure(settings, id, signal);
      results.push(result);
      if (!json) process.stdout.write(`${sentence(result)}\n`);
    }
  });
  if (json)
    process.stdout.write(
      `${JSON.stringify(results.map(({ id, speed, error }) => ({ id, ...speed, ...(error === undefined ? {} : { error }) })))}\n`,
    );
  const failed = results.filter(({ speed }) => speed === undefined).map(({ id }) => id);
  if (failed.length > 0) throw new CliError(1, `Not measured: ${failed.join(", ")}.`);
}

/** A model's speed, or the reason why it has none. */
interface Measured {
  readonly id: string;
  readonly speed?: ModelSpeed;
  readonly error?: string;
}

async function measure(settings: Settings, id: string, signal: AbortSignal): Promise<Measured> {
  const { modelProcess: bundlePath, wasmModelProcess: wasmBundlePath, models: modelsFolder } = pathsBeside(__dirname);
  const choice = modelChoice(settings, modelsFolder, id);
  const log = { info: () => undefined, warn: () => undefined };
  const model = createLocalModel({ ...choice, bundlePath, wasmBundlePath, clock: systemClock, log });
  try {
    const speed = await benchModel(model, signal);
    return speed === undefined
      ? { id, error: "It gave no answer within 20 s, so it is too slow while you type." }
      : { id, speed };
  } catch (error) {
    if (!(error instanceof BackendError)) throw error;
    return { id, error: error.message };
  } finally {
    model.dispose();
  }
}

/** Names this machine's processor. */
function machine(): string {
  const all = cpus();
  return `${all.at(0)?.model.trim() ?? "unknown processor"}, ${all.length} cores`;
}

function sentence({ id, speed, error = "" }: Measured): string {
  if (speed === undefined) return `${id}: ${error}`;
  const figures = `reads ${Math.round(speed.prefillTokensPerS)} and writes ${Math.round(speed.tokensPerS)} tokens a second, loaded in ${Math.round(speed.loadMs)} ms, ${Math.round(speed.memoryMb)} MB of memory`;
  return `${id}: ${figures}. ${speed.verdict}`;
}
