import type { Span } from "../promptText";
import type { SecretName } from "./secretName";
import { isChance, isOdd, isSecretValue, isToken } from "./secretValue";
import { isLettersByChance } from "./unlikelyLetters";

/** Distance of a value from its name in its line, in UTF-16 units. */
const besideChars = 80;

/** A value near a name: whether it is in quotes, and whether code around it could be what it is part of, so that less of its looks will do. */
interface Candidate extends Span {
  readonly isLiteral: boolean;
  readonly isCode: boolean;
}

/**
 * Finds the value of a name without a value in a known notation. Anything near it that looks made up for a password or a token is one: a literal in
 * its line, the next word, a lone word in the line below, the word before a comment with the name.
 */
export function* besideName(text: string, name: SecretName): Iterable<Span> {
  const { kind } = name;
  const before = text.slice(Math.max(lineStart(text, name.start), name.start - besideChars), name.start);
  const comment = commentBefore.exec(before);
  const candidates = [
    ...literals(text, name, comment === null),
    ...nextWords(text, name),
    ...(comment === null ? [] : commented(text, name, comment[1])),
  ];
  for (const { start, end, isLiteral, isCode } of candidates) {
    const value = text.slice(start, end);
    const looksMade =
      kind !== "password" ? isChance(value) : isLettersByChance(value) || (isCode ? isMadeUp(value) : isOdd(value));
    if (looksMade && isSecretValue({ value, kind, isSureName: true, isSurePlace: false, isLiteral }))
      yield { start, end };
  }
}

/** Reports whether only a password looks like this: letters with digits or signs between. */
function isMadeUp(value: string): boolean {
  return value.length >= 8 && /[a-z]\d+[a-z]|[A-Z].*[a-z].*[\W_]/.test(value) && isToken(value, 2.4);
}

function* literals(text: string, { start, end }: Span, isCode: boolean): Iterable<Candidate> {
  const from = Math.max(lineStart(text, start), start - besideChars);
  const to = Math.min(lineEnd(text, end), end + besideChars);
  for (const { 0: quoted, index } of text.slice(from, to).matchAll(/(["'`])([^\s"'`]{6,200})\1/g)) {
    const literal = { start: from + index + 1, end: from + index + quoted.length - 1 };
    // A literal that contains the name isn't its value: `"DATABASE_URL=…:password@…"`.
    if (literal.start > start || literal.end < end) yield { ...literal, isLiteral: true, isCode };
  }
}

/** The word after a name and flags, up to a blank: `rootpw --plaintext word7`. Near miss: `password(word7)`. */
const nextInLine =
  /["'`}]?[ \t]{1,20}(?:(?:--?[a-z-]{1,30}|\d{1,3}|\w{2,12}|id[:=]\S{1,40})[ \t]{1,20})?["']?([^\s"'`{}()<>,;|-][^\s"'`]{5,60})["']?(?=[ \t]*\r?(?:\n|$)|[ \t])/dy;
/** A lone word in the line below, also as an item or YAML's value: `- "--password"⏎- "word7"`. Near miss: `password⏎word7 = a`. */
const nextInLineBelow =
  /["'`\])}]{0,3}[ \t]{0,8}(?:=>|[:=>,])?[ \t]{0,8}\r?\n[ \t+]{0,80}(?:[-*:][ \t]{1,8})?["']?([^\s"'`{}()<>,;|][^\s"'`]{5,60})["']?[,;]?[ \t]*(?=\r?\n|$)/dy;

function* nextWords(text: string, { end, kind }: SecretName): Iterable<Candidate> {
  for (const pattern of [nextInLine, nextInLineBelow]) {
    if (kind !== "password" && pattern === nextInLine) continue;
    pattern.lastIndex = end;
    const word = pattern.exec(text)?.indices?.[1];
    if (word !== undefined) yield { start: word[0], end: word[1], isLiteral: false, isCode: false };
  }
}

/** The beginning of a comment, up to a name in it: `// the root `, `(admin's `. Near miss: `read(`. */
const commentBefore = /^(.*\s|)(?:(?:\/\/|\/\*+|#|--|;|<!--|\()|(?<=^[ \t]*)\*)[^"`\n]{0,60}$/;
/** A line that is nothing but a comment. */
const isComment = /^[ \t]*(?:\/\/|\/\*|#|--|<!--|\*)/;
/** A line with one word, also in a comment. */
const loneWord = /^[ \t]*(?:(?:\/\/|#|--|;|\*)[ \t]{1,4})?([^\s"'`]{6,200})[ \t]*$/d;

/** The word below a comment with the name, and the word before one, `ann / tgr17dtr (password)`; `lead` is what comes before it. */
function* commented(text: string, { start, end }: Span, lead: string): Iterable<Candidate> {
  const isWord = { isLiteral: false, isCode: false };
  const from = Math.max(lineStart(text, start), start - besideChars);
  const behind = lineEnd(text, end);
  if (isComment.test(text.slice(lineStart(text, start), start))) {
    const line = { start: behind + 1, end: Math.min(lineEnd(text, behind + 1), behind + besideChars) };
    const below = text.slice(line.start, line.end);
    const literal = quotedWord.exec(below)?.indices?.[2];
    const word = literal ?? loneWord.exec(below)?.indices?.[1];
    if (word !== undefined)
      yield { start: line.start + word[0], end: line.start + word[1], isLiteral: literal !== undefined, isCode: false };
  }
  const word = /(?<![^\s/:=>])([^\s"'`/:=]{6,100})[ \t]*$/.exec(lead)?.at(1);
  const at = word === undefined ? -1 : lead.lastIndexOf(word);
  if (word !== undefined) yield { start: from + at, end: from + at + word.length, ...isWord };
}

/** A literal without blanks. */
const quotedWord = /(["'`])([^\s"'`]{6,200})\1/d;

/** Returns the start of the line with the character at `offset`. */
function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** End of the line that holds the character at `offset`, without its break. */
function lineEnd(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end;
}
