import { claimsIn, isKnown, knownFrom, type Claim, type KnownText } from "./claims";
import { wrap, type CommitMessage } from "../wording/commitMessage";
import { takeFrame } from "../style/frame";
import { ticketOfBranch } from "../style/style";
import { isNameKnown, knownText, namesIn } from "./names";
import type { WriterInput } from "./writerInput";

/** Sources of facts for a message. */
interface Sources {
  readonly known: KnownText;
  /** Text that people have written themselves: the user's words, the repository's instructions. */
  readonly said: string;
}

/** Words that lead to a reference or a person at a sentence's end: `, fixes`, ` as part of`. */
const leading =
  /^(?:this|which|and|that|fix(?:es|ed)?|close[sd]?|resolve[sd]?|ref(?:s|erences)?|see|also|relate[sd]?|to|address(?:es)?|as|part|of|implements|for|in|from|per|via|by|with|against|after|before|following|due|because|issues?|tickets?|bugs?|prs?|pull|requests?|mr)[:,]?$/i;
/** A bracket at a text's end: ` (fixes #12)`, ` [SHOP-55].` */
const lastBracket = /[ \t]*[([][^()[\]]*[)\]]\.?$/;
/** A trailer's name: `Signed-off-by`, `Fixes`, `BREAKING CHANGE`; not `Note`, which opens prose. */
const trailer =
  /^(?:([A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)+)|Cc|Fix(?:es|ed)?|Close[sd]?|Resolve[sd]?|Refs?|References|See(?: also)?|Issues?|Tickets?|Jira|Bug|Link|PR|MR|Task|Story|Epic|Reviewers?|Reviewed by|Tested by|Authors?|Backport|Depends on|Relates to|Thanks|Credits?|Tracking|Test Plan|Differential Revision|BREAKING[ -]CHANGES?)(?::[ \t]*(?=\S)| (?=#))/i;
/** Lines that tools add below: `🤖 Generated with …`. */
const stamp = /^\W*(?:generated|assisted|created|written) (?:with|by)\b/i;
const listItem = /^[ \t]*(?:[-*•]|\d+[.)])[ \t]/;

/**
 * Removes from a model's message what it can't know. These are trailers, references, people, figures and names that occur neither in the change, the
 * branch,
 * the repository's instructions nor the user's own words (`begun`). Each removal takes the smallest part that says it: a bracket, a
 * clause, a sentence, a line. `undefined` if the subject can't do without it.
 */
export function withoutInventions(
  message: CommitMessage,
  input: WriterInput,
  begun: string,
): CommitMessage | undefined {
  const said = `${input.instructions}\n${begun}`;
  const ticket = ticketOfBranch(input.branch) ?? "";
  const github = ticket.replace(/^#/, "GH-");
  const sources = { known: knownFrom([knownText(input), ticket, github, said].join("\n")), said };
  const subject = knownSubject(message.subject, sources, begun);
  return subject === undefined ? undefined : { subject, body: knownBody(message.body, sources) };
}

function knownSubject(whole: string, sources: Sources, begun: string): string | undefined {
  const { lead, ticket, type } = takeFrame(whole);
  let front = lead;
  // Only the author may mark a breaking change.
  if (!begun.includes("!") && !/BREAKING/.test(sources.known.text))
    front = front.replace(type, type.replace(/!(?=:)/, ""));
  if (ticket?.place === "prefix" && unknownClaims(ticket.id, sources).length > 0)
    front = front.replace(ticket.frame.replace("*", ticket.id), "");
  const text = withoutEnds(whole.slice(lead.length), sources);
  // A single word left after a cut says nothing.
  const isRest = front + text !== whole && !/\S\s+\S/.test(text);
  return text === "" || isRest || isInvented(front + text, sources) ? undefined : front + text;
}

/** Removes unknown claims before a text and in the brackets and clauses at its end. */
function withoutEnds(whole: string, sources: Sources): string {
  let text = whole;
  for (;;) {
    const bracket = lastBracket.exec(text)?.[0];
    if (bracket !== undefined && isInvented(bracket, sources)) {
      text = text.slice(0, -bracket.length);
      continue;
    }
    const last = unknownClaims(text, sources).at(-1);
    if (last === undefined || last.kind === "figure" || !/^[\])]?[.]?$/.test(text.slice(last.end))) break;
    const words = text.slice(0, last.start).split(/(?<=\s)/);
    while (words.length > 0 && (leading.test(words.at(-1)?.trim() ?? "") || /^\W+$/.test(words.at(-1) ?? "")))
      words.pop();
    text = words.join("").replace(/[\s,;:–—([-]+$/, "");
  }
  return withoutFront(text, sources);
}

/** Removes the reference from `SHOP-55: Add it`. */
function withoutFront(text: string, sources: Sources): string {
  const first = unknownClaims(text, sources).at(0);
  if (first?.kind !== "reference" || !/^[([]?$/.test(text.slice(0, first.start))) return text;
  const behind = /^[)\]]?(?:[ \t]*[:|–—-])?[ \t]+/.exec(text.slice(first.end));
  return behind === null ? text : text.slice(first.end + behind[0].length);
}

function knownBody(body: string, sources: Sources): string {
  const paragraphs = body.split(/\n[ \t]*\n/).map((paragraph) => knownParagraph(paragraph, sources));
  return paragraphs.filter((paragraph) => paragraph !== "").join("\n\n");
}

/** Keeps the known parts of a paragraph: trailers line by line with their continuations, whole list items, prose by sentence. */
function knownParagraph(paragraph: string, sources: Sources): string {
  const blocks = paragraph.split(
    /\n(?=[ \t]*(?:[-*•]|\d+[.)])[ \t])|\n(?=[A-Z][\w -]{1,30}(?::[ \t]| #))|\n(?=\W*[Gg]enerated )/,
  );
  const kept = blocks.flatMap((block) => {
    if (stamp.test(block)) return sources.said.includes(block) ? [block] : [];
    const head = trailer.exec(block);
    if (head !== null) return isKnownTrailer(block, head, sources) ? [block] : [];
    if (!isInvented(block, sources)) return [block];
    if (listItem.test(block)) return [];
    const sentences = block.replace(/\s*\n\s*/g, " ").split(/(?<=[.!?])\s+/);
    const knownSentences = sentences.filter((sentence) => !isInvented(sentence, sources)).join(" ");
    return knownSentences === "" ? [] : [wrap(knownSentences)];
  });
  return kept.join("\n").trim();
}

/** Reports whether a trailer is known: by its value, or, for a person or a breaking change, only by people's own words. */
function isKnownTrailer(block: string, head: RegExpExecArray, sources: Sources): boolean {
  const [opening] = head;
  const name = head.at(1) ?? "";
  const value = block.slice(opening.length).trim();
  if (/^BREAKING/i.test(opening)) return /BREAKING[ -]CHANGE/.test(sources.known.text);
  if (/-by$/i.test(name) || /^(?:cc|author|review|test|thank|credit)/i.test(opening))
    return sources.said.includes(block);
  // A sentence after a word with a hyphen: `Follow-up: the other shapes come next.`
  if (name !== "" && value.split(/\s+/).length > 3) return !isInvented(value, sources);
  const all = claimsIn(value);
  return all.length > 0 ? unknownClaims(value, sources).length === 0 : sources.known.text.includes(value);
}

function isInvented(text: string, sources: Sources): boolean {
  if (unknownClaims(text, sources).length > 0) return true;
  const references = claimsIn(text).filter(({ kind }) => kind === "reference");
  return namesIn(text).some(
    (name) => !isNameKnown(name, sources.known.text) && !references.some((one) => one.text.includes(name)),
  );
}

function unknownClaims(text: string, { known }: Sources): Claim[] {
  return claimsIn(text).filter((claim) => !isKnown(claim, known));
}
