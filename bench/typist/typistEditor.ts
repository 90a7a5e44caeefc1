/** An editor's change to its text at a key: replaces the range from `start` to `end` (UTF-16 offsets) by `text`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const closerOf: Readonly<Record<string, string | undefined>> = {
  "(": ")",
  "[": "]",
  "{": "}",
  '"': '"',
  "'": "'",
  "`": "`",
};

/**
 * Types a text into a document as a person does in VS Code. Brackets and quotes close themselves and are typed over,
 * Enter indents, `{` and Enter make room for the closing line, Backspace removes indentation. Each `press()` is one
 * key.
 */
export class TypistEditor {
  #before: string;
  /** Text that the editor has closed by itself behind the caret, and the rest of the document. */
  #closed = "";
  readonly #after: string;
  #left: string;

  constructor(
    params: { before: string; toType: string; after: string },
    readonly unit: string,
  ) {
    this.#before = params.before;
    this.#left = params.toType;
    this.#after = params.after;
  }

  get before(): string {
    return this.#before;
  }

  get after(): string {
    return this.#closed + this.#after;
  }

  /** The text that is still to be typed. */
  get left(): string {
    return this.#left;
  }

  /**
   * Presses the next key; `undefined` when everything is typed. Moves over a closing line of the editor without a key.
   */
  press(): Edit | undefined {
    const closingLine = /^(\n *)[^\n]*/.exec(this.#closed);
    if (closingLine !== null && this.#left.startsWith(closingLine[0])) this.#move(closingLine[1].length);
    const char = this.#left === "" ? undefined : String.fromCodePoint(this.#left.codePointAt(0) ?? 0);
    if (char === undefined) return undefined;
    const line = this.#before.slice(this.#before.lastIndexOf("\n") + 1);
    if (char === "\n") return this.#enter(line);
    const isIndenting = line.trim() === "" && char === " ";
    const wanted = isIndenting ? (/^ +/.exec(this.#left)?.[0] ?? "") : "";
    if (isIndenting) return this.#insert(wanted.slice(0, this.unit.length), wanted.slice(0, this.unit.length).length);
    if (this.#closed.startsWith(char)) {
      const at = this.#before.length;
      this.#closed = this.#closed.slice(char.length);
      this.#before += char;
      this.#left = this.#left.slice(char.length);
      return { start: at, end: at + char.length, text: char };
    }
    const closer = closerOf[char];
    if (closer === undefined || !this.#closesItself(char, line)) return this.#insert(char, char.length);
    const edit = this.#insert(char, char.length);
    this.#closed = closer + this.#closed;
    return { ...edit, text: char + closer };
  }

  /**
   * Takes a suggestion that is the beginning of the text to come. It replaces `replacedCount` characters behind the caret, which must be
   * brackets that the editor has closed.
   */
  take(text: string, replacedCount: number): Edit | undefined {
    if (!this.#left.startsWith(text) || replacedCount > this.#closed.length) return undefined;
    this.#closed = this.#closed.slice(replacedCount);
    const edit = this.#insert(text, text.length);
    return { ...edit, end: edit.start + replacedCount };
  }

  /** Presses Enter: the next line is indented; a blank line above it loses its blanks. */
  #enter(line: string): Edit {
    const indent = /^ */.exec(line)?.[0] ?? "";
    const opens = /[{([]$/.test(line.trimEnd()) || /^\s*[^#]*:$/.test(line);
    const next = indent + (opens ? this.unit : "");
    const isBlank = line.trim() === "";
    const start = this.#before.length - (isBlank ? line.length : 0);
    const end = this.#before.length;
    const wanted = /^\n( *)/.exec(this.#left)?.[1] ?? "";
    const hasRoom = opens && /^[)\]}]/.test(this.#closed);
    if (hasRoom) this.#closed = `\n${indent}${this.#closed}`;
    // The editor outdents such a line while its closing bracket or keyword is typed: here that is part of Enter.
    const isBlankLine = /^\n *(?:\n|$)/.test(this.#left);
    const blanks = isBlankLine || next.length <= wanted.length ? next : wanted;
    this.#before = `${this.#before.slice(0, start)}\n${blanks}`;
    this.#left = this.#left.slice(1 + Math.min(blanks.length, wanted.length));
    return { start, end, text: `\n${blanks}${hasRoom ? `\n${indent}` : ""}` };
  }

  #insert(text: string, typedLength: number): Edit {
    const at = this.#before.length;
    this.#before += text;
    this.#left = this.#left.slice(typedLength);
    return { start: at, end: at, text };
  }

  #move(length: number): void {
    this.#before += this.#closed.slice(0, length);
    this.#left = this.#left.slice(length);
    this.#closed = this.#closed.slice(length);
  }

  /**
   * Reports whether VS Code closes the bracket or quote. It closes brackets before blanks and closing marks, quotes
   * also only where no word ends; it never does in comments or strings.
   */
  #closesItself(char: string, line: string): boolean {
    if (!/^(?:[\s)\]};:,>]|$)/.test(this.after)) return false;
    if (/^\s*(?:\/\/|\/?\*|#)|\s\/\/\s/.test(line)) return false;
    const isQuote = !/[([{]/.test(char);
    if (isQuote && /[\w"'`]$/.test(line)) return false;
    const inString = ['"', "'", "`"].some((quote) => (line.split(quote).length - 1) % 2 === 1);
    return !inString || (char === "{" && line.endsWith("$"));
  }
}
