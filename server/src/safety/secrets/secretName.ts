import { looksAtOnce, type Steps } from "./steps";
import type { NameKind, SecretWord } from "./secretWords";

/** A name that says that its value is secret. */
export interface SecretName {
  readonly kind: NameKind;
  /** The whole identifier, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** True if nothing in it says that the value is only about the secret: `password`, `db_password_2`, not `passwordHint`. */
  readonly isSure: boolean;
}

/** Distance that a name is followed to each side of its word. // guess: names are shorter */
const maxSideChars = 60;

/** Ends of names whose value is about a secret: its place, its length, its name. */
const aboutTails = wordSet(
  "hint label field file path dir folder len length min max size limit count url uri link type name id ids input policy rule rules regex " +
    "pattern format placeholder error errors err message msg title help desc description ttl age timeout interval hash hashed hasher reset " +
    "visible visibility required enabled disabled valid validator validation at date time on manager provider service store storage helper " +
    "handler factory util utils class component form page view screen dialog prompt button btn icon toggle strength score generator encoder " +
    "decoder parser lexer kind types stream index idx pos position start end offset usage budget limits cost ref reference arn selector env var " +
    "variable version algorithm alg method mode scheme header headers prefix suffix schema model entity dto request response event action state " +
    "status flow less able protected auth authentication grant match mismatch equals is exists list map array table column col row cache " +
    "lookup char chars character case source endpoint host port user username permission perms scope scopes mapping config props callback fn " +
    "func function test tests spec string str bytes buffer object obj info meta metadata body owner binding bindings code press down up board by " +
    "of in s from line lines into and or as via using per to expired expires expire expiry expiration " +
    "change changed names option options setting settings param params arg args key keys value values",
);

/** Beginnings of such names. */
const aboutLeads = wordSet(
  "has have is are was show shows hide forgot forgotten lost toggle no not without invalid wrong missing bad require requires required need " +
    "needs must enter generate get fetch read ask prompt check verify validate validates compare hash hashed encode encoded can should max min " +
    "on handle parse format change changed reset next prev previous cancel cancellation syntax lex public primary foreign sort cache partition " +
    "map dict row object hot shortcut arrow css design i18n translation lang message query idempotency dedupe react unique route storage type " +
    "end start begin open close skip expect peek consume emit",
);

/** Parts of a name after a dot that still mean the secret itself. */
const ownParts =
  /^\.(?:value|val|text|content|default|raw|plain|set\w*|equals|eq|fill|sendKeys|send_keys|type|in|prod|dev|test|local|main|db|admin|root|user|old|new|\d+)$/i;

/** Short words that are written together with another before them: `dbpass`, `rootpw`. */
const gluedLead =
  /(?:^|[^a-z])(?:db|root|admin|user|usr|my|pg|mysql|smtp|ftp|ssh|e?mail|bind|ldap|redis|mongo|require|master|sudo|login|http|proxy|wifi|wpa|net|host|server|auth|jdbc|rds|sql|vnc|rdp|vpn|sys|super|app|svc|service|client|key|store|keystore|trust|truststore|enc|web|api|ad|iam|log|sa|rabbit|mq|kafka|old|new|the)$/i;

/** A word of `secretWords` in a text, and its end. */
export interface WordEnd {
  readonly word: SecretWord;
  readonly end: number;
}

/** Finds the names of secrets in a folded text, in its order, from the ends of their words; overlapping ones only once. */
export function* secretNames(text: string, ends: readonly WordEnd[]): Steps<SecretName[]> {
  const names: SecretName[] = [];
  let count = 0;
  for (const { word, end } of ends) {
    const found = nameAround(text, word, end);
    if (++count % looksAtOnce === 0) yield;
    if (found === undefined) continue;
    const last = names.at(-1);
    if (last === undefined || found.start >= last.end) names.push(found);
    // The last word of an identifier says what it is; of equals the stronger.
    else if (rank(found) >= rank(last) || found.end > last.end) names[names.length - 1] = found;
  }
  return names;
}

function rank({ kind, isSure }: SecretName): number {
  return { password: 4, secret: 2, weak: 0 }[kind] + (isSure ? 1 : 0);
}

