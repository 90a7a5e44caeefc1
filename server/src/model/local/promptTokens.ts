import type { FimPiece } from "../prompt/fim";
import { headerPath } from "../prompt/fim";
import type { CompletionPrompt } from "../backend";
import { healPrefix } from "./healing";
import type { LoadedModel } from "./loadModel";

/** A prompt as token ids, cut to the model's context. */
export interface PromptTokens {
  readonly ids: readonly number[];
  /** Bytes of the prefix that the model has to write again first; see `healing.ts`. */
  readonly pending: string;
}

/** Room is reserved in steps of this many tokens, so that requests of different lengths share one window. */
const reserveStep = 128;
/** Times that the context holds the reserve at least; a longer answer ends where the context does. */
const leastContexts = 8;
/** Share of the context for a suffix that comes after the prefix, since every keystroke recomputes it. */
const suffixShareBehindPrefix = 1 / 16;
/** Tokenizing stops at this many times the budget; text farther away cannot fit. */
const charsMargin = 2;

/** Converts `prompt` to tokens in `model`'s layout and leaves room for `maxTokens`. */
export function promptTokens(model: LoadedModel, prompt: CompletionPrompt, maxTokens: number): PromptTokens {
  const { tokenizer, layout, limits } = model;
  const reserved = Math.min(Math.ceil(maxTokens / reserveStep) * reserveStep, limits.contextTokens / leastContexts);
  const suffixBudget = Math.min(
    limits.suffixTokens,
    layout.isPrefixLast ? Infinity : Math.floor(limits.contextTokens * suffixShareBehindPrefix),
  );
  const suffixText = wholeStart(prompt.suffix, suffixBudget * limits.charsPerToken * charsMargin);
  const suffix = layout.infill && suffixText !== "" ? tokenizer.encode(suffixText).slice(0, suffixBudget) : [];
  const pieces = suffix.length > 0 && layout.infill ? layout.infill : layout.causal;

  const fixed = pieces.map((piece) =>
    piece.kind === "prefix" ? undefined : pieceTokens(model, piece, prompt, suffix),
  );
  const fixedCount = fixed.reduce((sum, ids) => sum + (ids?.length ?? 0), 0);
  const budget = Math.max(16, limits.contextTokens - reserved - fixedCount);
  const prefixText = wholeEnd(prompt.prefix, budget * limits.charsPerToken * charsMargin);
  const healed = healPrefix(cutStart(tokenizer.encode(prefixText), budget), tokenizer);
  const ids = fixed.flatMap((tokens) => tokens ?? healed.tokens);
  // A network needs at least one token to predict the next.
  return { ids: ids.length > 0 ? ids : tokenizer.encode("\n"), pending: healed.pending };
}

/**
 * Drops tokens from the start, a quarter of the budget at a time.
 * The window then stays the same for many keystrokes, and the tokens before it need not be computed again.
 */
export function cutStart(tokens: readonly number[], budget: number): readonly number[] {
  const step = Math.max(1, budget >> 2);
  return tokens.slice(Math.max(0, Math.ceil((tokens.length - budget) / step)) * step);
}

function pieceTokens(
  { tokenizer }: LoadedModel,
  piece: Exclude<FimPiece, { kind: "prefix" }>,
  prompt: CompletionPrompt,
  suffix: readonly number[],
): readonly number[] {
  switch (piece.kind) {
    case "special": {
      const id = tokenizer.specialId(piece.token);
      return id === undefined ? [] : [id];
    }
    case "header":
      return tokenizer.encode(piece.text.replaceAll("{path}", () => headerPath(prompt.path)));
    case "suffix":
      return suffix;
  }
}

/** Returns at most `chars` units from the start. */
function wholeStart(text: string, chars: number): string {
  return text.length <= chars ? text : text.slice(0, chars);
}

/** Returns at most about `chars` units from the end. The start moves in steps, so that it, too, stays the same while the user types. */
function wholeEnd(text: string, chars: number): string {
  if (text.length <= chars) return text;
  const step = Math.max(1, Math.floor(chars / 4));
  return text.slice(Math.ceil((text.length - chars) / step) * step);
}
