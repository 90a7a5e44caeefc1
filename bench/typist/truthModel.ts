import type { CompletionChunk } from "../../server/src/model/backend";
import { EchoModel } from "../../test/support/echoModel";
import { mulberry32 } from "../../server/src/base/mulberry32";

/**
 * Share of words that the model gets wrong. The embedded model is wrong at once as often on real lines (bench:quality).
 */
export const wordErrorRate = 1 / 3;
/** Characters before the caret that identify the place in the truth. */
const recognisedChars = 60;
/** Longest answer in UTF-16 units. */
const answerChars = 160;

/**
 * A model that needs `latencyMs` and knows the text to come, except for its errors. It measures order and timing: how
 * much of a slow model's time the pipeline turns into suggestions. `documents` are the final texts.
 */
export class TruthModel extends EchoModel {
  constructor(documents: readonly string[], latencyMs: number) {
    super(({ prompt }) => truthAfter(documents, prompt.prefix), latencyMs);
  }
}

/** Returns what follows the end of `before` in the document that holds it, with errors; nothing if none does. */
export function truthAfter(documents: readonly string[], before: string): string {
  const tail = before.slice(-recognisedChars);
  for (const text of documents) {
    const at = text.indexOf(tail);
    if (at >= 0) return withErrors(text.slice(at + tail.length, at + tail.length + answerChars), at + tail.length);
  }
  // The typist's document differs from the truth for a moment, for example while a line is outdented.
  return "";
}

/** Adds errors that depend on the place in the text, so that the same word always gets the same answer. */
function withErrors(text: string, offset: number): string {
  return text.replace(/\w+/g, (word, at: number) =>
    mulberry32(offset + at + word.length)() < wordErrorRate ? `wrong${word.length}` : word,
  );
}

/** Counts of a model's requests. */
export interface ModelCounts {
  requests: number;
  /** Requests aborted before the model had finished. */
  hangUps: number;
}

/** Counts the requests of `model` in `counts`, and those it could not finish. */
export function counted<M extends { stream: EchoModel["stream"] }>(model: M, counts: ModelCounts): M {
  const stream = model.stream.bind(model);
  model.stream = async function* (request, signal): AsyncIterable<CompletionChunk> {
    counts.requests++;
    let isFinished = false;
    try {
      for await (const chunk of stream(request, signal)) {
        isFinished ||= chunk.finish !== undefined;
        yield chunk;
      }
    } finally {
      // A consumer that stops because it has enough doesn't count; one that aborts does.
      if (!isFinished && signal.aborted) counts.hangUps++;
    }
  };
  return model;
}
