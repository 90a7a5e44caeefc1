import type { BackendLimits } from "../backend";
import { isClosingRest } from "../../code/closingRest";

/** Text around the caret, cut to the size that a model can read. */
export interface PrefixSuffix {
  readonly prefix: string;
  readonly suffix: string;
}

/** Share of the window by which its start moves. Coarse steps keep the text before the caret, and so the model's KV cache, the same for many keystrokes. */
const windowStep = 1 / 4; // guess

/** Headroom in characters over the model's budget in tokens; the model cuts exactly. */
const headroom = 1.3; // guess

/** A part of the text around the caret: offsets into the prefix and into the suffix. */
export interface Window {
  readonly prefixStart: number;
  /** Characters of room left before the prefix. */
  readonly roomBefore: number;
  readonly suffixStart: number;
  readonly suffixEnd: number;
}

/**
 * Chooses the text around the caret that fits the model's `limits`.
 *
 * The prefix starts at a line start that moves in coarse steps. A rest of line that only closes brackets is left out of the
 * suffix: typing an opening bracket then changes nothing before the caret's own text, and the model writes the closing part
 * itself; post-processing takes the editor's one into the item's range.
 */
export function windowAround({ prefix, suffix }: PrefixSuffix, limits: BackendLimits): Window {
  const suffixChars = Math.ceil(limits.suffixTokens * limits.charsPerToken * headroom);
  const prefixChars = Math.ceil((limits.contextTokens - limits.suffixTokens) * limits.charsPerToken * headroom);
  const behindRest = withoutClosingRest(suffix);
  const suffixStart = suffix.length - behindRest.length;
  return {
    prefixStart: windowStart(prefix, prefixChars),
    roomBefore: Math.max(0, prefixChars - prefix.length),
    suffixStart,
    suffixEnd: suffixStart + wholeCharacters(behindRest.slice(0, suffixChars)).length,
  };
}

/** Returns the text up to the next line end. */
export function restOfCaretLine(suffix: string): string {
  const end = suffix.search(/[\r\n]/);
  return end < 0 ? suffix : suffix.slice(0, end);
}

/** Returns the text after the last line end. */
export function startOfLine(prefix: string): string {
  return prefix.slice(prefix.lastIndexOf("\n") + 1);
}

/** Returns `suffix` from the caret's line end on if the line's rest only closes open brackets; else `suffix` itself. */
export function withoutClosingRest(suffix: string): string {
  const rest = restOfCaretLine(suffix);
  return isClosingRest(rest) ? suffix.slice(rest.length) : suffix;
}

function windowStart(prefix: string, maxChars: number): number {
  if (prefix.length <= maxChars) return 0;
  const step = Math.ceil(maxChars * windowStep);
  const start = Math.ceil((prefix.length - maxChars) / step) * step;
  const lineEnd = prefix.indexOf("\n", start);
  const next = lineEnd < 0 || lineEnd + 1 >= prefix.length ? start : lineEnd + 1;
  return isLowSurrogate(prefix.charCodeAt(next)) ? next + 1 : next;
}

function wholeCharacters(text: string): string {
  return isHighSurrogate(text.charCodeAt(text.length - 1)) ? text.slice(0, -1) : text;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
