import { wrap, type CommitMessage } from "./commitMessage";
import { isNameKnown, knownText, unknownNames } from "./unknownNames";
import type { WriterInput } from "./writerInput";

/** Ways to point at an issue, a merge request or a page: `#12`, `GH-12`, `SHOP-55`, `!34`, an address. */
const reference = String.raw`(?:https?:\/\/[^\s)\]]+|(?<![\w/#])(?:[\w.-]+\/[\w.-]+)?#\d+\b|(?<![\w!])!\d+\b|\b[A-Z][A-Z0-9]{1,9}-\d+\b)`;
/** Standards and algorithms that are written like tickets: `UTF-8`, `SHA-256`. */
const standard =
  /^(?:UTF|SHA|MD|ISO|IEC|RFC|AES|RSA|ES|HTTP|TLS|SSL|HS|RS|PEP|BASE|IPV|CP|LATIN|UCS|ASCII|FIPS|WCAG|COVID)-\d+$/;
/** `Fixes`, `closes issue`, `see`, `as part of`: what leads to a reference behind a sentence. */
const leads =
  "this|which|and|that|fix(?:es|ed)?|close[sd]?|resolve[sd]?|ref(?:s|erences)?|see|also|relate[sd]?|to|address(?:es)?|as|part|of|implements|for|in|from|per|via|issues?|tickets?|bugs?|prs?|pull|requests?|mr"
    .split("|")
    .map((word) => `[${word.charAt(0).toUpperCase()}${word.charAt(0)}]${word.slice(1)}`)
    .join("|");
const leading = String.raw`(?:(?:${leads})[:\s]+){0,5}`;
/** ` (fixes #12)`, `, closes SHOP-55`; not ` in UTF-8 mode`. */
const clause = new RegExp(
  String.raw`(?:[ \t]*[([]\s*${leading}(${reference})\s*[)\]]|(?:[ \t]*[,;:–—-])?[ \t]+${leading}(${reference}))[ \t]*$`,
);
const referenceInFront = new RegExp(String.raw`^[([]?(${reference})[)\]]?[ \t]*[:|–—-]?[ \t]+`);
/** A trailer: `Signed-off-by: …`, `Fixes: …`, `BREAKING CHANGE: …`; not `Note: …`, which is prose. */
const trailer =
  /^(?:[A-Za-z]+(?:-[A-Za-z]+)*-by|Cc|Fix(?:es|ed)?|Close[sd]?|Resolve[sd]?|Refs?|References|See(?:-also)?|Issues?|Tickets?|Jira|Bug|Link|Change-Id|PR|BREAKING[ -]CHANGES?)(?::[ \t]+| #)\S/i;
/** A measured claim: `40 %`, `3x`, `10×`, any number of two digits or more. */
const figure = /\d+(?:[.,]\d+)*\s?%|\b\d+(?:\.\d+)?[x×](?![\w\d])|(?<![\w.#-])\d{2,}(?:[.,]\d+)*(?![\w-])/g;

/**
 * Drops from a model's message what it can't know: trailers, issue numbers, addresses, figures and names that neither the change, the branch,
 * the repository's instructions nor the user's own words (`begun`) hold. `undefined` if the subject can't do without them.
 */
export function withoutInventions(
  message: CommitMessage,
  input: WriterInput,
  begun: string,
): CommitMessage | undefined {
  const known = `${knownText(input)}\n${input.instructions}\n${begun}`;
  const subject = knownSubject(message.subject, known, begun);
  // One word that is left behind a cut says nothing.
  const isRest = subject !== message.subject && !/\S\s+\S/.test(subject.replace(/^[\w-]+(?:\([^()]*\))?: /, ""));
  if (subject === "" || isRest || isInvented(subject, known, input)) return undefined;
  return { subject, body: knownBody(message.body, known, input) };
}

function knownSubject(subject: string, known: string, begun: string): string {
  let text = subject;
  // A mark of a breaking change is the author's to set.
  if (!begun.includes("!") && !/BREAKING/.test(known)) text = text.replace(/^([\w-]+(?:\([^()]*\))?)!:/, "$1:");
  for (let match = clause.exec(text); match !== null; match = clause.exec(text)) {
    if (isKnownReference(match[1] || match[2], known)) break;
    text = text.slice(0, match.index).trimEnd();
  }
  const front = referenceInFront.exec(text);
  return front !== null && !isKnownReference(front[1], known) ? text.slice(front[0].length) : text;
}

function knownBody(body: string, known: string, input: WriterInput): string {
  const paragraphs = body.split(/\n[ \t]*\n/).map((paragraph) => knownParagraph(paragraph, known, input));
  return paragraphs.filter((paragraph) => paragraph !== "").join("\n\n");
}

/** Trailers go line by line with what continues them, list items whole, prose by its sentences. */
function knownParagraph(paragraph: string, known: string, input: WriterInput): string {
  const blocks = paragraph.split(/\n(?=[ \t]*(?:[-*•]|\d+[.)])[ \t])|\n(?=[A-Z][\w -]{1,30}(?::[ \t]| #))/);
  const kept = blocks.flatMap((block) => {
    if (trailer.test(block)) return isKnownTrailer(block, known) ? [block] : [];
    if (!isInvented(block, known, input)) return [block];
    if (/^[ \t]*(?:[-*•]|\d+[.)])[ \t]/.test(block)) return [];
    const sentences = block.replace(/\s*\n\s*/g, " ").split(/(?<=[.!?])\s+/);
    const knownSentences = sentences.filter((sentence) => !isInvented(sentence, known, input)).join(" ");
    return knownSentences === "" ? [] : [wrap(knownSentences)];
  });
  return kept.join("\n").trim();
}

function isInvented(text: string, known: string, input: WriterInput): boolean {
  const references = text.match(new RegExp(reference, "g")) ?? [];
  if (references.some((one) => !isKnownReference(one, known))) return true;
  if ((text.match(figure) ?? []).some((one) => !known.includes(one.replace(/\s?%$|[x×]$/, "")))) return true;
  return unknownNames(text, input).some(
    (name) => !isNameKnown(name, known) && !new RegExp(`^${reference}$`).test(name),
  );
}

function isKnownReference(text: string, known: string): boolean {
  if (standard.test(text)) return true;
  const end = known.split(text).slice(1);
  return end.some((after) => !/^\d/.test(after));
}

/** A trailer is known by its value, a breaking change by its mark. */
function isKnownTrailer(block: string, known: string): boolean {
  if (/^BREAKING/i.test(block)) return /BREAKING[ -]CHANGE/.test(known);
  const value = block.replace(/^[^:#]+(?::[ \t]+|[ \t](?=#))/, "").trim();
  return value !== "" && isKnownReference(value, known);
}
