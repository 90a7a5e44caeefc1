import type { Mode } from "../settings/modes";

/**
 * A backend's certainty of a text, as a natural log-probability a token: 0 is certain, -0.6 is 0.55 a token, -0.35 is 0.70. The only place
 * that weighs log-probabilities and holds thresholds: offers, kept answers and questions to endpoints all depend on the same figure.
 */
export type Certainty = number;

/** Readiness to offer completions: setting `nanotype.eagerness`. */
export type Eagerness = "eager" | "balanced" | "quiet";

/** Source of a completion's text. */
export type TextSource = "model" | "memory";

/** A piece of generated text, up to an offset of the whole. */
export interface WeighedPiece {
  readonly end: number;
  readonly tokenCount: number;
  /** Sum of the natural log-probabilities of its tokens; absent if the backend gives none. */
  readonly logProb?: number | undefined;
  /** Log-probability of its first character, where the backend gives it. */
  readonly beginningLogProb?: number | undefined;
}

/**
 * Least certainty at which an automatic request is answered.
 * Source for the model: the embedded one with the workspace memory on 660 lines, 2026-11
 * (`npm run bench:quality -- --set lines-dev --through engine --arms both`). Share offered / of these wrong at once / characters
 * saved: eager 93 / 29 / 27.2 %, balanced 76 / 21 / 25.5 %, quiet 51 / 12 / 21.1 %; everything 99 / 31 / 27.7 %.
 */
const thresholds: Readonly<Record<Eagerness, Readonly<Record<TextSource, Certainty>>>> = {
  eager: { model: -1.0, memory: -1.6 }, // memory: guess
  balanced: { model: -0.6, memory: -1.0 }, // memory: guess
  quiet: { model: -0.35, memory: -0.4 }, // memory: guess
};

/**
 * Weighs the text between two offsets. The first token counts as much as half of all: it is the best predictor of a text that is wrong at once (area
 * under the curve 0.88 against 0.73 of the mean alone, on the lines named above), and such texts disturb most. `undefined` if the backend gives no
 * probabilities: it is trusted.
 */
export function certaintyBetween(pieces: readonly WeighedPiece[], start: number, end: number): Certainty | undefined {
  if (pieces.some(({ logProb, tokenCount }) => logProb === undefined && tokenCount > 0)) return undefined;
  const profile = profileBetween(pieces, start, end);
  return profile && certaintyOf(profile);
}

/** Log-probabilities of a text's tokens, summed up. */
export interface Profile {
  /** Of the first character; where the backend doesn't say, of the first token. */
  readonly beginningLogProb: number;
  readonly firstLogProb: number;
  /** 0 where there is no such token. */
  readonly secondLogProb: number;
  readonly thirdLogProb: number;
  readonly leastLogProb: number;
  readonly meanLogProb: number;
  readonly tokenCount: number;
}

/** Weighs a text by its tokens; see `certaintyBetween`. */
export function certaintyOf({ meanLogProb, firstLogProb }: Pick<Profile, "meanLogProb" | "firstLogProb">): Certainty {
  return (2 * meanLogProb + firstLogProb) / 3;
}

/** Sums up the tokens between two offsets; `undefined` if the backend gives no probabilities, or without any. */
export function profileBetween(pieces: readonly WeighedPiece[], start: number, end: number): Profile | undefined {
  const inside: { logProb: number; tokenCount: number; beginningLogProb: number }[] = [];
  let from = 0;
  for (const { end: to, logProb, tokenCount, beginningLogProb = logProb } of pieces) {
    if (to > start && from < end && tokenCount > 0) {
      if (logProb === undefined) return undefined;
      inside.push({ logProb: logProb / tokenCount, tokenCount, beginningLogProb: beginningLogProb ?? logProb });
    }
    from = to;
  }
  const tokenCount = inside.reduce((sum, piece) => sum + piece.tokenCount, 0);
  if (tokenCount === 0) return undefined;
  const logProbs = inside.map(({ logProb }) => logProb);
  const [firstLogProb = 0, secondLogProb = 0, thirdLogProb = 0] = logProbs;
  return {
    beginningLogProb: inside[0].beginningLogProb,
    firstLogProb,
    secondLogProb,
    thirdLogProb,
    leastLogProb: Math.min(...logProbs),
    meanLogProb: inside.reduce((sum, piece) => sum + piece.logProb * piece.tokenCount, 0) / tokenCount,
    tokenCount,
  };
}

/** Weighs the first line of a text, as far as it has arrived; `undefined` if the backend gives no probabilities. */
export function certaintyOfFirstLine(
  chunks: readonly (Omit<WeighedPiece, "end"> & { readonly text: string })[],
): Certainty | undefined {
  let text = "";
  const pieces = chunks.map((chunk) => ({ ...chunk, end: (text += chunk.text).length }));
  const content = text.search(/\S/);
  const end = content < 0 ? -1 : text.indexOf("\n", content);
  return certaintyBetween(pieces, 0, end < 0 ? text.length : end);
}

/** Turns a share of agreeing places, above 0 and up to 1, into a certainty. */
export function certaintyOfShare(share: number): Certainty {
  return Math.log(share);
}

/** Decision whether a text is worth showing; if not, with a sentence for people. */
export type Judgement = { readonly offer: true } | { readonly offer: false; readonly reason: string };

/** Says that a text was too uncertain. `chance` and `wanted` are 0–1. */
export function tooUncertain(chance: number, wanted: number, eagerness: Eagerness): Judgement {
  return { offer: false, reason: uncertainReason(chance, wanted, eagerness) };
}

/** Words why a text was too uncertain. */
export function uncertainReason(chance: number, wanted: number, eagerness: Eagerness): string {
  const percent = (share: number): string => `${Math.round(100 * share)} %`;
  return `The best guess was too uncertain (${percent(chance)}; ${eagerness} needs ${percent(wanted)}).`;
}

/** Decides whether a text is worth showing. Whoever asks explicitly gets what there is. */
export function shouldOffer(params: {
  certainty: Certainty | undefined;
  source: TextSource;
  eagerness: Eagerness;
  trigger: "automatic" | "invoked";
}): Judgement {
  const { certainty, source, eagerness, trigger } = params;
  const wanted = thresholds[eagerness][source];
  if (trigger === "invoked" || certainty === undefined || certainty >= wanted) return { offer: true };
  return tooUncertain(Math.exp(certainty), Math.exp(wanted), eagerness);
}

/** Reports whether `balanced` would not show the local model's answer, so that waiting for an endpoint costs nothing. */
export function isHopeless(certainty: Certainty | undefined): boolean {
  return certainty !== undefined && certainty < thresholds.balanced.model;
}

/** Reports whether the local model's answer is shown at once, but a better one is worth asking an endpoint for: `quiet` would not show it. */
export function isDoubtful(certainty: Certainty | undefined): boolean {
  return certainty !== undefined && certainty < thresholds.quiet.model;
}

/**
 * Reports whether an answer is sure enough to be kept for later sessions. An endpoint's always is, since it gives no probabilities. The local model's
 * is kept if it would be offered; beside endpoints, if none of them is asked about it; behind them never, since it only replaces theirs.
 */
export function isWorthKeeping(certainty: Certainty | undefined, mode: Mode): boolean {
  if (certainty === undefined) return true;
  if (mode === "cloud") return false;
  return mode === "hybrid" ? !isDoubtful(certainty) : !isHopeless(certainty);
}
