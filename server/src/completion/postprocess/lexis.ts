import { type Language, languageOf, type StringForm } from "../../context/languages";

/** What the bracket scanner asks of a language, made ready for speed. */
export interface Lexis {
  /** Returns the end of the comment, pattern or atom that starts at `at`, else `at`. */
  skip(text: string, at: number, lineStart: number): number;
  /** Returns the form of the string that opens at `at`. */
  stringAt(text: string, at: number, lineStart: number): StringForm | undefined;
}

const cache = new Map<Language, Lexis>();

/** Returns the lexical facts of a language. */
export function lexisOf(languageId: string): Lexis {
  const language = languageOf(languageId);
  const known = cache.get(language);
  if (known) return known;
  const lexis = build(language);
  cache.set(language, lexis);
  return lexis;
}

/** Longest pattern (regular expression literal) that is recognised, in UTF-16 units. */
const maxPatternLength = 400;

function build(language: Language): Lexis {
  const lineComments = [...language.docLineComments, ...language.lineComments];
  const lineCommentAfter =
    language.lineCommentAfter === undefined ? undefined : new RegExp(`(?:${language.lineCommentAfter})$`);
  const atoms = language.atoms === undefined ? undefined : new RegExp(language.atoms, "y");
  const strings = language.strings
    .map((form) => ({ form, after: form.after === undefined ? undefined : new RegExp(`(?:${form.after})$`) }))
    .sort((a, b) => b.form.open.length - a.form.open.length);
  const patterns = strings.filter(({ form }) => form.isPattern);
  const quotes = strings.filter(({ form }) => !form.isPattern);
  const starts = [
    ...lineComments,
    ...language.blockComments.map(({ open }) => open),
    ...patterns.map(({ form }) => form.open),
  ];
  const skippable = new Set(starts.map((token) => token.charAt(0)));
  const quoteStarts = new Set(quotes.map(({ form }) => form.open.charAt(0)));
  const beforeOf = (text: string, at: number, lineStart: number): string =>
    text.slice(Math.max(lineStart, at - 40), at);

  return {
    skip(text, at, lineStart) {
      const char = text.charAt(at);
      if (atoms !== undefined && (char === "'" || char === "\\" || char === "#")) {
        atoms.lastIndex = at;
        if (atoms.test(text)) return atoms.lastIndex;
      }
      if (!skippable.has(char)) return at;
      for (const { open, close } of language.blockComments) {
        if (!text.startsWith(open, at)) continue;
        const end = text.indexOf(close, at + open.length);
        return end < 0 ? text.length : end + close.length;
      }
      for (const token of lineComments) {
        if (!text.startsWith(token, at)) continue;
        if (!lineCommentAfter || lineCommentAfter.test(beforeOf(text, at, lineStart))) return lineEnd(text, at);
      }
      for (const { form, after } of patterns) {
        if (!text.startsWith(form.open, at) || !after?.test(beforeOf(text, at, lineStart))) continue;
        const line = text.slice(at, Math.min(lineEnd(text, at), at + maxPatternLength));
        const match = /^\/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\[])+\/[a-z]*/.exec(line);
        if (match) return at + match[0].length;
      }
      return at;
    },
    stringAt(text, at, lineStart) {
      if (!quoteStarts.has(text.charAt(at))) return undefined;
      return quotes.find(
        ({ form, after }) => text.startsWith(form.open, at) && (!after || after.test(beforeOf(text, at, lineStart))),
      )?.form;
    },
  };
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}
