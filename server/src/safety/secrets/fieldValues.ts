import type { Span } from "../promptText";
import { beforeChars, lengthAt, line, literalOrLine, type AssignedValue } from "./valueText";

/** Reports whether a name after this text is an element's: `<`, `<ns:`. */
export function isElementName(before: string): boolean {
  return (
    before.endsWith("<") || (before.endsWith(":") && /^<[\w.-]{1,40}:$/.test(before.slice(before.lastIndexOf("<"))))
  );
}

/** Yields values of elements: `<password>value</password>`, `<entry key="password">value</entry>`, `<key>password</key><string>value</string>`. */
export function* taggedValues(text: string, name: Span, before: string): Iterable<AssignedValue> {
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

/** Yields values of names given as fields of one thing: `- name: PASSWORD` and `value: x` below, `<add key="Password" value="x"/>`. */
export function* pairedValues(text: string, name: Span, before: string): Iterable<AssignedValue> {
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

/** A field after a name that holds its value, in the same object, element or block: `"\n value: `, `", Value="`. Near miss: `", "name": "`. */
const valueName =
  /["']?(?:(?!\b(?:name|key)\b)[^{}<>[\]]){0,120}?\b(?:\w{0,20}value|val|default|content|plain_?text|data|text|v)["']?[ \t]{0,3}(?:=>|[:=])[ \t]{0,3}/iy;
/** A variable's default in its block: `" {\n default = `. Near miss: `" {}`. */
const blockDefault = /["']?[ \t]{0,3}\{(?:[^{}]){0,200}?\b(?:default|value)[ \t]{0,3}[=:][ \t]{0,3}/iy;

/** A field before a word that makes it the name of something: `- name: `, `ParameterKey="`. Near miss: `value: `. */
const namingBefore =
  /(?:^|[\s{(<,;-])["']?(?:(?:option|parameter|setting|variable|param|env|field|config)_?(?:name|key)|name|key|id|type|field|param(?:eter)?|variable|var|env|option|property|setting|label|k|n|code|ref|identifier|@name|Name|Key)["']?[ \t]{0,3}(?:=>|[:=])?[ \t]{0,3}["']?$/i;
/** The value before its name: `value: hunter22\n  name: `. Near miss: `value: x, size: `. */
const valueBefore =
  /\b(?:value|val|content|default)["']?[ \t]{0,3}(?:=>|[:=])[ \t]{0,3}(?:"([^"\n]{1,200})"|'([^'\n]{1,200})'|([^\s"',;{}<>]{1,200}))[\s,]{1,60}[-+ \t]{0,40}["']?(?:name|key|id)["']?[ \t]{0,3}(?:=>|[:=])[ \t]{0,3}["']?$/di;
