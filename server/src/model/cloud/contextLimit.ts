import type { CompletionPrompt } from "../backend";
import type { DraftMessage } from "../draft";
import { slicePrompt, type CheckedText } from "../../safety/promptText";
import { promptChars, snippetChars } from "../prompt/snippets";
import type { Refusal } from "./refusal";

/**
 * Words of a server whose model cannot take so long a request. Met: `maximum context length is 4096 tokens`, `exceed_context_size_error`. Missed:
 * `tokens per minute`.
 */
const tooLong =
  /context[_ ]?(?:length|size|window)|maximum context|exceed_context|(?:prompt|string) (?:is )?too long|too many (?:input |prompt )?tokens|(?:input|prompt|request|message)s? (?:length |is |are |exceeds? |too )+(?:long|large|the (?:model|limit|max))|input tokens? exceeds?|max(?:imum)?[_ ](?:input|prompt|model|sequence|seq)[_ ]?(?:length|len|tokens)|reduce the length|max_new_tokens` must be <=/;

/** The model's size, as servers name it: `maximum context length is 4,096`, `n_ctx (2048)`, `must be <= 2048`, `limit of 8192`. */
const size =
  /(?:context (?:length|size|window)(?: of this model)?|maximum|max|limit|at most|up to|n_ctx|must be <=|available)(?:[^\d\n.;]{0,40}?)(\d[\d,_]{2,9})/;

/** Least text worth sending, in UTF-16 units. */
const leastChars = 200;

/** UTF-16 units per token, for a server that counts in its own tokens. Low, so that the text surely fits. // guess */
export const safeCharsPerToken = 2.5;

/**
 * Returns how much text the endpoint takes, in UTF-16 units, after it refused a request for its length. `undefined` if the
 * refusal has another reason or no text would fit.
 */
export function roomAfter(
  refusal: Refusal,
  sent: { readonly chars: number; readonly otherTokens: number },
): number | undefined {
  if (!isTooLong(refusal)) return undefined;
  const { limit, asked } = sizesIn(refusal);
  const left = limit === undefined ? undefined : limit - sent.otherTokens;
  const askedForText = asked === undefined ? undefined : asked - sent.otherTokens;
  const named =
    left === undefined
      ? sent.chars / 2
      : askedForText === undefined || askedForText <= left
        ? left * safeCharsPerToken
        : (sent.chars * left * 0.9) / askedForText;
  const room = Math.floor(Math.min(named, sent.chars * 0.8));
  return room < leastChars ? undefined : room;
}

/** Reports whether a request was refused for its length. A rate limit in tokens doesn't count. */
export function isTooLong({ status, text, numbers }: Refusal): boolean {
  if (status === 429 || /tokens? per (?:minute|day|hour)|\btpm\b/.test(text)) return status === 413;
  return status === 413 || "n_ctx" in numbers || tooLong.test(text);
}

function sizesIn({ text, numbers }: Refusal): { limit: number | undefined; asked: number | undefined } {
  const named = size.exec(text)?.[1];
  const limit = numbers["n_ctx"] ?? (named === undefined ? undefined : toNumber(named));
  const all = [...text.matchAll(/\d[\d,_]{2,9}/g)].map(([digits]) => toNumber(digits));
  const asked = numbers["n_prompt_tokens"] ?? all.filter((number) => limit !== undefined && number > limit).at(0);
  return { limit, asked };
}

function toNumber(digits: string): number {
  return Number(digits.replace(/[,_]/g, ""));
}

/**
 * Returns the `mostChars` of a prompt next to the caret; the text after the caret gets a quarter, or what is left over. Snippets give way first.
 */
export function fitPrompt(prompt: CompletionPrompt<CheckedText>, mostChars: number): CompletionPrompt<CheckedText> {
  if (promptChars(prompt) <= mostChars) return prompt;
  const { snippets = [], ...document } = prompt;
  const { prefix, suffix } = prompt;
  const room = mostChars - prefix.length - suffix.length;
  if (room >= 0) {
    const kept = [...snippets];
    while (snippetChars(kept) > room) kept.pop();
    return kept.length === 0 ? document : { ...document, snippets: kept };
  }
  const suffixChars = Math.min(suffix.length, Math.max(Math.floor(mostChars / 4), mostChars - prefix.length));
  const from = Math.max(0, prefix.length - (mostChars - suffixChars));
  const lineEnd = from === 0 ? -1 : prefix.indexOf("\n", from);
  // Starts at a whole line if there is one, and never inside a character.
  const start = lineEnd >= 0 && lineEnd + 1 < prefix.length ? lineEnd + 1 : wholeFrom(prefix, from);
  return {
    ...document,
    prefix: slicePrompt(prefix, start),
    suffix: slicePrompt(suffix, 0, wholeFrom(suffix, suffixChars)),
  };
}

/** Shortens the longest message until all of them fit. */
export function fitMessages(messages: readonly DraftMessage[], mostChars: number): readonly DraftMessage[] {
  const excess = charsOf(messages) - mostChars;
  if (excess <= 0) return messages;
  const longest = messages.reduce((most, other) => (other.content.length > most.content.length ? other : most));
  const end = Math.max(0, longest.content.length - excess);
  const content = slicePrompt(longest.content, 0, wholeFrom(longest.content, end));
  return messages.map((message) => (message === longest ? { ...message, content } : message));
}

/** Counts the UTF-16 units of all messages. */
export function charsOf(messages: readonly DraftMessage[]): number {
  return messages.reduce((sum, { content }) => sum + content.length, 0);
}

/** Returns `at`, or one more if `at` would split a surrogate pair. */
function wholeFrom(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit < 0xe000 ? at + 1 : at;
}
