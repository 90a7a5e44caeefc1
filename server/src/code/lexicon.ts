import { languageOf } from "./languages";
import type { Language, StringForm } from "./language";

/** A language's lexical facts, made ready for speed. */
export interface Lexicon {
  readonly language: Language;
  /** Whether something other than a word, bracket or sign may begin with this character. */
  isSpecial(code: number): boolean;
  /** Returns the end of the comment that starts at `at`, else `at`. */
  commentEnd(text: string, at: number, lineStart: number): number;
  /** Returns the end of the atom that starts at `at`, such as Rust's `'a`, else `at`. */
  atomEnd(text: string, at: number): number;
  /** Returns the form of the string or pattern that opens at `at`. */
  stringAt(text: string, at: number, lineStart: number): StringForm | undefined;
}

const cache = new Map<Language, Lexicon>();

/** Returns the lexical facts of a language. */
export function lexiconOf(languageId: string): Lexicon {
  const language = languageOf(languageId);
  let lexicon = cache.get(language);
  if (lexicon === undefined) cache.set(language, (lexicon = build(language)));
  return lexicon;
}

/** UTF-16 units of the line that decide about what may open after them. */
const lookBehindLength = 40;
/** Longest pattern (regular expression literal) that is recognised, in UTF-16 units. */
const maxPatternLength = 400;

/** The rest of a pattern after its opening slash: `a[/]b\/c/` matches up to its last slash, `a / b` only up to the first. */
const patternRest = /(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\//y;

function build(language: Language): Lexicon {
  const lineComments = [...language.docLineComments, ...language.lineComments];
  const lineCommentAfter = lookBehind(language.lineCommentAfter);
  const atoms = language.atoms === undefined ? undefined : new RegExp(language.atoms, "y");
  const strings = language.strings
    .map((form) => ({ form, after: lookBehind(form.after) }))
    .sort((a, b) => b.form.open.length - a.form.open.length);
  const starts = [
    ...lineComments,
    ...language.blockComments.map(({ open }) => open),
    ...strings.map(({ form }) => form.open),
    // Atoms begin with one of these in every language of the table.
    ...(atoms === undefined ? [] : ["'", "\\", "#"]),
  ];
  const special = new Uint8Array(128);
  for (const start of starts) special[start.charCodeAt(0)] = 1;
  const before = (text: string, at: number, lineStart: number): string =>
    text.slice(Math.max(lineStart, at - lookBehindLength), at);

  return {
    language,
    isSpecial: (code) => special[code] === 1,
    commentEnd(text, at, lineStart) {
      for (const { open, close } of language.blockComments) {
        if (!text.startsWith(open, at)) continue;
        const end = text.indexOf(close, at + open.length);
        return end < 0 ? text.length : end + close.length;
      }
      for (const token of lineComments) {
        if (!text.startsWith(token, at)) continue;
        if (!lineCommentAfter || lineCommentAfter.test(before(text, at, lineStart))) return lineEnd(text, at);
      }
      return at;
    },
    atomEnd(text, at) {
      if (atoms === undefined) return at;
      atoms.lastIndex = at;
      return atoms.test(text) ? atoms.lastIndex : at;
    },
    stringAt(text, at, lineStart) {
      if (isInsideWord(text, at)) return undefined;
      return strings.find(
        ({ form, after }) =>
          text.startsWith(form.open, at) &&
          (!after || after.test(before(text, at, lineStart))) &&
          (form.isPattern !== true || isPattern(text, at)),
      )?.form;
    },
  };
}

function lookBehind(source: string | undefined): RegExp | undefined {
  return source === undefined ? undefined : new RegExp(`(?:${source})$`);
}

/** Whether a slash where a pattern may start opens one: it closes on its line, or the text ends within it. */
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

/** An apostrophe after a letter is a contraction, a prime or a digit separator, unless the letters are a string's prefix. */
function isInsideWord(text: string, at: number): boolean {
  return text[at] === "'" && /\w/.test(text[at - 1] ?? "") && !stringPrefix.test(text.slice(Math.max(0, at - 3), at));
}

function lineEnd(text: string, at: number): number {
  for (let end = at; end < text.length; end++) if (text[end] === "\n" || text[end] === "\r") return end;
  return text.length;
}