function nameAround(text: string, { word, kind, isShort }: SecretWord, to: number): SecretName | undefined {
  const from = to - word.length;
  const isWide = text.charCodeAt(from) >= wideUnits;
  if (!isWide && !isWordEnd(text, to, isShort)) return undefined;
  if (isShort && !isWordStart(text, from)) return undefined;
  const [start, end] = [leadStart(text, from), isWide ? to : tailEnd(text, to)];
  const [lead, tail] = [text.slice(start, from), text.slice(to, end)];
  // `password.value` is one, `password.encode` isn't.
  const isOwn = tail.startsWith(".")
    ? ownParts.test(tail)
    : !wordsOf(tail.replace(plural, "")).some((each) => aboutTails.has(each));
  const isSure = isOwn && !wordsOf(lead.slice(lead.lastIndexOf(".") + 1)).some((each) => aboutLeads.has(each));
  return { kind, start, end, isSure };
}

/** Scripts written without blanks begin here: CJK. */
const wideUnits = 0x2e80;

function leadStart(text: string, from: number): number {
  const first = Math.max(0, from - maxSideChars);
  let at = from;
  while (at > first && roleOf(text.charCodeAt(at - 1)) !== 0) at--;
  return at;
}

function tailEnd(text: string, to: number): number {
  const last = Math.min(text.length, to + maxSideChars);
  let at = to;
  while (at < last) {
    const role = roleOf(text.charCodeAt(at));
    // A joint joins words only before a word.
    if (role === 0 || (role === joint && roleOf(text.charCodeAt(at + 1)) !== letterOrDigit)) break;
    at++;
  }
  return at;
}

/** Role of a character in a name; 0 for one that ends it. */
const [letterOrDigit, underscore, joint] = [1, 2, 3];
const asciiRoles = new Uint8Array(128);
for (const character of "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
  asciiRoles[character.charCodeAt(0)] = letterOrDigit;
asciiRoles["_".charCodeAt(0)] = underscore;
for (const character of ".-") asciiRoles[character.charCodeAt(0)] = joint;

function roleOf(unit: number): number {
  return unit < 128 ? asciiRoles[unit] : /[\p{L}\p{N}]/u.test(String.fromCharCode(unit)) ? letterOrDigit : 0;
}

function isLetter(unit: number): boolean {
  return unit < 128 ? (unit | 0x20) >= 97 && (unit | 0x20) <= 122 : /\p{L}/u.test(String.fromCharCode(unit));
}

/** The plural's end of a word. */
const plural = /^e?s(?![a-z])/i;

/** Words written together with a word that still ends before them: `passwordhash`, not `passwordless`. */
const gluedTail = /^(?:hash|field|hint|file|for|in|old|new|prod|dev|test|db|env|default|text)/i;

/** Reports whether a word really ends at `to`: at a sign, a digit, a capital, or a plural's end. */
function isWordEnd(text: string, to: number, isShort: boolean): boolean {
  if (!isLetter(text.charCodeAt(to))) return true;
  const [last, next] = [text[to - 1], text[to]];
  if (last === last.toLowerCase() && next !== next.toLowerCase()) return true;
  const tail = text.slice(to, to + 10);
  return plural.test(tail) || (!isShort && gluedTail.test(tail));
}

/** Reports whether a word begins at `from`: after a sign, at a capital, or after a word that is written together with it. */
function isWordStart(text: string, from: number): boolean {
  if (!isLetter(text.charCodeAt(from - 1))) return true;
  const [first, before] = [text[from], text[from - 1]];
  if (first !== first.toLowerCase() && before === before.toLowerCase()) return true;
  return gluedLead.test(text.slice(Math.max(0, from - 12), from));
}

/** Splits a name into words, in lower case: `dbPassword_Hint` is `db`, `password` and `hint`. */
function wordsOf(name: string): string[] {
  return name === "" ? [] : (name.match(/[A-Z]*[a-z]+|[A-Z]+|[^\0-\x7f]+/g) ?? []).map((word) => word.toLowerCase());
}

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(" "));
}
