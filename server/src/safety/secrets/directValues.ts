import type { Span } from "../promptText";
import { literalAt } from "./literal";
import { lengthAt, line, literalOrLine, word, type AssignedValue } from "./valueText";

/** Yields values of `name = value` and similar forms. */
export function* directValues(text: string, name: Span, end: number, before: string): Iterable<AssignedValue> {
  const declared = lengthAt(typed, text, name.end);
  if (declared > 0) {
    const literal = literalAt(text, name.end + declared);
    if (literal !== undefined) {
      yield { ...literal, form: "literal", isSure: true };
      return;
    }
  }
  let at = end + lengthAt(operator, text, end);
  // A table: `| password | value |`. Elsewhere the sign is a pipe.
  if (text.slice(end, at).trim() === "|" && !before.includes("|")) at = end;
  const here = at + lengthAt(hereDocument, text, at);
  if (here > at) {
    yield line(text, here);
    return;
  }
  if (at === end) {
    const words = lengthAt(connective, text, end);
    if (words === 0) return;
    at = end + words;
    const literal = literalAt(text, at);
    if (literal !== undefined)
      yield { ...literal, form: "literal", isSure: /\bidentified\b/i.test(before + text.slice(name.start, end)) };
    else if (!/\b(?:by|as)\b/i.test(text.slice(end, at))) yield word(text, at, false);
    return;
  }
  const mark = text.slice(end, at).trim();
  const isComparison = /^[=!]=|^\||^\?|^->/.test(mark);
  // Markdown's `**Password:** value`, a tag or an anchor of YAML.
  at += lengthAt(/(?:\*\*[ \t]{0,3}|(?:!!\w{1,12}|&\w{1,40})[ \t]{1,4})/y, text, at);
  // A connection string's braces: `;Password={value};`.
  const braced = before.endsWith(";") ? lengthAt(/\{[^{}\n]{4,100}(?=\})/y, text, at) : 0;
  if (braced > 0) {
    yield { start: at + 1, end: at + braced, form: "word", isSure: false };
    return;
  }
  const broken = at + lengthAt(/\\?\r?\n[ \t+]{0,80}/y, text, at);
  const literal = literalAt(text, broken);
  if (literal !== undefined && (broken === at || text[at - 1] !== "\n")) {
    yield { ...literal, form: "literal", isSure: !/^\|$/.test(mark) };
    yield* others(text, literal.after, before);
    return;
  }
  const nested = at + lengthAt(objectValue, text, at);
  if (nested > at) {
    yield literalOrLine(text, nested);
    return;
  }
  const defaulted = lengthAt(defaultArgument, text, at);
  const fallen = defaulted > 0 ? literalAt(text, at + defaulted) : undefined;
  if (fallen !== undefined) {
    yield { ...fallen, form: "literal", isSure: true };
    return;
  }
  const wrapped = at + lengthAt(wrapper, text, at);
  if (wrapped > at) {
    const inner = literalAt(text, wrapped);
    if (inner !== undefined && inner.start > wrapped && !lookUp.test(text.slice(at, wrapped))) {
      yield* literals(text, wrapped, /^return[ \t]+$/.test(text.slice(at, wrapped)));
      return;
    }
    // `expression || "value"`, `expression ?: "value"`: the default of a missing value.
    const fallback = lengthAt(
      /[^\n"'`|?;,]{0,80}(?:\((?:"[\w.-]{1,60}"|'[\w.-]{1,60}')\))?[^\n"'`|?;,]{0,10}(?:\|\||\?\?|\?:|\bor\b|,|\b(?:or_?else|or_?default|get_?or\w{0,10}|unwrap_or)\()[ \t]{0,3}/iy,
      text,
      at,
    );
    const other = fallback === 0 ? undefined : literalAt(text, at + fallback);
    if (other !== undefined) {
      yield { ...other, form: "literal", isSure: false };
      return;
    }
  }
  const block = at + lengthAt(/[|>][+-]?\d?[ \t]*\r?\n[ \t+]{1,80}/y, text, at);
  if (block > at) {
    yield line(text, block);
    return;
  }
  const items = /[[({][ \t]{0,4}(?:\r?\n[ \t+]{0,80})?(?=["'])/y;
  const list = at + lengthAt(items, text, at);
  if (list > at) {
    yield* literals(text, list);
    return;
  }
  const sequence = at + lengthAt(/\r?\n[ \t+]{0,80}-[ \t]{1,4}/y, text, at);
  if (sequence > at && mark === ":") {
    yield* sequenceItems(text, sequence);
    return;
  }
  if (isComparison && mark !== "|") return;
  const isLine = lineBefore.test(before) && mark !== "|" && broken === at;
  if (isLine) yield line(text, at);
  // `PGPASSWORD=value command`.
  if (isLine && mark === "=" && at === end + 1 && !/[a-z]/.test(text.slice(name.start, name.end)))
    yield word(text, at, true);
  if (isLine) return;
  if (broken === at && !/[ \t]/.test(text.slice(end, at))) yield word(text, at, true);
  else if (mark === "|" || mark === ":" || mark === "=") yield word(text, at, false);
}

/** An operator that gives a value, also by comparing: `=`, `:=`, `=>`, `??`. Near miss: `,`. */
const operator =
  /[ \t]{0,40}(?:[?+~]=|:=|=>|<-|->|[=!]==?|\?\?=|\|\|=?|\?\?|\?:|::?=?|=|(?<=["'][ \t])to(?=[ \t]["'])|\|)[ \t]{0,40}/y;
/** A type between a name and its value: `: string = "`, ` &'static str = "`. Near miss: `: string;`. */
const typed =
  /(?:[ \t]{0,3}\{[\w; ]{0,40}\}[ \t]{0,3}=[ \t]{0,3}|(?:[ \t]{0,3}:[ \t]{0,3}|[ \t]{1,8})[A-Za-z&*[\]][\w&'<>[\]|?*. ]{0,40}?(?:\(\d{1,5}\))?[ \t]{0,8}:?=[ \t]{0,8}(?:(?:new[ ]\w{1,30}|Some|Just|Ok|Secure\w{1,10}|Secret\w{0,10})\()?)(?=[bBrRuUfLN@$#]{0,3}["'`])/y;
/** A wrapper of a literal before it is assigned: `new SecureString(`, `[]byte(`, `Some(`, `!!str `. Near miss: `a + `. */
const wrapper =
  /(?:(?:await|new|return|not|YES|else|then|&\w{1,20}|!![a-z]{1,10})[ \t]{1,3}){0,2}(?:[\w.:<>[\]&*!]{1,40}(?:\([ \t]{0,3}|[ \t]{1,3}(?=["'])(?!["']\w{0,3}["'],)))?/y;
/** Wrappers whose literal is only a key for a lookup: `getenv(`, `t(`. Near miss: `String(`. */
const lookUp =
  /(?:env|get|read|load|fetch|find|input|prompt|ask|config|param|request|form|field|column|(?:^|\W)t|i18n|trans\w*|label|req\w*|import|lookup|ref|secret\w*|query|select\w*|match|test|expect|path|join|file|url|printf|format|log|error|raise|throw|argument|option|header|cookie|prop\w*|attr\w*|const\w*|type\w*|len\w*|key|regex\w*|compile|split|replace|parse\w*|describe|it|__?)\($/i;

/** A value in an object of its own: ` {"value": `. Near miss: ` {"length": `. */
const objectValue =
  /[ \t]{0,3}(?:\{\s{0,40}|\r?\n[ \t+]{1,40})["']?(?:value|default|_value|plain_?text|stringValue|content)["']?[ \t]{0,3}(?:=>|[:=])[ \t]{0,3}/iy;

/** The beginning of a line that gives a value to the name after it: `export `, `+  `, `// `. Near miss: `return a ? `. */
const lineBefore =
  /^[+\-> \t*#;/|!%"'`]{0,80}(?:(?:export|set|setx|setenv|env|ENV|ARG|let|var|val|const|def|static|final|public|private|protected|readonly|my|our|local|declare|global|rem|TODO|NOTE|dim|string|char|auto)[ \t]{1,8}|-[eDvx][ \t]{0,3}|--[a-z-]{1,30}[ =]|Environment=|[\w-]{1,30}: (?=[A-Z_]+$)){0,4}["'$@:&]{0,3}$/;

/** A text whose lines come below: `<<'EOF'`, PHP's `<<<EOT`, PowerShell's `@'`. Near miss: `<<< "word"`. */
const hereDocument = /[ \t]{0,3}(?:<<[<~-]?[ \t]?["']?\w{1,20}["']?|@["'])[ \t]*\r?\n[ \t+]{0,80}/y;

/** The default argument of a call: `Field(default=`, `config("NAME", default=`. Near miss: `defaults(`. */
const defaultArgument =
  /(?:[A-Za-z][\w[\]. |?]{0,40}?[ \t]=[ \t])?[\w.]{1,40}\((?:[^\n()]{0,80},[ \t]{0,3})?(?:default|default_value|fallback)[ \t]{0,3}[=:][ \t]{0,3}(?=["'])/y;

/** Words that give a name a value: `password is`, `パスワードは`. Near miss: `password isn't`. */
const connective =
  /[ \t]{0,4}(?:(?:is|was|are|ist|lautet|war|est|es|e'|era|jest|(?:for|of|on|to) (?:\w{1,20} ){1,4}(?:is|=|:)|by|as)[ \t]{1,4}:?[ \t]{0,3}|[是为為は:는은가])[ \t]{0,3}/iy;

/** Yields the other values of several at once, `user, password = "a", "b"`: those after the first. */
function* others(text: string, after: number, before: string): Iterable<AssignedValue> {
  if (!/^[\s\w,.$@]{1,80},[ \t]*[$@]?$/.test(before)) return;
  const at = after + lengthAt(/[ \t]{0,3},[ \t]{0,3}/y, text, after);
  const literal = at > after ? literalAt(text, at) : undefined;
  if (literal !== undefined) yield { ...literal, form: "literal", isSure: true };
}

/** Yields the first few literals of a list. */
function* literals(text: string, from: number, isSure = false): Iterable<AssignedValue> {
  let at = from;
  for (let count = 0; count < 8; count++) {
    const literal = literalAt(text, at);
    if (literal === undefined) return;
    yield { ...literal, form: "literal", isSure };
    const comma = lengthAt(/\s{0,3},\s{0,40}/y, text, literal.after);
    if (comma === 0) return;
    at = literal.after + comma;
  }
}

function* sequenceItems(text: string, from: number): Iterable<AssignedValue> {
  let at = from;
  for (let count = 0; count < 4; count++) {
    const value = literalOrLine(text, at);
    yield value;
    const end = text.indexOf("\n", value.end);
    const next = end < 0 ? 0 : lengthAt(/\n[ \t+]{0,80}-[ \t]{1,4}/y, text, end);
    if (next === 0) return;
    at = end + next;
  }
}
