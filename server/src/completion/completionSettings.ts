import type { Settings } from "../settings/settings";
import type { CompletionSettings } from "./ask";

/** Selects the settings that the pipeline reads. */
export function completionSettings(settings: Settings): CompletionSettings {
  const { eagerness, enable, debounceMaxMs, multiline, maxLines, memoryEnabled, evaluationMemory, commentsDocstrings } =
    settings;
  const memory = memoryEnabled ? evaluationMemory : "off";
  return { eagerness, enable, debounceMaxMs, multiline, maxLines, memory, docstrings: commentsDocstrings };
}
