import { slicePrompt, type PromptText } from "../../safety/promptText";
import type { BackendLimits, CompletionPrompt } from "../backend";
import { windowAround } from "../prompt/prefixSuffix";

/** Cuts a prompt to a backend's window. */
export function cutPrompt<Text extends PromptText>(
  prompt: CompletionPrompt<Text>,
  limits: BackendLimits,
): CompletionPrompt<Text> {
  const window = windowAround(prompt, limits);
  return {
    ...prompt,
    prefix: slicePrompt(prompt.prefix, window.prefixStart),
    suffix: slicePrompt(prompt.suffix, window.suffixStart, window.suffixEnd),
  };
}
