import type { StringForm } from "./language";
import { indentAt } from "./indent";
import { type Comment, type Lexicon, lexiconOf } from "./lexicon";

/** An open construct: a bracket, a literal, code inside a literal, type arguments or a tag. */
export interface Frame {
  readonly kind: "bracket" | "string" | "hole" | "angle" | "tag";
  /** Text that closes it; a tag also ends with `/>`. */
  readonly closer: string;
  /** Set for a literal: the text after it is its content. */
  readonly form?: StringForm | undefined;
  /** Set inside a pattern: a group, or a class of characters. */
  readonly inPattern?: "group" | "class" | undefined;
  /** Offset at which it opens, in the text that was read. */
  readonly start: number;
  /** Offset at which its line starts. */
  readonly lineStart: number;
  /** Indentation of its line, in columns. */
  readonly indent: number;
}

type TokenKind =
  "word" | "sign" | "mark" | "blank" | "lineEnd" | "comment" | "open" | "close" | "content" | "contentBlank";

/** A piece of a text. Offsets count UTF-16 units. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** The frame that an `open` opens or a `close` closes; `undefined` for a `close` without one. */
  readonly frame?: Frame | undefined;
  /** Set for a `close` whose `open` is not in the text that was read. */
  readonly isOuter?: boolean | undefined;
  /** Set for a comment. An unclosed one continues at the text's end. */
  readonly comment?: Comment | undefined;
}

/** Receives a token and the frames open after it, before a line's end closes any; returning `true` ends the reading. */
export type Visit = (token: Token, open: readonly Frame[]) => boolean;

const openers: Readonly<Record<string, string | undefined>> = { "(": ")", "[": "]", "{": "}" };
/** Classes of ASCII characters; others count as letters. */
const [isWord, isBlank, isBracketClose] = [1, 2, 3];
const classes = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
  const char = String.fromCharCode(code);
  if (/[\w$]/.test(char)) classes[code] = isWord;
  else if (/[ \t\f\v]/.test(char)) classes[code] = isBlank;
  else if (")]}".includes(char)) classes[code] = isBracketClose;
}
const classOf = (code: number): number => (code < 128 ? (classes[code] ?? 0) : isWord);

/**
 * Reads a text of any language of the table token by token and returns the frames left open. It recovers at line ends, knows no
 * keywords and may be wrong in odd code: facts that must be true are checked by a grammar if there is one.
 * `outer` is open at the text's start, outermost first; frames that the text closes are popped.
 */
export function lex(
  text: string,
  params: {
    readonly languageId: string;
    readonly outer?: readonly Frame[];
    /**
     * `closers` visits only closers of frames outside the text, which is several times as fast; `literals` visits comments
     * and closers of strings, and skips the code between them.
     */
    readonly only?: "closers" | "literals";
    readonly visit: Visit;
  },
): { readonly open: readonly Frame[]; readonly outer: readonly Frame[] } {
  const reader = new Reader(text, lexiconOf(params.languageId), params);
  reader.read();
  return reader;
}

/** Returns a text's tokens as a list, without blanks. */
export function tokensOf(
  text: string,
  params: { readonly languageId: string; readonly outer?: readonly Frame[] },
): readonly Token[] {
  const tokens: Token[] = [];
  const visit: Visit = (token) => {
    if (token.kind !== "blank" && token.kind !== "contentBlank") tokens.push(token);
    return false;
  };
  lex(text, { ...params, visit });
  return tokens;
}

/** The state of one reading; made by `lex` only. */
class Reader {
  readonly open: Frame[] = [];
  readonly outer: Frame[];
  #at = 0;
  #lineStart = 0;
  #indent: number | undefined;
  #isDone = false;
  /** The last token that was neither blank nor line end. */
  #before: TokenKind | undefined;
  #beforeStart = 0;
  #beforeEnd = 0;
  #beforeFrame: Frame | undefined;
  /** Forms of the heredocs that begin on the next line, in order. */
  #heredocs: StringForm[] = [];
  readonly #visit: Visit;
  readonly #isComplete: boolean;
  readonly #isLiterals: boolean;

  constructor(
    readonly text: string,
    readonly lexicon: Lexicon,
    { outer = [], only, visit }: { outer?: readonly Frame[]; only?: "closers" | "literals"; visit: Visit },
  ) {
    this.outer = [...outer];
    this.#visit = visit;
    this.#isComplete = only === undefined;
    this.#isLiterals = only === "literals";
  }

