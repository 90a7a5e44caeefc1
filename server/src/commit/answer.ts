import { wrap, type CommitMessage } from "./commitMessage";
import { readConventional } from "./history";
import { withoutInventions } from "./inventions";
import { styledText } from "./textOfIdea";
import type { WriterInput } from "./writerInput";

/**
 * Reads a model's JSON answer as a message in the repository's form; undefined where it is none that could be used, or names what the
 * change does not hold.
 */
export function answeredMessage(answer: string, input: WriterInput, begun: string): CommitMessage | undefined {
  const fields = parse(answer);
  const known = fields && withoutInventions(fields, input, begun);
  if (fields === undefined || known === undefined) return undefined;
  const subject = subjectOf({ ...fields, ...known }, input, begun);
  return subject === undefined ? undefined : { subject, body: bodyOf(known.body) };
}

/** The subject of an answer that is still coming; undefined before it begins. */
export function partialSubject(answer: string, input: WriterInput, begun: string): string | undefined {
  const subject = partialField(answer, "subject");
  if (subject === undefined || subject === "") return undefined;
  const whole = prefixed(
    { type: partialField(answer, "type") ?? "", scope: partialField(answer, "scope") ?? "", subject, body: "" },
    input,
    begun,
  );
  // What the user wrote is not taken away while the answer repeats it.
  return whole.length < begun.length ? begun : whole;
}

interface Fields {
  readonly type: string;
  readonly scope: string;
  readonly subject: string;
  readonly body: string;
}

/** The last object of an answer that is a message: some servers wrap it in a fence or in words, or put thoughts before it. */
function parse(answer: string): Fields | undefined {
  let found: Fields | undefined;
  let lookCount = 0;
  for (let start = answer.indexOf("{"); start >= 0 && lookCount < mostLooks; lookCount++) {
    const end = endOfObject(answer, start);
    const fields = end === undefined ? undefined : fieldsIn(answer.slice(start, end));
    found = fields ?? found;
    // A bracket that begins no message may hold one that does.
    start = answer.indexOf("{", fields === undefined || end === undefined ? start + 1 : end);
  }
  return found;
}

/** Brackets of an answer that are looked at. */
const mostLooks = 50;

function endOfObject(text: string, start: number): number | undefined {
  let depth = 0;
  // Strings whole, so that their brackets do not count.
  const parts = /"(?:[^"\\]|\\.)*"|[{}]/gs;
  parts.lastIndex = start;
  for (let match = parts.exec(text); match !== null; match = parts.exec(text)) {
    if (match[0] === "{") depth++;
    else if (match[0] === "}" && --depth === 0) return parts.lastIndex;
  }
  return undefined;
}

function fieldsIn(json: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(json);
    const text = (name: string): string => {
      const field: unknown = typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
      return typeof field === "string"
        ? field.replace(/\p{Cc}/gu, (character) => (character === "\n" ? "\n" : " ")).trim()
        : "";
    };
    const fields = { type: text("type"), scope: text("scope"), subject: text("subject"), body: text("body") };
    return fields.subject === "" || /<secret-\d+>/.test(Object.values(fields).join(" ")) ? undefined : fields;
  } catch {
    return undefined; // half an answer
  }
}

function subjectOf(fields: Fields, input: WriterInput, begun: string): string | undefined {
  const { style } = input;
  const subject = prefixed(fields, input, begun);
  if (subject.length > style.maxLength || subject.includes("\n")) return undefined;
  if (begun !== "") return subject.startsWith(begun) ? subject : undefined;
  if (style.form === "plain") return subject;
  const type = /^([\w-]+)(?:\([^()]*\))?: /.exec(subject)?.[1];
  if (type === undefined || (style.types.length > 0 && !style.types.includes(type))) return undefined;
  return subject;
}

/** The subject with its type and scope, which some models repeat in it. */
function prefixed({ type, scope, subject }: Fields, { style }: WriterInput, begun: string): string {
  if (begun !== "") return subject;
  const own = readConventional(subject);
  const text = styledText(own?.text ?? subject, style).replace(/\.$/, "") + (style.endsWithStop ? "." : "");
  const kind = type === "" ? (own?.type ?? "") : type;
  if (style.form === "plain" || kind === "") return text;
  const place = scope === "" ? (own?.scope ?? "") : scope;
  const isAllowed =
    place !== "" && style.scopeUse !== "never" && (style.scopes.length === 0 || style.scopes.includes(place));
  return `${kind.toLowerCase()}${isAllowed ? `(${place})` : ""}: ${text}`;
}

function bodyOf(body: string): string {
  return body
    .split("\n")
    .map((line) => wrap(line.trimEnd()))
    .join("\n")
    .trim();
}

/** A text field of JSON that may end in its middle. */
function partialField(json: string, name: string): string | undefined {
  const match = new RegExp(String.raw`"${name}"\s*:\s*"((?:[^"\\]|\\.)*)`).exec(json);
  if (match === null) return undefined;
  try {
    const value: unknown = JSON.parse(`"${match[1]}"`);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined; // the end cuts an escape in two
  }
}
