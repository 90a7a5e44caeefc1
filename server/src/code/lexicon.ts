import { languageOf } from "./languages";
import type { Language, StringForm } from "./language";

/** A comment of a text. */
export interface Comment {
  readonly isBlock: boolean;
  readonly isDoc: boolean;
  /** For a line comment its line's end; the text's end if nothing closes it. */
  readonly end: number;
  readonly isClosed: boolean;
}

/** A language's lexical facts, prepared for speed. */
export interface Lexicon {
  readonly language: Language;
  /** Reports whether a special form, not just a word, bracket or sign, may begin with this character. */
  isSpecial(code: number): boolean;
  /** Returns the comment that opens at `at`. */
  commentAt(text: string, at: number): Comment | undefined;
  /** Returns the end of the atom that starts at `at`, such as Rust's `'a`, else `at`. */
  atomEnd(text: string, at: number): number;
  /** Returns the end of a heredoc's opener at `at`, and the form of the literal that begins on the next line. */
  heredocAt(text: string, at: number): Heredoc | undefined;
  /** Returns the form of the string or pattern that opens at `at`. */
  stringAt(text: string, at: number): StringForm | undefined;
}

/** The opener of a literal that begins on the next line. */
interface Heredoc {
  readonly end: number;
  readonly form: StringForm;
}

const cache = new Map<Language, Lexicon>();

/** Returns the lexical facts of a language. */
export function lexiconOf(languageId: string): Lexicon {
  const language = languageOf(languageId);
  let lexicon = cache.get(language);
  if (lexicon === undefined) cache.set(language, (lexicon = build(language)));
  return lexicon;
}

/** Longest pattern (regular expression literal) that is recognised, in UTF-16 units. */
const maxPatternLength = 400;

/** The rest of a pattern after its opening slash: `a[/]b\/c/` matches up to its last slash, `a / b` only up to the first. */
const patternRest = /(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\//y;

interface CommentForm {
  readonly isBlock: boolean;
  readonly isDoc: boolean;
  readonly open: string;
  /** Empty for a line comment. */
  readonly close: string;
  readonly nests: boolean;
  readonly after: RegExp | undefined;
  /** Characters that, directly after a documenting mark, turn it into a ruler (`////`) or an empty comment. */
  readonly notBefore: string;
}

function build(language: Language): Lexicon {
  const lineAfter = lookBehind(language.lineCommentAfter);
  const line = (open: string, isDoc: boolean): CommentForm => ({
    ...{ open, close: "", isBlock: false, isDoc, nests: false, after: lineAfter },
    notBefore: isDoc ? open.slice(-1) : "",
  });
  const comments: readonly CommentForm[] = [
    ...language.blockComments.map(({ open, close, isDoc = false, nests = false, after }): CommentForm => ({
      ...{ open, close, isBlock: true, isDoc, nests, after: lookBehind(after) },
      notBefore: isDoc ? close.slice(-1) : "",
    })),
    ...language.docLineComments.map((open) => line(open, true)),
    ...language.lineComments.map((open) => line(open, false)),
  ];
  const atoms = language.atoms === undefined ? undefined : new RegExp(language.atoms, "y");
  const heredoc = language.heredoc === undefined ? undefined : new RegExp(language.heredoc, "y");
  const strings = language.strings
    .map((form) => ({ form, after: lookBehind(form.after) }))
    .sort((a, b) => b.form.open.length - a.form.open.length);
  const starts = [
    ...comments.map(({ open }) => open),
    ...strings.map(({ form }) => form.open),
    // Atoms begin with one of these in every language of the table.
    ...(atoms === undefined ? [] : ["'", "\\", "#", "?", "$"]),
    ...(heredoc === undefined ? [] : ["<"]),
  ];
  const special = new Uint8Array(128);
  for (const start of starts) special[start.charCodeAt(0)] = 1;

  return {
    language,
    isSpecial: (code) => special[code] === 1,
    commentAt(text, at) {
      for (const form of comments) {
        const { open, after, notBefore, isBlock, isDoc } = form;
        if (!text.startsWith(open, at) || (notBefore !== "" && text[at + open.length] === notBefore)) continue;
        if (after !== undefined && !isAfter(after, text, at)) continue;
        const end = isBlock ? blockEnd(form, text, at) : lineEnd(text, at);
        const isClosed = end !== undefined && (isBlock || end < text.length);
        return { isBlock, isDoc, end: end ?? text.length, isClosed };
      }
      return undefined;
    },
    atomEnd(text, at) {
      if (atoms === undefined) return at;
      atoms.lastIndex = at;
      return atoms.test(text) ? atoms.lastIndex : at;
    },
    heredocAt(text, at) {
      if (heredoc === undefined || !text.startsWith("<<", at) || text[at - 1] === "<") return undefined;
      heredoc.lastIndex = at;
      const word = heredoc.exec(text)?.filter(Boolean).at(-1);
      if (word === undefined) return undefined;
      const form = { open: "<<", close: `\n${word}`, escape: "none", isMultiline: true, endWord: word } as const;
      return { end: heredoc.lastIndex, form };
    },
    stringAt(text, at) {
      if (isInsideWord(text, at)) return undefined;
      for (const { form, after } of strings) {
        if (!text.startsWith(form.open, at)) continue;
        if (after !== undefined && !isAfter(after, text, at)) continue;
        if (form.isPattern !== true || isPattern(text, at)) return form;
      }
      return undefined;
    },
  };
}

/** Returns the end of a block comment, counting those inside it if they nest; `undefined` if nothing closes it. */
function blockEnd({ open, close, nests }: CommentForm, text: string, at: number): number | undefined {
  let depth = 1;
  for (let from = at + open.length; ;) {
    const end = text.indexOf(close, from);
    if (end < 0) return undefined;
    // Blocks that document open with the others' mark and one more.
    const inner = nests ? text.indexOf(open.slice(0, 2), from) : -1;
    if (inner >= 0 && inner < end) {
      depth++;
      from = inner + 2;
    } else {
      from = end + close.length;
      if (--depth === 0) return from;
    }
  }
}

/** Compiles the required text right before an opening. */
function lookBehind(source: string | undefined): RegExp | undefined {
  return source === undefined ? undefined : new RegExp(source.startsWith("(?<") ? source : `(?<=${source})`, "my");
}

function isAfter(after: RegExp, text: string, at: number): boolean {
  after.lastIndex = at;
  return after.test(text);
}

/** Reports whether a slash at a possible start of a pattern opens one: it closes on its line, or the text ends within it. */
function isPattern(text: string, at: number): boolean {
  // The end of a tag.
  if (text[at + 1] === ">" || text[at + 1] === "/") return false;
  patternRest.lastIndex = at + 1;
  const end = lineEnd(text, at);
  if (patternRest.test(text)) return patternRest.lastIndex <= Math.min(end, at + maxPatternLength);
  return end === text.length;
}

/** Letters that may be directly before an apostrophe that opens a string: prefixes of Python, C++ and others. */
const stringPrefix = /(?:^|[^\w$])(?:[rbfu]|rb|br|fr|rf|u8|L)$/i;

/**
 * Reports whether an apostrophe is inside a word: after a letter it is a contraction, a prime or a digit separator, unless the letters are a string's
 * prefix.
 */
function isInsideWord(text: string, at: number): boolean {
  return text[at] === "'" && /\w/.test(text[at - 1] ?? "") && !stringPrefix.test(text.slice(Math.max(0, at - 3), at));
}

function lineEnd(text: string, at: number): number {
  for (let end = at; end < text.length; end++) if (text[end] === "\n" || text[end] === "\r") return end;
  return text.length;
}
