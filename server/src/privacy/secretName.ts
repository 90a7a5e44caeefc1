import type { KeywordEnd } from "./keywordFinder";
import { allSecretWords, type NameKind } from "./secretWords";

/** A name that says that its value is secret. */
export interface SecretName {
  readonly kind: NameKind;
  /** The whole identifier, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** Whether nothing in it says that the value is about the secret: `password`, `db_password_2`, not `passwordHint`. */
  readonly isSure: boolean;
}

/** How far a name is followed to each side of its word. // guess: names are shorter */
const maxSideChars = 60;

/** What a name ends with whose value is about a secret: where it is, how long, what it is called. */
const aboutTails =
  /^(?:hint|label|field|file|path|dir|folder|len|length|min|max|size|limit|count|url|uri|link|type|name|id|ids|input|policy|rule|rules|regex|pattern|format|placeholder|error|errors|err|message|msg|title|help|desc|description|expir\w*|ttl|age|timeout|interval|hash|hashed|hasher|reset|visible|visibility|required|enabled|disabled|valid|validator|validation|changed?|at|date|time|on|manager|provider|service|store|storage|helper|handler|factory|util|utils|class|component|form|page|view|screen|dialog|prompt|button|btn|icon|toggle|strength|score|generator|encoder|decoder|parser|lexer|kind|types|stream|index|idx|pos|position|start|end|offset|limit|usage|budget|limits|cost|ref|reference|arn|selector|env|var|variable|version|algorithm|alg|method|mode|scheme|header|headers|prefix|suffix|schema|model|entity|dto|request|response|event|action|state|status|flow|less|able|protected|auth|authentication|grant|match|mismatch|equals|is|exists|set|list|map|array|table|column|col|row|cache|lookup|char|chars|character|case|source|endpoint|host|port|user|username|permission|perms|scope|scopes|names?|map|mapping|options?|config|settings?|props|params?|args?|callback|fn|func|function|test|tests|spec|keys?|values?|string|str|bytes|buffer|object|obj|info|meta|metadata|body|owner|binding|bindings|event|code|press|down|up|board|by|of|in|s|from|line|lines|into|and|or|as|via|using|per|to)$/i;

/** What it begins with then. */
const aboutLeads =
  /^(?:has|have|is|are|was|show|shows|hide|forgot|forgotten|lost|toggle|no|not|without|invalid|wrong|missing|bad|require[sd]?|need[s]?|must|enter|generate|get|fetch|read|ask|prompt|check|verify|validate|validates?|compare|hash|hashed|encode|encoded|can|should|max|min|on|handle|parse|format|change|changed|reset|next|prev|previous|cancel|cancellation|syntax|lex|public|primary|foreign|sort|cache|partition|map|dict|row|object|foreign|hot|shortcut|arrow|css|design|i18n|translation|lang|message|query|idempotency|dedupe|react|unique|route|storage|csrf_?name|type|end|start|begin|open|close|skip|expect|peek|consume|emit)$/i;

/** Parts of a name behind a dot that still mean the secret itself. */
const ownParts =
  /^\.(?:value|val|text|content|default|raw|plain|set\w*|equals|eq|fill|sendKeys|send_keys|type|in|prod|dev|test|local|main|db|admin|root|user|old|new|\d+)$/i;

/** Short words that are written together with another before them: `dbpass`, `rootpw`. */
const gluedLead =
  /(?:^|[^a-z])(?:db|root|admin|user|usr|my|pg|mysql|smtp|ftp|ssh|e?mail|bind|ldap|redis|mongo|require|master|sudo|login|http|proxy|wifi|wpa|net|host|server|auth|jdbc|rds|sql|vnc|rdp|vpn|sys|super|app|svc|service|client|key|store|keystore|trust|truststore|enc|web|api|ad|iam|log|sa|rabbit|mq|kafka|old|new|the)$/i;

/** Finds the names of secrets in a folded text, in its order, from where their words end; those that overlap only once. */
export function secretNames(text: string, ends: readonly KeywordEnd[]): SecretName[] {
  const names: SecretName[] = [];
  for (const { keyword, end } of ends) {
    const { word, kind, isShort } = allSecretWords[keyword];
    const found = nameAround(text, end - word.length, end, kind, isShort);
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

function nameAround(text: string, from: number, to: number, kind: NameKind, isShort: boolean): SecretName | undefined {
  const lead = text.slice(leadStart(text, from), from);
  const isWide = text.charCodeAt(from) >= wideUnits;
  const tail = isWide ? "" : (tailOf.exec(text.slice(to, to + maxSideChars))?.[0] ?? "");
  if (!isWordEnd(text[to - 1], tail, isShort) || (isShort && !isWordStart(text[from], lead))) return undefined;
  const [leads, tails] = [wordsOf(lead.slice(lead.lastIndexOf(".") + 1)), wordsOf(tail.replace(/^e?s(?![a-z])/i, ""))];
  // `password.value` is one, `password.encode` isn't.
  const isOwn = !tail.startsWith(".") || ownParts.test(tail);
  const isSure =
    isOwn &&
    !(tail.startsWith(".") ? [] : tails).some((word) => aboutTails.test(word)) &&
    !leads.some((word) => aboutLeads.test(word));
  return { kind, start: from - lead.length, end: to + tail.length, isSure };
}

/** Scripts written without blanks begin here: CJK. */
const wideUnits = 0x2e80;
function leadStart(text: string, from: number): number {
  const first = Math.max(0, from - maxSideChars);
  let at = from;
  while (at > first && isNameUnit(text.charCodeAt(at - 1))) at--;
  return at;
}

/** Letters of any script, digits, and what joins the words of a name. */
function isNameUnit(unit: number): boolean {
  return unit < 128 ? isAsciiNameUnit[unit] === 1 : letter.test(String.fromCharCode(unit));
}
const letter = /[\p{L}\p{N}]/u;
const isAsciiNameUnit = new Uint8Array(128);
for (const character of "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-")
  isAsciiNameUnit[character.charCodeAt(0)] = 1;

const tailOf = /^(?:[\p{L}\p{N}_]|[.-](?=[\p{L}\p{N}]))*/u;

/** Whether a word that ends with `last` ends before `tail`: at a sign, a digit, a capital, or a plural's end. */
function isWordEnd(last: string, tail: string, isShort: boolean): boolean {
  if (tail === "" || !/^\p{L}/u.test(tail) || /^e?s(?![a-z])/i.test(tail)) return true;
  const isLower = last === last.toLowerCase();
  if (isLower && /^\p{Lu}/u.test(tail)) return true;
  return !isShort && /^(?:hash|field|hint|file|for|in|old|new|prod|dev|test|db|env|default|text)/i.test(tail);
}

function isWordStart(first: string, lead: string): boolean {
  const before = lead.at(-1) ?? "";
  if (!/\p{L}/u.test(before)) return true;
  if (first !== first.toLowerCase() && before === before.toLowerCase()) return true;
  return gluedLead.test(lead);
}

function wordsOf(name: string): string[] {
  return name.replace(/([a-z\d])([A-Z])/g, "$1 $2").match(/[\p{L}]+/gu) ?? [];
}
