import { checkedText, promptText, type CheckedText, type PromptText, type Span } from "../promptText";
import { disjoint } from "./disjoint";
import { findKeyBlocks, findWithin } from "./findSecrets";
import type { Restoration } from "./restoration";
import type { SecretNames } from "./secretNames";
import type { Secret } from "./secretRule";

/** A part of a text with its known secrets; all offsets count from its own start. */
export interface Excerpt {
  readonly text: string;
  /** Sorted and disjoint. */
  readonly secrets: readonly Secret[];
  /** Stretches not searched since they changed, by whole lines if the excerpt contains them. */
  readonly unscanned: readonly Span[];
}

/** Returns a text that has been searched and holds no secrets. */
export function cleanExcerpt(text: string): Excerpt {
  return { text, secrets: [], unscanned: [] };
}

/** Cuts `start`–`end` out of a text with its secrets and unscanned stretches. */
export function excerptOf(whole: Excerpt, start: number, end: number): Excerpt {
  return {
    text: whole.text.slice(start, end),
    secrets: clipped(whole.secrets, start, end),
    unscanned: clipped(whole.unscanned, start, end),
  };
}

/** Returns the excerpt with `text` after it, whose line then counts as unsearched. */
export function withText(excerpt: Excerpt, text: string): Excerpt {
  if (text === "") return excerpt;
  const whole = excerpt.text + text;
  const lineStart = excerpt.text.lastIndexOf("\n") + 1;
  return { ...excerpt, text: whole, unscanned: [...excerpt.unscanned, { start: lineStart, end: whole.length }] };
}

/** Returns the excerpt with another in front of it, with the secrets of both. */
export function inFront(front: Excerpt, excerpt: Excerpt): Excerpt {
  const shift = front.text.length;
  const moved = <T extends Span>(spans: readonly T[]): T[] =>
    spans.map((span) => ({ ...span, start: span.start + shift, end: span.end + shift }));
  return {
    text: front.text + excerpt.text,
    secrets: [...front.secrets, ...moved(excerpt.secrets)],
    unscanned: [...front.unscanned, ...moved(excerpt.unscanned)],
  };
}

/** Cuts the known secrets out: the result may be read by a model on this machine. */
export function redact(excerpt: Excerpt, names: SecretNames, restoration: Restoration): PromptText {
  const cuts = names.cuts(excerpt.text, excerpt.secrets);
  restoration.add(excerpt.text, cuts);
  return promptText(excerpt.text, cuts);
}

/**
 * Searches the unsearched stretches, usually the caret's line, and cuts all secrets out: the result may leave the
 * machine. Called when a request is about to be sent, not at a keystroke.
 */
export function check(excerpt: Excerpt, names: SecretNames, restoration: Restoration): CheckedText {
  const cuts = names.cuts(excerpt.text, allSecrets(excerpt));
  restoration.add(excerpt.text, cuts);
  return checkedText(excerpt.text, cuts);
}

/** Returns the secrets of an excerpt, those of its unsearched lines included. */
export function allSecrets({ text, secrets, unscanned }: Excerpt): readonly Secret[] {
  if (unscanned.length === 0) return secrets;
  const found = unscanned.flatMap(({ start, end }) => findWithin(text, start, end));
  return disjoint([...secrets, ...found, ...findKeyBlocks(text)]);
}

/** Returns the text without secrets and doubtful lines: a memory that learns it cannot reveal any. */
export function withoutSecrets({ text, secrets, unscanned }: Excerpt): string {
  let result = "";
  let from = 0;
  for (const { start, end } of joined([...secrets, ...unscanned])) {
    result += text.slice(from, start);
    from = end;
  }
  return result + text.slice(from);
}

/** Sorts spans and joins those that touch. */
export function joined(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last === undefined || span.start > last.end) result.push(span);
    else if (span.end > last.end) result[result.length - 1] = { start: last.start, end: span.end };
  }
  return result;
}

function clipped<T extends Span>(spans: readonly T[], start: number, end: number): T[] {
  return spans
    .filter((span) => span.end > start && span.start < end)
    .map((span) => ({ ...span, start: Math.max(span.start, start) - start, end: Math.min(span.end, end) - start }));
}