  read(): void {
    const { text } = this;
    while (this.#at < text.length && !this.#isDone) {
      const code = text.charCodeAt(this.#at);
      const top = this.#top();
      if (code === 10 || code === 13) this.#lineEnd(code);
      else if (top?.form !== undefined && top.form.isPattern !== true) this.#inString(top, top.form);
      else if (top?.form !== undefined || top?.inPattern !== undefined) this.#inPattern(top, code);
      else this.#inCode(code, top);
    }
  }

  #top(): Frame | undefined {
    return this.open.at(-1) ?? this.outer.at(-1);
  }

  #pop(): Frame | undefined {
    return (this.open.length > 0 ? this.open : this.outer).pop();
  }

  /** Passes a token on. Returns whether the reading is done. */
  #emit(kind: TokenKind, end: number, frame?: Frame, isOuter?: boolean, comment?: Comment): boolean {
    const start = this.#at;
    if (kind !== "blank" && kind !== "lineEnd") {
      this.#before = kind;
      this.#beforeStart = start;
      this.#beforeEnd = end;
      this.#beforeFrame = frame;
    }
    this.#at = end;
    const isWanted =
      this.#isComplete ||
      (this.#isLiterals ? comment !== undefined || (kind === "close" && frame?.form !== undefined) : isOuter === true);
    if (isWanted) this.#isDone = this.#visit({ kind, start, end, frame, isOuter, comment }, this.open);
    return this.#isDone;
  }

  #push(
    length: number,
    { kind, closer, form, inPattern }: Pick<Frame, "kind" | "closer" | "form" | "inPattern">,
  ): boolean {
    const lineStart = this.#lineStart;
    const indent = (this.#indent ??= indentAt(this.text, lineStart));
    const frame: Frame = { kind, closer, form, inPattern, start: this.#at, lineStart, indent };
    this.open.push(frame);
    return this.#emit("open", this.#at + length, frame);
  }

  /** Closes the innermost frame, which the caller has checked. */
  #close(length: number): boolean {
    const isOuter = this.open.length === 0;
    return this.#emit("close", this.#at + length, this.#pop(), isOuter);
  }

  #lineEnd(code: number): void {
    const { text } = this;
    this.#emit("lineEnd", this.#at + (code === 13 && text[this.#at + 1] === "\n" ? 2 : 1));
    this.#lineStart = this.#at;
    this.#indent = undefined;
    // A literal of one line ends here even if nothing closed it, and so do type arguments, which were a comparison.
    for (let top = this.#top(); top !== undefined; top = this.#top()) {
      const isOver = top.kind === "angle" || top.inPattern !== undefined || top.form?.isMultiline === false;
      if (!isOver) break;
      this.#pop();
    }
    for (const form of this.#heredocs.splice(0).reverse()) this.#push(0, { kind: "string", closer: form.close, form });
  }

  /** Reads a heredoc up to its line's end, or the line that ends it. */
  #inHeredoc(top: Frame, word: string): boolean {
    const line = /[ \t]*(\w*)/y;
    line.lastIndex = this.#at;
    if (this.#at === this.#lineStart && line.exec(this.text)?.[1] === word)
      return this.#close(line.lastIndex - this.#at);
    return this.#isLiterals ? this.#skipContent(top) : this.#content();
  }

  #inString(top: Frame, { escape, interpolation, endWord }: StringForm): boolean {
    const { text } = this;
    if (endWord !== undefined) return this.#inHeredoc(top, endWord);
    const at = this.#at;
    const { closer } = top;
    if (escape === "backslash" && text[at] === "\\") return this.#escaped();
    if (escape === "doubling" && text.startsWith(closer + closer, at))
      return this.#emit("content", at + 2 * closer.length);
    if (text.startsWith(closer, at)) return this.#close(closer.length);
    if (interpolation !== undefined && text.startsWith(interpolation.open, at)) {
      // Python and C# write a literal brace twice.
      if (interpolation.open === "{" && text[at + 1] === "{") return this.#emit("content", at + 2);
      return this.#push(interpolation.open.length, { kind: "hole", closer: interpolation.close });
    }
    return this.#isLiterals ? this.#skipContent(top) : this.#content();
  }

  /** Reads a backslash and the escaped character or line end. */
  #escaped(): boolean {
    const { text } = this;
    const next = text.charCodeAt(this.#at + 1);
    const length = next === 13 && text.charCodeAt(this.#at + 2) === 10 ? 3 : 2;
    const end = Math.min(text.length, this.#at + length);
    const isDone = this.#emit("content", end);
    if (next === 10 || next === 13) {
      this.#lineStart = end;
      this.#indent = undefined;
    }
    return isDone;
  }

  /** Skips a string's text up to a mark that may end it, open code in it or escape. */
  #skipContent({ closer, form }: Frame): boolean {
    const { text } = this;
    const end = closer.charCodeAt(0);
    const hole = form?.interpolation?.open.charCodeAt(0);
    let at = this.#at + 1;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === end || code === 92 || code === hole) break;
      if ((code === 10 || code === 13) && form?.isMultiline === false) break;
    }
    this.#at = at;
    return false;
  }

  #inPattern(top: Frame, code: number): boolean {
    const char = this.text[this.#at];
    if (char === "\\") return this.#emit("content", Math.min(this.text.length, this.#at + 2));
    if (char === top.closer) return this.#close(1);
    if (top.inPattern !== "class") {
      if (char === "[") return this.#push(1, { kind: "bracket", closer: "]", inPattern: "class" });
      if (char === "(") return this.#push(1, { kind: "bracket", closer: ")", inPattern: "group" });
      if (char === "/") {
        while (this.#top()?.inPattern !== undefined) this.#pop();
        return this.#close(1);
      }
    }
    return this.#content(code);
  }

  /** Reads a word, a run of blanks or one sign of a literal's content. */
  #content(code = this.text.charCodeAt(this.#at)): boolean {
    const kind = classOf(code);
    return this.#emit(kind === isBlank ? "contentBlank" : "content", kind === 0 ? this.#at + 1 : this.#runEnd(kind));
  }

  #runEnd(kind: number): number {
    const { text } = this;
    let end = this.#at + 1;
    if (kind === isBracketClose) return end;
    while (end < text.length && classOf(text.charCodeAt(end)) === kind) end++;
    return end;
  }

  #inCode(code: number, top: Frame | undefined): boolean {
    const { text, lexicon } = this;
    const at = this.#at;
    const kind = classOf(code);
    const isSkipped = this.#isLiterals && top === undefined;
    if (kind === isBlank && !isSkipped) return this.#emit("blank", this.#runEnd(kind));
    if (code < 128 && lexicon.isSpecial(code)) {
      const atomEnd = lexicon.atomEnd(text, at);
      if (atomEnd > at) return this.#emit("word", atomEnd);
      const comment = lexicon.commentAt(text, at);
      if (comment !== undefined) return this.#comment(comment);
      const heredoc = lexicon.heredocAt(text, at);
      if (heredoc !== undefined) {
        this.#heredocs.push(heredoc.form);
        return this.#emit("word", heredoc.end);
      }
      if (!(code === slash && top?.kind === "tag")) {
        const form = lexicon.stringAt(text, at);
        if (form !== undefined) return this.#push(form.open.length, { kind: "string", closer: form.close, form });
      }
    }
    if (isSkipped) return this.#skipCode();
    if (kind === isWord) return this.#emit("word", this.#runEnd(kind));
    if (kind === isBracketClose) return this.#closeBracket(text.charAt(at));
    if (lexicon.language.hasMustaches === true && text.startsWith("{{", at))
      return this.#push(2, { kind: "bracket", closer: "}}" });
    const closer = openers[text.charAt(at)];
    if (closer !== undefined) return this.#push(1, { kind: "bracket", closer });
    if (code === less) return this.#less();
    if (code === greater && (top?.kind === "angle" || top?.kind === "tag")) return this.#close(1);
    if (code === slash && text[at + 1] === ">" && top?.kind === "tag") return this.#close(2);
    return this.#sign(code, top);
  }

  /** Skips code up to the next character with which a comment, string or atom may open. */
  #skipCode(): boolean {
    const { text, lexicon } = this;
    let at = this.#at + 1;
    let before = classOf(text.charCodeAt(at - 1));
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      const kind = classOf(code);
      // A letter opens something at the start of a word only: `r"` in Rust.
      if (code < 128 && lexicon.isSpecial(code) && (kind !== isWord || before !== isWord)) break;
      before = kind;
    }
    this.#at = at;
    return false;
  }

  #comment(comment: Comment): boolean {
    if (comment.isBlock && !this.#isLiterals) {
      const lastBreak = this.text.slice(this.#at, comment.end).lastIndexOf("\n");
      if (lastBreak >= 0) {
        this.#lineStart = this.#at + lastBreak + 1;
        this.#indent = undefined;
      }
    }
    return this.#emit("comment", comment.end, undefined, undefined, comment);
  }

  #closeBracket(char: string): boolean {
    // The apparent type arguments or tag were a comparison.
    while (isAngled(this.open.at(-1))) this.open.pop();
    if (this.#top()?.closer === "}}" && this.text.startsWith("}}", this.#at)) return this.#close(2);
    const depth = this.open.findLastIndex((frame) => frame.closer === char || frame.kind === "hole");
    if (this.open[depth]?.closer === char) {
      this.open.length = depth + 1;
      return this.#close(1);
    }
    if (this.open.length === 0) while (isAngled(this.outer.at(-1))) this.outer.pop();
    const isExpected = this.open.length === 0 && this.outer.at(-1)?.closer === char;
    if (isExpected) return this.#close(1);
    if (this.lexicon.language.looseCloser === char) return this.#emit("sign", this.#at + 1);
    return this.#emit("close", this.#at + 1, undefined, true);
  }

  #less(): boolean {
    const { text, lexicon } = this;
    const { language } = lexicon;
    const at = this.#at;
    const next = text[at + 1] ?? "";
    const isAfterWord = at > this.#lineStart && /[\w:]/.test(text[at - 1] ?? "");
    const before = this.#before === undefined ? "" : text.slice(this.#beforeStart, this.#beforeEnd);
    const isName = isAfterWord && this.#before !== undefined && !/^\d/.test(before);
    const isTemplate = before === "template";
    if (language.typeArguments && (isName || isTemplate) && !/[\s=<\d/-]/.test(next))
      return this.#push(1, { kind: "angle", closer: ">" });
    const mayBeTag =
      language.tags === "markup" ||
      (language.tags === "jsx" && (next === "/" || (!isAfterWord && this.#mayStartExpression())));
    if (mayBeTag && /^[A-Za-z/!?>]?$/.test(next)) return this.#push(next === "/" ? 2 : 1, { kind: "tag", closer: ">" });
    return this.#sign(less, undefined);
  }

  #mayStartExpression(): boolean {
    const frame = this.#beforeFrame;
    if (this.#before === undefined) return true;
    if (this.#before === "close") return isAngled(frame) || frame?.closer === "}";
    if (this.#before !== "word") return this.#before !== "content";
    return /^(?:return|yield|default|case|else|await)$/.test(this.text.slice(this.#beforeStart, this.#beforeEnd));
  }

  #sign(code: number, top: Frame | undefined): boolean {
    const { text } = this;
    const at = this.#at;
    if (code === comma || code === semicolon) {
      if (code === semicolon) this.#endAngles();
      return this.#emit("mark", at + 1);
    }
    const end = at + signLength(text, at, code);
    if (top?.kind === "angle" && !/^(?:[.?|&:=*!'#@~]|::|=>|->|\?\.|\.\.\.)$/.test(text.slice(at, end)))
      this.#endAngles();
    return this.#emit("sign", end);
  }

  #endAngles(): void {
    while (this.#top()?.kind === "angle") this.#pop();
  }
}

const [slash, less, greater, comma, semicolon, equals] = [47, 60, 62, 44, 59, 61];
/** Signs that an equals sign may follow, and signs that may be written twice, within one operator. */
const beforeEquals = "=!<>+-*/%&|^?:~";
const twice = "&|+-?:.*<=";

function signLength(text: string, at: number, code: number): number {
  const [char, next] = [text.charAt(at), text.charAt(at + 1)];
  if (code === greater) return next === "=" ? 2 : 1;
  const isPair =
    (next === "=" && beforeEquals.includes(char)) ||
    (next === ">" && (code === equals || char === "-")) ||
    (next === char && twice.includes(char)) ||
    (char === "?" && next === ".") ||
    (char === "<" && next === "-");
  if (!isPair) return 1;
  const third = text.charAt(at + 2);
  return next !== ">" && ((third === "=" && char !== ":") || (third === "." && char === ".")) ? 3 : 2;
}

function isAngled(frame: Frame | undefined): boolean {
  return frame?.kind === "angle" || frame?.kind === "tag";
}
