import type { Span } from "../promptText";
import { entropy, matches, type SecretRule } from "./secretRule";
import { isChance } from "./secretValue";
import { formedToken, unknownMark } from "./tokenMarks";

/** Shortest run of characters that is examined, and shortest in which tokens are recognised by their form. */
const [minRunChars, minFormChars] = [20, 30];

/** Finds tokens by their form, and long random values under any name except a hash's: `name = "…"`. */
export const randomValues: SecretRule = {
  id: "random-value",
  keywords: [],
  *find(text) {
    for (const run of longRuns(text, minRunChars)) {
      yield undefined;
      if (run.end - run.start >= minFormChars) yield* formedTokens(text, run);
      const before = text.slice(Math.max(0, run.start - 120), run.start);
      if (isArgument(text.slice(run.start, run.end), before)) {
        yield run;
        continue;
      }
      if (run.end - run.start < minFormChars) continue;
      if (!quotes.has(text[run.start - 1] ?? "") || !quotes.has(text[run.end] ?? "")) continue;
      if (isPlainToken(text.slice(run.start, run.end))) {
        yield run;
        continue;
      }
      const name = named.exec(before.slice(-60))?.[1];
      const value = /^[A-Za-z0-9+/_-]{32,2000}={0,2}$/.exec(text.slice(run.start, run.end))?.[0];
      if (name === undefined || value === undefined) continue;
      if (!isIdentifierOfContent(name) && !hashName.test(before) && isRandom(value)) yield run;
    }
  },
};

/** A call that takes a key, up to its argument: `Client("AC1", "`, `new Mailer('`. Near miss: `find("`. */
const keyTaker =
  /(?:(?:client|sdk|auth\w{0,12}|log_?in|token|secret|api|credentials?|account|connect|session|configure|initiali[sz]e|init|bot|signer|cipher|unlock|twilio|sendgrid|mailgun|algolia\w{0,6}|mixpanel|amplitude|segment|stripe|vonage|telegram|slack|openai|rollbar|firebase|shopify)\w{0,12}(?:(?:\.|::)new)?|\bnew[ ][\w.]{1,40}|\b(?:key|token|secret)(?=[ ]`))["']?\]?[!?]?(?:[ ]?\(|[ ])[ \t]{0,8}(?:[^()\n]{0,100},[ \t]{0,8})?["'`]$/i;
/** A command that takes a key: `tool auth login `. Near miss: `tool show `. */
const keyCommand =
  /\b\w{0,12}(?:auth\w{0,12}|log_?in|(?:set-?|add-?)?(?:token|(?:api-?|auth-?)?key|secret)|register|activate|configure|connect|setup)(?:[ \t]+[\w./:@=-]{1,40}){0,2}[ \t]+$/i;

/** Reports whether a value is random and an argument of a call or command that takes a key. */
function isArgument(value: string, before: string): boolean {
  const isQuoted = quotes.has(before.at(-1) ?? "");
  if (!(isQuoted ? keyTaker : keyCommand).test(before) || hashName.test(before) || !isChance(value)) return false;
  // Words, as in `S3VectorConflictException`.
  if ((value.match(/[A-Z]?[a-z]{3,}/g) ?? []).join("").length * 2 >= value.length) return false;
  return !/[:=]/.test(value.replace(/=+$/, "")) && !isIdentifierOfContent(/(\w{0,40})[^\w]*$/.exec(before)?.[1] ?? "");
}

/** The name of a hash near its value, as in a bill of materials: `"alg": "SHA-256", "content": "…"`. Near miss: `hashtable`. */
const hashName = /\b(?:sha-?\d{1,3}|md5\d?|blake\w{1,3}|checksums?|digests?|algorithm|alg)\b/i;

/** Reports whether a value has letters of both cases and digits alone, 100 and more, which is neither data in base64 nor a hash. Near miss: JSON in base64. */
function isPlainToken(value: string): boolean {
  return /^(?!eyJ|[A-F\d]+$|[a-f\d]+$)[A-Za-z0-9]{100,500}$/.test(value) && /[a-z]/.test(value) && isRandom(value);
}

const quotes = new Set("\"'`");

function holdsDigit(text: string, { start, end }: Span): boolean {
  for (let at = start; at < end; at++) if (text.charCodeAt(at) >= 48 && text.charCodeAt(at) < 58) return true;
  return false;
}

function* formedTokens(text: string, run: Span): Iterable<Span> {
  for (const { start, end, secret } of matches(text.slice(run.start, run.end), formedToken))
    if (/\d/.test(secret) && entropy(secret) > 3) yield { start: run.start + start, end: run.start + end };
  for (const { start, end, secret } of matches(text.slice(run.start, run.end), unknownMark))
    if (isRandom(secret) && isInterspersed(secret)) yield { start: run.start + start, end: run.start + end };
}

const named = /([\w.-]{0,40})["'`\])]?\s{0,3}(?:=|:|=>|:=)\s{0,3}["'`]$/;

/** Lists the runs of characters that tokens are made of and that contain a digit. Reads only a few characters if there is none. */
export function longRuns(text: string, minRunChars: number): Span[] {
  const isUnit = (at: number): boolean => isTokenUnit[text.charCodeAt(at)] === 1;
  const runs: Span[] = [];
  let low = 0;
  for (let at = minRunChars - 1; at < text.length;) {
    let [start, end] = [at, at];
    if (isUnit(at)) while (start > low && isUnit(start - 1)) start--;
    else start = at + 1;
    if (start <= at && at - start + 1 >= minRunChars) {
      while (end < text.length && isUnit(end)) end++;
      if (holdsDigit(text, { start, end })) runs.push({ start, end });
      start = low = end;
    }
    at = start + minRunChars - 1;
  }
  return runs;
}

const isTokenUnit = new Uint8Array(0x10000);
for (const character of "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.~+/=:@-")
  isTokenUnit[character.charCodeAt(0)] = 1;

/** Reports whether this value is random; words, paths and counted-up digits aren't. */
function isRandom(value: string): boolean {
  if (/^[0-9a-f]+$/i.test(value)) return entropy(value) > 3.2 && /\d/.test(value) && /[a-f]/i.test(value);
  const kinds = [/[a-z]/, /[A-Z]/, /\d/].filter((kind) => kind.test(value)).length;
  return kinds === 3 && entropy(value) > Math.min(4.3, Math.log2(value.length) - 0.6);
}

/** Reports whether digits come between the letters, as in random text, and not at the ends of words. */
function isInterspersed(value: string): boolean {
  return (value.match(/[a-z](?=\d)|\d(?=[a-z])/gi)?.length ?? 0) >= 4;
}

/** Reports whether a name says that its value identifies contents, as a hash does, and grants no access. */
function isIdentifierOfContent(name: string): boolean {
  return /hash|sha\d*|md5|digest|checksum|integrity|etag|commit|\bref|rev(?:ision)?|uuid|guid|fingerprint|version|resolved|hex|expected|nonce|^_?id$|[_.-]id$|Id$/i.test(
    name,
  );
}
