import type { Span } from "../promptText";
import { literalAt } from "./literal";
import { lengthAt, line, word, type AssignedValue } from "./valueText";

/** Yields values after blanks or a comma: `--password x`, `"password", "x"`, `PASSWORD 'x'`, `ENV PASSWORD x`. */
export function* spacedValues(text: string, name: Span, end: number, before: string): Iterable<AssignedValue> {
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
    // A line of `.netrc`, which contains no code.
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

/** A directive of nginx that names a server: `proxy_pass`. Near miss: `smtp_pass`. */
const nginxDirective = /^(?:proxy|fastcgi|uwsgi|grpc|scgi|memcached)_pass$/;

/** A directive that takes a name and a value with blanks between: `ENV `, `#define `. Near miss: `echo `. */
const directiveBefore =
  /^[+\-> \t#]{0,60}(?:RUN[ \t]+|launchctl[ \t]+)?(?:ENV|ARG|setenv|setx|#?[ \t]*define|set(?: -\w{1,4})?|\\set|export|defaults write \S{1,80})[ \t]{1,8}["']?$/i;
/** A login before a password: `login ann `, or the line's beginning. Near miss: `see `. */
const loginBefore = /(?:^[+\- \t>#]{0,60}|\b(?:login|user|account)[ \t]{1,4}\S{1,80}[ \t]{1,4})$/;
