import * as z from "zod/mini";

/** Places where answers outlive the server: this machine's disk, or a team's Redis. */
export type StoreKind = "disk" | "redis";

/** A piece of a kept answer, as a backend once streamed it. */
export interface AnswerPiece {
  readonly text: string;
  readonly tokenCount: number;
  /** Sum of the natural log-probabilities of the piece's tokens; absent if the backend gave none. */
  readonly logProb?: number;
}

/** A whole answer to a question, its first candidate only. */
export type StoredAnswer = readonly AnswerPiece[];

/** Keeps answers by question. Never throws or rejects: a failing store finds nothing. */
export interface AnswerStore {
  readonly kind: StoreKind;
  /** Reports whether a document's questions may be sent here: they show the store's operator that someone asked. */
  serves(documentUri: string): boolean;
  /** Reports whether the answer to a question is in memory. */
  holds(question: string): boolean;
  /** Returns the answer kept for a question, synchronously if the store holds it in memory. */
  find(question: string): StoredAnswer | undefined | Promise<StoredAnswer | undefined>;
  /** Keeps an answer to a question of a document, later and in its own time; the newest counts. */
  keep(question: string, answer: StoredAnswer, documentUri: string): void;
}

/** Encodes an answer: its text once, and for each piece its length, tokens and log-probability. */
export function encodeAnswer(answer: StoredAnswer): string {
  const text = answer.map((piece) => piece.text).join("");
  const pieces = isScored(answer) ? answer : [{ text, tokenCount: sumOf(answer.map((piece) => piece.tokenCount)) }];
  return JSON.stringify([
    text,
    ...pieces.flatMap((piece) => [piece.text.length, piece.tokenCount, rounded(piece.logProb)]),
  ]);
}

/** Decodes the output of `encodeAnswer`; `undefined` for anything else. */
export function decodeAnswer(encoded: string): StoredAnswer | undefined {
  const [text, ...figures] = readEncoded(encoded) ?? [];
  if (text === undefined || figures.length % 3 !== 0) return undefined;
  const pieces: AnswerPiece[] = [];
  let from = 0;
  for (let at = 0; at < figures.length; at += 3) {
    const [length, tokenCount, logProb] = figures.slice(at, at + 3);
    if (length === null || tokenCount === null) return undefined;
    pieces.push({ text: text.slice(from, from + length), tokenCount, ...(logProb === null ? {} : { logProb }) });
    from += length;
  }
  return from === text.length ? pieces : undefined;
}

const encodedType = z.tuple([z.string()], z.nullable(z.number()));

function readEncoded(encoded: string): z.infer<typeof encodedType> | undefined {
  try {
    return encodedType.safeParse(JSON.parse(encoded)).data;
  } catch {
    return undefined; // it was authenticated, so this is another version's form
  }
}

function isScored(answer: StoredAnswer): boolean {
  return answer.some(({ logProb }) => logProb !== undefined);
}

/** Rounds to three decimals, which is all that ranking needs. */
function rounded(logProb: number | undefined): number | null {
  return logProb === undefined ? null : Math.round(logProb * 1000) / 1000;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
