import { slicePrompt } from "../../safety/promptText";
import type { CompletionPrompt } from "../backend";
import type { LoadedModel } from "./loadModel";

/** Time that reading a prompt may take before a request by key is answered, in ms. Source: issue 14 (first candidate within 1.2 s), half of which writing a line takes. */
const readBudgetMs = 450;

/** Fewest tokens of a prompt worth answering. // guess */
const leastTokens = 96;

/** Part of them that the text after the caret may take. // guess */
const suffixShare = 1 / 4;

/** Returns the part of a prompt nearest to the caret that is read in time; `undefined` if the whole is, with a half more. `missingTokens` of it aren't read yet. */
export function shortPrompt(
  { layout, limits }: Pick<LoadedModel, "layout" | "limits">,
  prompt: CompletionPrompt,
  { missingTokens, msPerToken }: { readonly missingTokens: number; readonly msPerToken: number },
): CompletionPrompt | undefined {
  const tokens = Math.max(leastTokens, Math.floor(readBudgetMs / msPerToken));
  if (missingTokens <= tokens * 1.5) return undefined;
  const suffixTokens = layout.infill ? Math.floor(tokens * suffixShare) : 0;
  const prefixChars = Math.floor((tokens - suffixTokens) * limits.charsPerToken);
  const { prefix, suffix } = prompt;
  const from = Math.max(0, prefix.length - prefixChars);
  const lineStart = from === 0 ? 0 : prefix.indexOf("\n", from) + 1;
  return {
    ...prompt,
    prefix: slicePrompt(prefix, lineStart === 0 ? from : lineStart),
    suffix: slicePrompt(suffix, 0, Math.floor(suffixTokens * limits.charsPerToken)),
  };
}
