import { ThinkingCutter } from "../../model/cloud/thinking";
import { isRecord } from "../../base/isRecord";
import { isTalk } from "../../model/prompt/talk";
import { takeFrame } from "../style/frame";
import { readLenient } from "./lenientJson";
import { languageOfSubjects, type MessageLanguage } from "../style/messageLanguage";
import { openingVerb } from "../style/verbs";

/** Fields of a model's answer to a request for a message. All but the subject may be empty. */
export interface AnswerFields {
  readonly type: string;
  readonly scope: string;
  readonly subject: string;
  readonly body: string;
}

/** Other names that models give to the fields. */
const subjectNames = ["subject", "title", "header", "summary", "commit_message", "commitmessage", "message", "commit"];
const bodyNames = ["body", "description", "details"];
/** Most brackets of an answer that are tried, and most values within values. */
const mostLooks = 50;
const mostNested = 4;

/**
 * Reads a message in any form that a model gives it. It may be JSON among words, in a fence, in a string or an array, with faults; labelled lines; or
 * the message itself. `undefined` for an answer that contains none.
 */
export function answerFields(answer: string, language: MessageLanguage): AnswerFields | undefined {
  const said = withoutThinking(answer);
  return (
    jsonFields(said) ??
    (/[{}]/.test(said) ? undefined : (labelledFields(said) ?? messageFields(unfenced(said), language)))
  );
}

/** Reads a message in an unfinished answer; only JSON shows early which words are the subject. */
export function partialFields(answer: string): AnswerFields | undefined {
  return jsonFields(withoutThinking(answer));
}

function withoutThinking(answer: string): string {
  const cutter = new ThinkingCutter({ document: "", isInside: true });
  return (cutter.add(answer).text + cutter.end()).trim();
}

