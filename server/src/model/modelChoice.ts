import { isAbsolute, join, resolve } from "node:path";
import { homedir } from "node:os";
import type { ModelChoice } from "./modelSlot";
import { defaultSettings, type Settings } from "../settings/settings";
import { pulledModelsFolder } from "./catalogue/pulledModels";

/** Longest delay a timer takes, in ms; meaning "never" here. */
const neverMs = 2 ** 31 - 1;

/** Reads the chosen model from the settings, or the one called `name`. `modelsFolder` holds the models that came with the program, a folder each. */
export function modelChoice(settings: Settings, modelsFolder: string, name = settings.localModel): ModelChoice {
  return {
    modelFolder: modelFolder(name, modelsFolder),
    quantization: settings.localQuantization,
    threadCount: settings.localThreads,
    idleLimitMs: settings.localIdleMinutes === 0 ? neverMs : settings.localIdleMinutes * 60_000,
    memoryLimitBytes: settings.localMemoryLimitMb * 1024 * 1024,
  };
}

/** Resolves a model's folder: a plain name is the model that came with the program, or one that was pulled; anything with a separator is a path. */
function modelFolder(name: string, modelsFolder: string): string {
  if (/^~[\\/]/.test(name)) return join(homedir(), name.slice(2));
  if (isAbsolute(name) || /[\\/]/.test(name)) return resolve(name);
  return join(name === defaultSettings.localModel ? modelsFolder : pulledModelsFolder(), name);
}
