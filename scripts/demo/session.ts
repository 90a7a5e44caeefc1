import type { LspClient } from "../../test/support/lspClient";
import type { Excerpt } from "./excerpt";
import { reactionMs, Typist } from "./typist";

/** The visible state at one moment. */
export interface Frame {
  /** The document up to the caret. */
  readonly text: string;
  /** The suggestion after the caret; empty if none is shown. */
  readonly ghost: string;
  /** Ranges of accepted suggestions in `text`. */
  readonly acceptedSpans: readonly { readonly start: number; readonly end: number }[];
  readonly tally: Tally;
}

/** Counts and times so far. Times in ms. */
export interface Tally {
  /** Keys typed, without those that accept. */
  keyCount: number;
  /** Keys after which a suggestion was shown before the next key. */
  suggestedKeyCount: number;
  /** Of those, keys at which the suggestion began with the typist's next character. */
  rightKeyCount: number;
  /** New suggestions whose first character was not the typist's next one. */
  interruptionCount: number;
  acceptedCount: number;
  acceptedCharCount: number;
  /** Keys pressed to accept: Tab for a whole suggestion, else one a word. */
  acceptKeyCount: number;
  /** Requests overtaken by the next key. */
  overtakenCount: number;
  readonly answerTimesMs: number[];
  /** Times of the first answers with a suggestion after an acceptance, if there was one by the next key but one. */
  readonly nextOfferTimesMs: number[];
  /** Messages of requests that failed. */
  readonly failures: string[];
}

/** Keys after an acceptance within which a suggestion is the next one: Enter, and the first key of the line. */
const mostKeysToNextOffer = 2;

/**
 * Types an excerpt into a document of a running server. As an editor would, it sends a change and a request at every
 * key. The next key cancels the request; Tab takes correct suggestions. Ends when everything is typed or at `untilMs`.
 */
export async function typeExcerpt(params: {
  client: LspClient;
  uri: string;
  languageId: string;
  excerpt: Excerpt;
  show: (frame: Frame) => void;
  untilMs: number;
}): Promise<Tally> {
  const { client, uri, languageId, excerpt, show, untilMs } = params;
  const { above, typed } = excerpt;
  const typist = new Typist(typed, 7);
  const acceptedSpans: { start: number; end: number }[] = [];
  const tally: Tally = {
    keyCount: 0,
    suggestedKeyCount: 0,
    rightKeyCount: 0,
    interruptionCount: 0,
    acceptedCount: 0,
    acceptedCharCount: 0,
    acceptKeyCount: 0,
    overtakenCount: 0,
    answerTimesMs: [],
    nextOfferTimesMs: [],
    failures: [],
  };
  let position = 0;
  let ghost = "";
  let itemId = "";
  let pending = new AbortController();
  let isAnswered = true;
  /** True if the suggestion came with the last key's answer, and isn't the rest of the one before. */
  let isNew = false as boolean;
  /** Keys since the last acceptance, until a suggestion came. */
  let keysSinceAcceptance = Number.POSITIVE_INFINITY;

  const draw = (): void => show({ text: above + typed.slice(0, position), ghost, acceptedSpans, tally });

  /** Inserts `text` at the caret and requests a completion. */
  const insert = (text: string): void => {
    if (!isAnswered) tally.overtakenCount++;
    pending.abort();
    void client.change(uri, above.length + position, above.length + position, text);
    position += text.length;
    // Editors keep showing a suggestion while the keys agree with it.
    ghost = ghost.startsWith(text) ? ghost.slice(text.length) : "";
    const request = (pending = new AbortController());
    isAnswered = false;
    isNew = false;
    const askedMs = performance.now();
    client.complete(uri, above.length + position, { signal: request.signal }).then(
      (items) => {
        const item = items.at(0);
        if (request.signal.aborted) return;
        isAnswered = true;
        const elapsedMs = performance.now() - askedMs;
        tally.answerTimesMs.push(elapsedMs);
        const text = item?.insertText ?? "";
        if (text !== "" && keysSinceAcceptance <= mostKeysToNextOffer) {
          tally.nextOfferTimesMs.push(elapsedMs);
          keysSinceAcceptance = Number.POSITIVE_INFINITY;
        }
        isNew = text !== "" && text !== ghost;
        ghost = text;
        itemId = String(item?.command.arguments?.[0] ?? "");
        draw();
      },
      (error: unknown) => {
        // A cancelled request may be answered with an error; any other error is reported at the end.
        if (!request.signal.aborted) tally.failures.push(error instanceof Error ? error.message : String(error));
      },
    );
    draw();
  };

  client.open(uri, above, languageId);
  for (let key = typist.key(0); key !== undefined && performance.now() < untilMs; key = typist.key(position)) {
    keysSinceAcceptance++;
    insert(key.text);
    tally.keyCount++;
    await pause(key.pauseMs);
    if (ghost !== "") tally.suggestedKeyCount++;
    if (ghost !== "" && typed.startsWith(ghost.charAt(0), position)) tally.rightKeyCount++;
    else if (isNew) tally.interruptionCount++;
    for (let taken = typist.take(ghost, position); taken !== undefined; taken = typist.take(ghost, position)) {
      await pause(reactionMs);
      const { text, keyCount } = taken;
      const start = above.length + position;
      if (text === ghost) client.accepted(itemId);
      tally.acceptedCount++;
      tally.acceptedCharCount += text.length;
      tally.acceptKeyCount += keyCount;
      acceptedSpans.push({ start, end: start + text.length });
      keysSinceAcceptance = 0;
      insert(text);
      await pause(reactionMs);
    }
  }
  pending.abort();
  ghost = "";
  draw();
  return tally;
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}