/** Returns the last object that is a message, since thoughts come before it; of several in one list the first. */
function jsonFields(said: string): AnswerFields | undefined {
  const whole = /^["'“‘]|^\[\s*["'“‘]/.test(unfenced(said)) ? readLenient(unfenced(said), 0) : undefined;
  let found = whole === undefined ? undefined : fieldsIn(whole.value, 0);
  let foundEnd = -1;
  let lookCount = 0;
  for (let start = said.indexOf("{"); start >= 0 && lookCount < mostLooks; lookCount++) {
    const { fields, end } = objectAt(said, start);
    const isListed = found !== undefined && foundEnd >= 0 && /^[\s,]*$/.test(said.slice(foundEnd, start));
    if (fields !== undefined && !isListed) found = fields;
    if (fields !== undefined) foundEnd = end;
    // A bracket that begins no message may contain one that does.
    start = said.indexOf("{", fields === undefined ? start + 1 : Math.max(end, start + 1));
  }
  return found;
}

function objectAt(said: string, start: number): { fields: AnswerFields | undefined; end: number } {
  // JSON in a string: its quotes and line ends are escaped.
  const isInString = /^\{\s*(?:\\n\s*)*\\+["']/.test(said.slice(start, start + 80));
  const text = isInString
    ? said
        .slice(start)
        .replace(/\\+(["'])/g, "$1")
        .replace(/\\n(?=\s*["'}])/g, "\n")
    : said;
  const read = readLenient(text, isInString ? 0 : start);
  return {
    fields: read === undefined ? undefined : fieldsIn(read.value, 0),
    end: isInString ? said.length : (read?.end ?? start),
  };
}

function fieldsIn(value: unknown, depth: number): AnswerFields | undefined {
  if (depth > mostNested) return undefined;
  if (typeof value === "string") {
    const text = value.trim();
    return text.startsWith("{") ? fieldsIn(readLenient(text, 0)?.value, depth + 1) : messageFields(text, "en");
  }
  if (Array.isArray(value))
    return value.map((item: unknown) => fieldsIn(item, depth + 1)).find((one) => one !== undefined);
  if (!isRecord(value)) return undefined;
  const byName = new Map(Object.entries(value).map(([name, field]) => [name.toLowerCase(), field]));
  const text = (...names: readonly string[]): string =>
    names.map((name) => textOf(byName.get(name))).find((one) => one !== "") ?? "";
  const subject = text(...subjectNames);
  if (subject === "" || subject.startsWith("{")) {
    return Object.values(value)
      .filter((one) => typeof one === "object" || (typeof one === "string" && one.trim().startsWith("{")))
      .map((one) => fieldsIn(one, depth + 1))
      .find((one) => one !== undefined);
  }
  const { first, rest } = takeFirstLine(subject);
  return {
    type: text("type"),
    scope: text("scope"),
    subject: first,
    body: [rest, text(...bodyNames)].filter((part) => part !== "").join("\n\n"),
  };
}

/** Returns a field's text; a list becomes lines of a list. */
function textOf(field: unknown): string {
  if (Array.isArray(field))
    return field
      .map((item: unknown) => textOf(item).replace(/^(?![-*•] )(?=\S)/, "- "))
      .filter((line) => line !== "")
      .join("\n");
  if (typeof field !== "string") return "";
  return field.replace(/\p{Cc}/gu, (sign) => (sign === "\n" ? "\n" : " ")).trim();
}

/** A line with a field's name, as in YAML or in a list: `subject: Add a`, `- **Type:** feat`; not `fix: a`. */
const labelled =
  /^\s*(?:[-*•]\s+)?[*_"'`]*((?:(?:git|suggested|proposed|final)\s+)?commit(?:\s+message)?|type|scope|subject(?:\s+line)?|title|header|summary|message|body|description|details)[*_"'`]*\s*[:=][*_]*(?:\s+(.*))?$/i;

/** Reads lines that begin with a field's name, if no other text comes before them. */
function labelledFields(said: string): AnswerFields | undefined {
  const fields = new Map<string, string[]>();
  let lines: string[] | undefined;
  for (const line of unfenced(said).split("\n")) {
    const [, label = "", value = ""] = labelled.exec(line) ?? [];
    const name = label
      .toLowerCase()
      .replace(/^(?:git|suggested|proposed|final)\s+|\s+line$/g, "")
      .replace(/\s+/g, "_");
    if (name !== "" && !fields.has(name)) {
      lines = [withoutMarks(value.replace(/^[|>][-+]?$/, ""))];
      fields.set(name, lines);
    } else if (lines !== undefined) lines.push(line.replace(/^ {1,4}/, ""));
    else if (line.trim() !== "" && !isAnnouncement(line) && !/^---$/.test(line.trim())) return undefined;
  }
  const text = (...names: readonly string[]): string =>
    names.map((name) => fields.get(name)?.join("\n").trim() ?? "").find((one) => one !== "") ?? "";
  const { first, rest } = takeFirstLine(text(...subjectNames));
  if (first === "") return undefined;
  const body = [untilTalk(rest), untilTalk(text(...bodyNames))].filter((part) => part !== "").join("\n\n");
  return {
    type: text("type").split("\n", 1)[0] ?? "",
    scope: text("scope").split("\n", 1)[0] ?? "",
    subject: withoutMarks(first),
    body,
  };
}

/** Reads an answer that is the message itself, perhaps announced; `undefined` if its first line isn't a subject. */
function messageFields(said: string, language: MessageLanguage): AnswerFields | undefined {
  const lines = said.split("\n");
  const start = lines.findIndex((line) => line.trim() !== "" && !isAnnouncement(line));
  if (start === -1) return undefined;
  // `Here is the message: Add a`
  const announced = /^[^:]{0,40}\b(?:message|commit)[^:]{0,20}:\s+(\S.*)$/i.exec(lines[start])?.[1];
  const subject = withoutMarks(announced ?? lines[start]);
  if (!isSubject(subject, language)) return undefined;
  // The first of a list of messages.
  const isOneOfMany = /^\s*\d[.)][ \t]/.test(lines[start]);
  const rest = isOneOfMany ? "" : lines.slice(start + 1).join("\n");
  return { type: "", scope: "", subject, body: untilTalk(rest.trim()) };
}

/** Reports whether a line opens as subjects do: with a verb, a type, an emoji or a ticket; a sentence to the user doesn't. */
function isSubject(line: string, language: MessageLanguage): boolean {
  const { emoji, ticket, type, text } = takeFrame(line);
  if (!/\S\s+\S/.test(line) || /[:?]$/.test(line) || talksToUser(line)) return false;
  const isFramed = emoji !== undefined || ticket !== undefined || type !== "";
  return (
    isFramed || openingVerb(text) !== undefined || (language !== "en" && languageOfSubjects([text, text]) === language)
  );
}

function isAnnouncement(line: string): boolean {
  const bare = withoutMarks(line);
  return talksToUser(bare) ? !/:\s+\S/.test(bare) : /^[^:]{1,60}:$/.test(bare);
}

/** Reports whether a YAML line talks to the user. Such lines may contain anything, so only openings of sentences count. */
function talksToUser(line: string): boolean {
  return (
    isTalk(line, { languageId: "yaml", isMarkup: false }) ||
    /\b(?:this|the|your) (?:commit )?message\b|\blet me know\b|\bfeel free\b|\bhope (?:this|it)\b|\bconventional commits?\b/i.test(
      line,
    )
  );
}

/** Cuts a body before the sentences to the user, which come last. */
function untilTalk(body: string): string {
  const lines = body.split("\n");
  const end = lines.findIndex(
    (line) => talksToUser(line) || /^(?:explanation|notes?|rationale)\b[^:]*:\W*$/i.test(withoutMarks(line)),
  );
  return (end === -1 ? lines : lines.slice(0, end)).join("\n").trim();
}

/** Returns the content of the first fence, or the whole text. */
function unfenced(said: string): string {
  return (/(?:^|\n)[ \t]*(?:```|~~~)[\w+#.-]*[ \t]*\n([^]*?)(?:\n[ \t]*(?:```|~~~)|$)/.exec(said)?.[1] ?? said).trim();
}

/** Removes Markdown and quotes around a whole line. */
function withoutMarks(line: string): string {
  return line
    .trim()
    .replace(/^(?:#{1,6}[ \t]+(?=\D)|>[ \t]*|\d[.)][ \t]+|[-*•][ \t]+)/, "")
    .replace(/^(\*\*|__|["'`“‘])(.*)(?:\*\*|__|["'`”’])$/, "$2")
    .trim();
}

function takeFirstLine(text: string): { first: string; rest: string } {
  const [first = "", ...rest] = text.split("\n");
  return { first: first.trim(), rest: rest.join("\n").trim() };
}
