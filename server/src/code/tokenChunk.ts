import { lex, type Frame } from "./lexer";

/** Kinds of tokens in a table. A string is its opening, its content and its closing; comments are read word by word. */
export const tokenKinds = {
  word: 0,
  sign: 1,
  mark: 2,
  open: 3,
  close: 4,
  content: 5,
  comment: 6,
  openString: 7,
  closeString: 8,
} as const;

/**
 * Tokens of some whole lines. Offsets and indices count from the chunk's start; -1 is none, and -2 - N is the Nth of the brackets that
 * were open before the chunk, the outermost first.
 */
export interface TokenChunk {
  readonly text: string;
  /** The brackets open before it, in a form that can be compared. */
  readonly context: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly kinds: readonly number[];
  readonly partners: readonly number[];
  readonly openers: readonly number[];
  /** The brackets open behind it, and the tokens that opened them. */
  readonly open: readonly Frame[];
  readonly openedBy: readonly number[];
}

const commentPiece = /[\p{L}\p{N}_$]+|[^\s\p{L}\p{N}_$]/gu;

/** Names open brackets so that equal ones read the text behind them alike. */
export function contextOfFrames(frames: readonly Frame[]): string {
  return frames
    .map(({ kind, closer, form, inPattern }) => `${kind} ${closer} ${form?.open ?? ""} ${inPattern ?? ""}`)
    .join("\n");
}

/** Reads the tokens of some whole lines. */
export function readChunk(languageId: string, text: string, outer: readonly Frame[]): TokenChunk {
  const starts: number[] = [];
  const ends: number[] = [];
  const kinds: number[] = [];
  const partners: number[] = [];
  const openers: number[] = [];
  const openedBy = new Map<Frame, number>();
  for (const [index, frame] of outer.entries()) openedBy.set(frame, -2 - index);
  let outerCount = outer.length;
  const add = (start: number, end: number, kind: number, opener: number): void => {
    starts.push(start);
    ends.push(end);
    kinds.push(kind);
    partners.push(-1);
    openers.push(opener);
  };
  const { open, outer: left } = lex(text, {
    languageId,
    outer,
    visit({ kind, start, end, frame, isOuter }, inner) {
      if (kind === "blank" || kind === "contentBlank" || kind === "lineEnd") return false;
      if (isOuter && frame) outerCount = Math.min(outerCount, Math.max(0, outer.indexOf(frame)));
      const around = (kind === "open" ? inner.at(-2) : inner.at(-1)) ?? outer.at(outerCount - 1);
      const opener =
        around === undefined || (outerCount === 0 && outer.includes(around)) ? -1 : (openedBy.get(around) ?? -1);
      if (kind === "comment") {
        for (const { 0: piece, index } of text.slice(start, end).matchAll(commentPiece))
          add(start + index, start + index + piece.length, tokenKinds.comment, opener);
        return false;
      }
      const isString = frame?.form !== undefined;
      const token = starts.length;
      if (kind === "open") {
        if (frame) openedBy.set(frame, token);
        add(start, end, isString ? tokenKinds.openString : tokenKinds.open, opener);
      } else if (kind === "close") {
        add(start, end, isString ? tokenKinds.closeString : tokenKinds.close, opener);
        const partner = frame && openedBy.get(frame);
        if (partner !== undefined) {
          partners[token] = partner;
          if (partner >= 0) partners[partner] = token;
        }
      } else add(start, end, tokenKinds[kind], opener);
      return false;
    },
  });
  const stillOpen = [...left, ...open];
  return {
    ...{ text, starts, ends, kinds, partners, openers },
    context: contextOfFrames(outer),
    open: stillOpen,
    openedBy: stillOpen.map((frame) => openedBy.get(frame) ?? -1),
  };
}
