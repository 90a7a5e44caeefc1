import type { Span } from "../promptText";
import { literalAt } from "./literal";

/** A value that a name is given. */
export interface AssignedValue extends Span {
  /** `literal`: in quotes. `line`: bare, the rest of its line. `word`: bare, one word of a line. */
  readonly form: "literal" | "line" | "word";
  /** Whether the place says that the name gets this value; otherwise the value itself must say that it is a secret. */
  readonly isSure: boolean;
}

/** How far back the text before a name is read, in UTF-16 units. */
const beforeChars = 160;

/** The signs that close a name: `"password"]`, `password)`, `**password**`, `password[32]`, `password!`. Near miss: `password[i + 1]`. */
const nameEnd = /(?:\\?["'`])?(?:\[\w{0,8}\])?\]?\)?\}?(?:\*\*|__|\*|_)?[!?]?/y;
/** An operator that gives a value, also by comparing: `=`, `:=`, `=>`, `??`. Near miss: `,`. */
const operator =
  /[ \t]{0,40}(?:[?+~]=|:=|=>|<-|->|[=!]==?|\?\?=|\|\|=?|\?\?|\?:|::?=?|=|(?<=["'][ \t])to(?=[ \t]["'])|\|)[ \t]{0,40}/y;
/** A type between a name and its value: `: string = "`, ` &'static str = "`. Near miss: `: string;`. */
const typed =
  /(?:[ \t]{0,3}\{[\w; ]{0,40}\}[ \t]{0,3}=[ \t]{0,3}|(?:[ \t]{0,3}:[ \t]{0,3}|[ \t]{1,8})[A-Za-z&*[\]][\w&'<>[\]|?*. ]{0,40}?(?:\(\d{1,5}\))?[ \t]{0,8}:?=[ \t]{0,8}(?:(?:new[ ]\w{1,30}|Some|Just|Ok|Secure\w{1,10}|Secret\w{0,10})\()?)(?=[bBrRuUfLN@$#]{0,3}["'`])/y;
/** A wrapper of a literal before it is assigned: `new SecureString(`, `[]byte(`, `Some(`, `!!str `. Near miss: `a + `. */
const wrapper =
  /(?:(?:await|new|return|not|YES|else|then|&\w{1,20}|!![a-z]{1,10})[ \t]{1,3}){0,2}(?:[\w.:<>[\]&*!]{1,40}(?:\([ \t]{0,3}|[ \t]{1,3}(?=["'])(?!["']\w{0,3}["'],)))?/y;
/** Wrappers whose literal is the name of something to look up: `getenv(`, `t(`. Near miss: `String(`. */
const lookUp =
  /(?:env|get|read|load|fetch|find|input|prompt|ask|config|param|request|form|field|column|(?:^|\W)t|i18n|trans\w*|label|req\w*|import|lookup|ref|secret\w*|query|select\w*|match|test|expect|path|join|file|url|printf|format|log|error|raise|throw|argument|option|header|cookie|prop\w*|attr\w*|const\w*|type\w*|len\w*|key|regex\w*|compile|split|replace|parse\w*|describe|it|__?)\($/i;
/** A field behind a name that holds its value, in the same object, element or block: `"\n value: `, `", Value="`. Near miss: `", "name": "`. */
const valueName =
  /["']?(?:(?!\b(?:name|key)\b)[^{}<>[\]]){0,120}?\b(?:\w{0,20}value|val|default|content|plain_?text|data|text|v)["']?[ \t]{0,3}(?:=>|[:=])[ \t]{0,3}/iy;
/** A variable's default in its block: `" {\n default = `. Near miss: `" {}`. */
const blockDefault = /["']?[ \t]{0,3}\{(?:[^{}]){0,200}?\b(?:default|value)[ \t]{0,3}[=:][ \t]{0,3}/iy;
/** A value in an object of its own: ` {"value": `. Near miss: ` {"length": `. */
const objectValue =
  /[ \t]{0,3}(?:\{\s{0,40}|\r?\n[ \t+]{1,40})["']?(?:value|default|_value|plain_?text|stringValue|content)["']?[ \t]{0,3}(?:=>|[:=])[ \t]{0,3}/iy;
/** A field before a name that makes it the name of something: `- name: `, `ParameterKey="`. Near miss: `value: `. */
const namingBefore =
  /(?:^|[\s{(<,;-])["']?(?:(?:option|parameter|setting|variable|param|env|field|config)_?(?:name|key)|name|key|id|type|field|param(?:eter)?|variable|var|env|option|property|setting|label|k|n|code|ref|identifier|@name|Name|Key)["']?[ \t]{0,3}(?:=>|[:=])?[ \t]{0,3}["']?$/i;
/** The value before its name: `value: hunter22\n  name: `. Near miss: `value: x, size: `. */
const valueBefore =
  /\b(?:value|val|content|default)["']?[ \t]{0,3}(?:=>|[:=])[ \t]{0,3}(?:"([^"\n]{1,200})"|'([^'\n]{1,200})'|([^\s"',;{}<>]{1,200}))[\s,]{1,60}[-+ \t]{0,40}["']?(?:name|key|id)["']?[ \t]{0,3}(?:=>|[:=])[ \t]{0,3}["']?$/di;
/** The beginning of a line that gives the name behind it a value: `export `, `+  `, `// `. Near miss: `return a ? `. */
const lineBefore =
  /^[+\-> \t*#;/|!%"'`]{0,80}(?:(?:export|set|setx|setenv|env|ENV|ARG|let|var|val|const|def|static|final|public|private|protected|readonly|my|our|local|declare|global|rem|TODO|NOTE|dim|string|char|auto)[ \t]{1,8}|-[eDvx][ \t]{0,3}|--[a-z-]{1,30}[ =]|Environment=|[\w-]{1,30}: (?=[A-Z_]+$)){0,4}["'$@:&]{0,3}$/;
/** A directive that takes a name and a value with blanks between: `ENV `, `#define `. Near miss: `echo `. */
const directiveBefore =
  /^[+\-> \t#]{0,60}(?:RUN[ \t]+|launchctl[ \t]+)?(?:ENV|ARG|setenv|setx|#?[ \t]*define|set(?: -\w{1,4})?|\\set|export|defaults write \S{1,80})[ \t]{1,8}["']?$/i;
/** A login before a password: `login ann `, or the line's beginning. Near miss: `see `. */
const loginBefore = /(?:^[+\- \t>#]{0,60}|\b(?:login|user|account)[ \t]{1,4}\S{1,80}[ \t]{1,4})$/;

/** Lists the values that the name at `name` may be given, in all the ways that languages, files and command lines have. */
export function* assignedValues(text: string, name: Span): Iterable<AssignedValue> {
  const lineStart = text.lastIndexOf("\n", name.start - 1) + 1;
  const before = text.slice(Math.max(lineStart, name.start - beforeChars), name.start);
  const end = name.end + lengthAt(nameEnd, text, name.end);
  if (isElementName(before)) {
    yield* tagged(text, name, before);
    return;
  }
  const given = [...direct(text, name, end, before)];
  if (given.length > 0) {
    yield* given;
    return;
  }
  yield* called(text, name);
  yield* tagged(text, name, before);
  yield* paired(text, name, before);
  yield* compared(name, before);
  yield* filled(text, name);
  yield* spaced(text, name, end, before);
  yield* inserted(text, name, before);
}

/** Tells whether a name after this is that of an element: `<`, `<ns:`. */
function isElementName(before: string): boolean {
  return (
    before.endsWith("<") || (before.endsWith(":") && /^<[\w.-]{1,40}:$/.test(before.slice(before.lastIndexOf("<"))))
  );
}

/** `name = value` and what is like it. */
function* direct(text: string, name: Span, end: number, before: string): Iterable<AssignedValue> {
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
    // `expression || "value"`, `expression ?: "value"`: what is taken where there is none.
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

/** A text whose lines come below: `<<'EOF'`, PHP's `<<<EOT`, PowerShell's `@'`. Near miss: `<<< "word"`. */
const hereDocument = /[ \t]{0,3}(?:<<[<~-]?[ \t]?["']?\w{1,20}["']?|@["'])[ \t]*\r?\n[ \t+]{0,80}/y;

/** What a call gives where there is no other: `Field(default=`, `config("NAME", default=`. Near miss: `defaults(`. */
const defaultArgument =
  /(?:[A-Za-z][\w[\]. |?]{0,40}?[ \t]=[ \t])?[\w.]{1,40}\((?:[^\n()]{0,80},[ \t]{0,3})?(?:default|default_value|fallback)[ \t]{0,3}[=:][ \t]{0,3}(?=["'])/y;

/** Words that say that a name has a value: `password is`, `パスワードは`. Near miss: `password isn't`. */
const connective =
  /[ \t]{0,4}(?:(?:is|was|are|ist|lautet|war|est|es|e'|era|jest|(?:for|of|on|to) (?:\w{1,20} ){1,4}(?:is|=|:)|by|as)[ \t]{1,4}:?[ \t]{0,3}|[是为為は:는은가])[ \t]{0,3}/iy;

/** Several values at once, `user, password = "a", "b"`: the ones behind the first. */
function* others(text: string, after: number, before: string): Iterable<AssignedValue> {
  if (!/^[\s\w,.$@]{1,80},[ \t]*[$@]?$/.test(before)) return;
  const at = after + lengthAt(/[ \t]{0,3},[ \t]{0,3}/y, text, after);
  const literal = at > after ? literalAt(text, at) : undefined;
  if (literal !== undefined) yield { ...literal, form: "literal", isSure: true };
}

/** The literals of a list, a few. */
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

/** The body of a function that gives its value: `() { return `, `() => `. Near miss: `() { log(`. */
const returning = /\(\)[\w: ?]{0,30}(?:\{\s{0,40}return[ \t]{1,3}|=>?[ \t]{0,3}|\{[ \t]{0,3})(?=["'`])/y;

/** `setPassword("value")`, `.password(user, "value")`. */
function* called(text: string, name: Span): Iterable<AssignedValue> {
  const body = lengthAt(returning, text, name.end);
  const returned = body > 0 ? literalAt(text, name.end + body) : undefined;
  if (returned !== undefined) yield { ...returned, form: "literal", isSure: true };
  const open = lengthAt(
    /(?:<\w{0,20}>)?[ \t]{0,2}(?:\([ \t\n]{0,20}(?:(?:Some|new[ ]\w{1,30}|String::from)\()?|\{(?=\w{0,2}["']))/y,
    text,
    name.end,
  );
  if (open === 0) return;
  const first = name.end + open;
  const skipped = lengthAt(/(?:[\w.$@]{1,40}|"[\w@.-]{1,40}"|'[\w@.-]{1,40}'),[ \t]{0,3}/y, text, first);
  const literal = (skipped > 0 ? literalAt(text, first + skipped) : undefined) ?? literalAt(text, first);
  if (literal === undefined) return;
  const identifier = text.slice(name.start, name.end);
  const isSetter =
    /^(?:[\w.]*\.)?(?:set|with|use|add|update|change|assign|put)_?(?=[A-Z_]|pass|pw)/i.test(identifier) ||
    /\.(?!pass$)/.test(identifier) ||
    !/[a-z]/.test(identifier);
  yield { ...literal, form: "literal", isSure: isSetter };
}

/** `<password>value</password>`, `<entry key="password">value</entry>`, `<key>password</key><string>value</string>`. */
function* tagged(text: string, name: Span, before: string): Iterable<AssignedValue> {
  const isElement = isElementName(before);
  const open = isElement
    ? lengthAt(/(?:[ \t][^<>\n]{0,200})?>\s{0,40}(?:<(?:value|string)>\s{0,40})?(?:<!\[CDATA\[)?/iy, text, name.end)
    : lengthAt(
        /(?:["'][^<>\n]{0,100}>|<\/[\w:.-]{1,30}>\s{0,60}<[\w:.-]{1,30}[^<>\n]{0,80}>)\s{0,40}(?:<(?:value|string)>\s{0,40})?(?:<!\[CDATA\[)?/y,
        text,
        name.end,
      );
  if (open === 0) return;
  const start = name.end + open;
  const length = lengthAt(/[^<\n]{1,300}?(?=[ \t]*(?:\]\]>|<|\r?\n|$))/y, text, start);
  if (length > 0) yield { start, end: start + length, form: "line", isSure: isElement };
}

/** Names and values as fields of one thing: `- name: PASSWORD` and `value: x` below, `<add key="Password" value="x"/>`. */
function* paired(text: string, name: Span, before: string): Iterable<AssignedValue> {
  const block = /\b(?:variable|var|output|resource)[ \t]+["']$/.test(before)
    ? lengthAt(blockDefault, text, name.end)
    : 0;
  if (block > 0) yield literalOrLine(text, name.end + block);
  if (!namingBefore.test(before.slice(-30))) return;
  const forward = lengthAt(valueName, text, name.end);
  if (forward > 0) yield literalOrLine(text, name.end + forward);
  const body = lengthAt(/["'][^\n]{0,60}\r?\n\r?\n/y, text, name.end);
  if (body > 0 && /form-data/i.test(before)) yield line(text, name.end + body);
  const backward = valueBefore.exec(text.slice(Math.max(0, name.start - beforeChars), name.start));
  const group = backward?.indices?.slice(1).find(Boolean);
  const base = Math.max(0, name.start - beforeChars);
  if (group !== undefined) yield { start: base + group[0], end: base + group[1], form: "literal", isSure: true };
}

function literalOrLine(text: string, at: number): AssignedValue {
  const literal = literalAt(text, at);
  return literal === undefined ? line(text, at) : { ...literal, form: "literal", isSure: true };
}

/** A directive of nginx that names a server: `proxy_pass`. Near miss: `smtp_pass`. */
const nginxDirective = /^(?:proxy|fastcgi|uwsgi|grpc|scgi|memcached)_pass$/;

/** Blanks or a comma between name and value: `--password x`, `"password", "x"`, `PASSWORD 'x'`, `ENV PASSWORD x`. */
function* spaced(text: string, name: Span, end: number, before: string): Iterable<AssignedValue> {
  const isFlag = /(?:^|[\s"'`([,=])--?[\w.-]{0,60}$/.test(before + text.slice(name.start, name.end));
  const quote = name.end + lengthAt(/["'`]/y, text, name.end);
  const comma = lengthAt(/[ \t]{0,3},\s{0,40}/y, text, quote);
  if (comma > 0 && (quote > name.end || /(?:\bset[ \t]{1,3}:|\{)$/.test(before))) {
    const literal = literalAt(text, quote + comma);
    const isSure =
      isFlag ||
      /[:{]$/.test(before) ||
      /[[({]\s{0,20}[[({]["'`]$|\],\s{0,20}\[["'`]$|\),\s{0,20}\(["'`]$|\b(?:define|put|entry|pair|tuple|set\w*|append|add\w*|fill\w*|type\w*|enter\w*|env|getenv|get|getOr\w+|getProperty|header|insert|with\w*|default|param\w*|field|config|property)\(\s*["'`][@:$#.]?$/i.test(
        before,
      );
    // The definition of a flag: `"--password", default="value"`.
    const defaulted = lengthAt(/[^\n()]{0,80}?\bdefault[ \t]?[=:][ \t]?(?=["'])/y, text, quote + comma);
    const given = literal ?? (isFlag && defaulted > 0 ? literalAt(text, quote + comma + defaulted) : undefined);
    if (given !== undefined) yield { ...given, form: "literal", isSure };
    return;
  }
  const gap = lengthAt(/[ \t]{1,40}/y, text, end);
  if (gap === 0 || nginxDirective.test(text.slice(name.start, name.end))) return;
  const at = end + gap;
  const literal = literalAt(text, at);
  // Prose: "pass `x` to it".
  const identifier = text.slice(name.start, name.end);
  const isLogin = loginBefore.test(before);
  if (
    literal?.quote === "`" ||
    (/^pass$/i.test(identifier) && !/\blogin\b/.test(before) && !isFlag && literal === undefined)
  )
    return;
  if (literal !== undefined && literal.start > at)
    yield {
      ...literal,
      form: "literal",
      isSure:
        isFlag ||
        !/[a-z]/.test(text.slice(name.start, name.end)) ||
        /^[\s+(]*(?:\w{1,10}[ \t]{1,4})?$|[(=,:|;{]\s*$/.test(before),
    };
  else if (directiveBefore.test(before)) yield line(text, at);
  else if (/^identified.by$/i.test(identifier)) yield word(text, at, false);
  else if (isFlag || isLogin) {
    // A line of `.netrc`, where nothing is code.
    if (/\b(?:login|account)\b/.test(before)) {
      yield { ...word(text, at, true), form: "literal" };
      return;
    }
    // A directive, `AuthLDAPBindPassword value`, and not the prose "password value".
    const value = word(text, at, false);
    const isWhole = /^[ \t]*(?:\r?\n|$)/.test(text.slice(value.end, value.end + 20));
    const isDirective =
      isWhole && /^\s*$/.test(before) && /^[A-Z][a-z]*[A-Z]|requirepass|masterauth|bindpw|rootpw/.test(identifier);
    yield isDirective ? { ...value, isSure: true } : value;
  }
}

/** A literal that the name behind it is compared with: `assertEquals("value", user.password)`, `"value".equals(password)`. Near miss: `("value", password`. */
const comparedBefore =
  /(?:\b(?:assert|expect|equal|is_?equal)\w{0,20}(?:\.\w{1,20})?\(\s{0,20}(?:"([^"\n]{4,100})"|'([^'\n]{4,100})'),\s{0,20}|(?:"([^"\n]{4,100})"|'([^'\n]{4,100})')(?:[ \t]?[=!]==?[ \t]?|\.equals(?:IgnoreCase)?\())$/di;

function* compared(name: Span, before: string): Iterable<AssignedValue> {
  const group = comparedBefore.exec(before)?.indices?.slice(1).find(Boolean);
  const base = name.start - before.length;
  if (group !== undefined) yield { start: base + group[0], end: base + group[1], form: "literal", isSure: true };
}

/** What types into a field that was found by its name: `"password"]').type(`, `"Password"), `, `"Password", with: `, or says what it is: `password).toBe(`. Near miss: `"password").focus(`. */
const typing =
  /["'`]?\]?["'`]?\){0,2}(?:(?:\.(?:first|clear)(?:\(\))?)?\.(?:type|fill|send_?keys|set_?value|val|set|input_?text|press_?sequentially)\(|\)?\.(?:to_?be|to_?equal|to_?eq|is_?equal_?to|equals?)\(|(?:\),|,[ \t]?with:)[ \t]?)(?=["'`])/iy;

function* filled(text: string, name: Span): Iterable<AssignedValue> {
  const length = lengthAt(typing, text, name.end);
  const literal = length > 0 ? literalAt(text, name.end + length) : undefined;
  if (literal !== undefined) yield { ...literal, form: "literal", isSure: true };
}

/** `INSERT INTO users (name, password) VALUES ('ann', 'value')`, a value by its column. */
function* inserted(text: string, name: Span, before: string): Iterable<AssignedValue> {
  const open = lengthAt(insertedValues, text, name.end);
  const columns = /\(([^()]{0,200})$/.exec(before)?.[1];
  if (open === 0 || columns === undefined) return;
  let at = name.end + open;
  for (let left = columns.split(",").length - 1; left > 0; left--) {
    const literal = literalAt(text, at);
    const from = literal?.after ?? at;
    at = from + lengthAt(/[^,()'"]{0,60}(?:\([^()]{0,60}\))?,\s{0,20}/y, text, from);
    if (at === from) return;
  }
  const literal = literalAt(text, at);
  if (literal !== undefined) yield { ...literal, form: "literal", isSure: true };
}
/** From a column to the values of a row: `, age) VALUES (`. Near miss: `) SELECT `. */
const insertedValues = /["'`]?(?:,[^()]{0,200})?\)\s{0,20}values?\s{0,20}\(\s{0,20}/iy;

/** The rest of a line, without a comment, an end mark and a backslash behind it. */
function line(text: string, start: number): AssignedValue {
  const rest = /^[^\n\r]{0,400}/.exec(text.slice(start, start + 401))?.[0] ?? "";
  const kept = rest.replace(/[ \t]+(?:#|\/\/|--|;|\/\*)(?:[ \t].*)?$/, "").replace(/[ \t]*\\?[ \t]*$/, "");
  // A key longer than a line that is read is one to its end.
  const tail = kept.length === 400 ? lengthAt(/[\w+/=.~%-]{1,4000}/y, text, start + 400) : 0;
  return { start, end: start + kept.length + tail, form: "line", isSure: true };
}

/** A word without quotes: `a&b`. Near miss: what follows in `a&&b`, and in a query, `a&user=b`. */
const bareWord = /(?:[^\s"'`<>;&]|&(?!amp;|[&\s]|\w{1,40}=)){1,200}/y;

/** One word of a line. */
function word(text: string, start: number, isSure: boolean): AssignedValue {
  const length = lengthAt(bareWord, text, start);
  const kept = text.slice(start, start + length).replace(/[,)\]}:]+$/, "");
  return { start, end: start + kept.length, form: "word", isSure };
}

/** How many characters a sticky expression takes at `offset`: 0 where it doesn't match. */
function lengthAt(pattern: RegExp, text: string, offset: number): number {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0].length ?? 0;
}
