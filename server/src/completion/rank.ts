import type { Candidate } from "./candidate";

/** How readily completions are offered: setting `nanotype.eagerness`. */
export type Eagerness = "eager" | "balanced" | "quiet";

/** Least certainty (see `certaintyOf`) at which an automatic request is answered, by where the text comes from. */
type Thresholds = Readonly<Record<Candidate["source"], number>>;

/**
 * By eagerness; -0.6 is a probability of 0.55 a token, -0.35 of 0.70.
 * Source for the model: the embedded one with the workspace memory on 660 lines, 2026-11
 * (`npm run bench:quality -- --set lines-dev --through engine --arms both`). Share offered / of these wrong at once / characters
 * saved: eager 93 / 29 / 27.2 %, balanced 76 / 21 / 25.5 %, quiet 51 / 12 / 21.1 %; everything 99 / 31 / 27.7 %.
 */
const thresholds: Readonly<Record<Eagerness, Thresholds>> = {
  eager: { model: -1.0, memory: -1.6 }, // memory: guess
  balanced: { model: -0.6, memory: -1.0 }, // memory: guess
  quiet: { model: -0.35, memory: -0.4 }, // memory: guess
};

/**
 * Leaves out candidates that say the same as an earlier one, or only its beginning, and keeps the backend's order.
 * The first is what the model finds likeliest at the caret; ordering by the mean probability of whole texts instead puts long,
 * repetitive ones first (bench:quality, 60 real lines, explicit requests: 1.7 % exact where this order has 8.3 %).
 */
export function rank(candidates: readonly Candidate[]): Candidate[] {
  const kept: Candidate[] = [];
  for (const candidate of candidates) {
    const text = essence(candidate.text);
    if (text === "" || kept.some((better) => essence(better.text).startsWith(text))) continue;
    kept.push(candidate);
  }
  return kept;
}

/** Decides whether a candidate is worth showing. Somebody who asks explicitly gets what there is. */
export function shouldOffer(params: {
  meanLogProb: number | undefined;
  firstLogProb?: number | undefined;
  source: Candidate["source"];
  eagerness: Eagerness;
  trigger: "automatic" | "invoked";
}): { readonly offer: true } | { readonly offer: false; readonly reason: string } {
  const { source, eagerness, trigger } = params;
  const certainty = certaintyOf(params);
  const wanted = thresholds[eagerness][source];
  if (trigger === "invoked" || certainty === undefined || certainty >= wanted) return { offer: true };
  const percent = (logProb: number): string => `${Math.round(Math.exp(logProb) * 100)} %`;
  return {
    offer: false,
    reason: `The best guess was too uncertain (${percent(certainty)}; ${eagerness} needs ${percent(wanted)}).`,
  };
}

/**
 * How sure a backend was, as a natural log-probability a token. The first token counts as much as half of all: it tells best
 * whether a text is wrong at once (area under the curve 0.88 against 0.73 of the mean alone, on the lines named above), and
 * that is what disturbs most. `undefined` where the backend gives no probabilities: it is taken at its word.
 */
export function certaintyOf({
  meanLogProb,
  firstLogProb = meanLogProb,
}: Pick<Candidate, "meanLogProb" | "firstLogProb">): number | undefined {
  return meanLogProb === undefined || firstLogProb === undefined ? undefined : (2 * meanLogProb + firstLogProb) / 3;
}

function essence(text: string): string {
  return text.trim().replace(/\s+/g, " ");
}
