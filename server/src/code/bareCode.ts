import { firstIndex } from "../base/firstIndex";
import { indentAt } from "./indent";
import { languageOf } from "./languages";
import { type Frame, lex, type Token } from "./lexer";

/** A text's tokens, by which two versions are compared. */
export interface BareCode {
  /** Comments, and strings that document, in the order of the text. */
  readonly comments: readonly CodePiece[];
  /** Returns the code without comments and blanks; between the offsets if they are given. */
  code(start?: number, end?: number): string;
  /** Returns the same with comments. */
  codeAndComments(): string;
}

/** A token, or a whole string or comment. Offsets count UTF-16 units. */
interface CodePiece {
  readonly start: number;
  readonly end: number;
  readonly said: string;
  readonly kind: "code" | "text" | "comment";
}

/** Depth of the difference between two versions of a text: blanks only, comments and documentation only, or its effect. */
export type ChangeDepth = "blanks" | "comments" | "content";

/** Compares two versions of a text. */
export function depthOfChange(old: BareCode, now: BareCode): ChangeDepth {
  if (old.code() !== now.code()) return "content";
  return old.codeAndComments() === now.codeAndComments() ? "blanks" : "comments";
}

/**
 * Reads a text so that two versions differ only where their meaning may. Blanks in a string count, blanks between tokens don't;
 * indentation and line ends count if the language's blocks and statements consist of them.
 */
export function bareCodeOf(languageId: string, text: string): BareCode {
  const pieces = languageOf(languageId).kind === "prose" ? wordsOf(text) : piecesOf(languageId, text);
  const join = (wanted: readonly CodePiece[]): string => {
    let joined = "";
    let last: CodePiece | undefined;
    for (const piece of wanted) {
      if (last !== undefined && isApart(last, piece)) joined += " ";
      joined += piece.said;
      last = piece;
    }
    return joined;
  };
  const code = pieces.filter(({ kind }) => kind !== "comment");
  return {
    comments: pieces.filter(({ kind }) => kind === "comment"),
    code: (start = 0, end = text.length) => join(code.slice(firstFrom(code, start), firstFrom(code, end))),
    codeAndComments: () => join(pieces),
  };
}

/** Returns the index of the first piece that begins at `offset` or later. */
function firstFrom(pieces: readonly CodePiece[], offset: number): number {
  return firstIndex(0, pieces.length, (index) => pieces[index].start >= offset);
}

/** Reports whether two pieces would read as one without a blank. */
function isApart(one: CodePiece, other: CodePiece): boolean {
  if (one.kind === "text" && other.kind === "text") return false;
  const kind = edgeOf(one.said.charCodeAt(one.said.length - 1));
  return kind !== "bracket" && kind === edgeOf(other.said.charCodeAt(0));
}

/** Characters that never join others: blanks, brackets and marks. */
const alone = " \n\t\r\u0001\u0002()[]{},;";

function edgeOf(code: number): "word" | "sign" | "bracket" {
  if (alone.includes(String.fromCharCode(code))) return "bracket";
  const isWord =
    code > 127 || code === 95 || code === 36 || (code > 47 && code < 58) || ((code | 32) > 96 && (code | 32) < 123);
  return isWord ? "word" : "sign";
}

function wordsOf(text: string): CodePiece[] {
  return [...text.matchAll(/\S+/g)].map(({ 0: said, index: start }) => ({
    ...({ kind: "code", said: ` ${said}` } as const),
    ...{ start, end: start + said.length },
  }));
}

/** Pieces that stand for the meaning of blanks: a line's end, a deeper line, the end of one or more of those. */
const [lineMark, deeperMark, outMark] = ["\n", "\u0001", "\u0002"];

function piecesOf(languageId: string, text: string): CodePiece[] {
  const language = languageOf(languageId);
  const { blockStyle } = language;
  const hasLines = blockStyle === "indent" || blockStyle === "end";
  const hasDocstrings = language.docForm?.kind === "docstring";
  const pieces: CodePiece[] = [];
  const depths = [0];
  let isLineFirst = true;
  let isLineEndPassed = false;
  /** Index of the piece that opened a possible docstring, and whether it is closed. */
  let doc: { from: number; isClosed: boolean } | undefined;

  const add = (kind: CodePiece["kind"], { start, end }: Pick<Token, "start" | "end">, said?: string): void => {
    pieces.push({ kind, start, end, said: said ?? text.slice(start, end) });
  };
  /** Turns a closed docstring into a comment. Returns whether there was one, so that its line counts no more than a comment's. */
  const endDoc = (): boolean => {
    const isDoc = doc?.isClosed === true;
    if (doc !== undefined && isDoc) {
      const parts = pieces.splice(doc.from);
      const [start, end] = [parts.at(0)?.start ?? 0, parts.at(-1)?.end ?? 0];
      add("comment", { start, end }, flat(text.slice(start, end)));
    }
    doc = undefined;
    return isDoc;
  };
  /** Records how deep a line is, at its first token. */
  const indent = (at: number): void => {
    if (blockStyle !== "indent") return;
    const depth = indentAt(text, text.lastIndexOf("\n", at - 1) + 1);
    const place = { start: at, end: at };
    if (depth > (depths.at(-1) ?? 0)) {
      depths.push(depth);
      add("code", place, deeperMark);
    }
    while (depth < (depths.at(-1) ?? 0)) {
      depths.pop();
      add("code", place, outMark);
    }
  };
  const mayOpenDoc = (frame: Frame | undefined): boolean =>
    hasDocstrings && frame?.form?.open.length === 3 && !/^\\$/.test(lastCode(pieces)?.said ?? "");

  lex(text, {
    languageId,
    visit(token, open) {
      const { kind, start, frame } = token;
      if (kind === "blank") return false;
      const top = open.at(-1);
      const isInText = top?.kind === "string" || top?.inPattern !== undefined;
      if (kind === "lineEnd") {
        if (isInText) add("text", token, lineMark);
        else {
          isLineFirst ||= endDoc();
          isLineEndPassed = true;
          if (hasLines && open.every(isPassing)) {
            if (!isLineFirst) add("code", token, lineMark);
            isLineFirst = true;
          }
        }
        return false;
      }
      if (kind === "comment") {
        add("comment", token, flat(text.slice(start, token.end)));
        return false;
      }
      if (kind === "content" || kind === "contentBlank") {
        add("text", token);
        return false;
      }
      if (hasLines && isLineFirst && open.every((each) => isPassing(each) || each === frame)) {
        indent(start);
        if (kind === "open" && mayOpenDoc(frame)) doc = { from: pieces.length, isClosed: false };
      } else if (doc?.isClosed === true) doc = undefined;
      isLineFirst = false;
      if (kind === "close" && isLineEndPassed && pieces.at(-1)?.said === ",") pieces.pop();
      isLineEndPassed = false;
      const isQuote = frame?.form !== undefined;
      add(isQuote ? "text" : "code", token);
      if (doc !== undefined && kind === "close" && isQuote && open.length === 0) doc.isClosed = true;
      return false;
    },
  });
  endDoc();
  if (hasLines && pieces.at(-1)?.said === lineMark) pieces.pop();
  return pieces;
}

/** Reports whether a line's end closes a frame by itself. */
function isPassing({ kind }: Frame): boolean {
  return kind === "angle" || kind === "tag";
}

function lastCode(pieces: readonly CodePiece[]): CodePiece | undefined {
  return pieces.findLast(
    ({ kind, said }) => kind !== "comment" && said !== lineMark && said !== deeperMark && said !== outMark,
  );
}

function flat(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
