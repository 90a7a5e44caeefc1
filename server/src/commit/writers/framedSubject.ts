import type { AnswerFields } from "./answerFields";
import { takeFrame, putFrame } from "../style/frame";
import { findIdeas } from "../ideas/ideas";
import { emojiFor, prefixOf } from "./prefix";
import { areaOf, ticketFor } from "../style/style";
import { styledText } from "../wording/textOfIdea";
import type { WriterInput } from "./writerInput";

/**
 * Puts a model's words for a change into the form of the repository's log. Emoji, ticket, type or area go where the log has them,
 * wherever the model has put them. `undefined` for a type that the repository doesn't allow.
 */
export function framedSubject(words: Omit<AnswerFields, "body">, input: WriterInput): string | undefined {
  const { style, branch, summary } = input;
  const own = takeFrame(words.subject);
  const ticket = ticketFor(branch, style);
  const idea = findIdeas(summary).at(0);
  const type = idea && prefixFor(words, own.type, input, prefixOf(idea, input, ticket));
  if (idea === undefined || type === undefined) return undefined;
  const said = { words: own.text, type: words.type || own.type.replace(/\W.*$/s, "") };
  const emoji = emojiFor(idea, input, { ...said, emoji: (own.emoji ?? takeFrame(words.type).emoji)?.written });
  const isPlaced = style.ticketPlace !== "none" && ticket !== undefined;
  const bare = (isPlaced ? withoutTicket(own.text, ticket) : own.text).replace(/\.$/, "");
  const endsWithStop = style.endsWithStop && !(isPlaced && style.ticketPlace === "suffix");
  const text = styledText(bare, style) + (endsWithStop ? "." : "");
  // A ticket that the change itself names stays where the model has put it.
  const kept = isPlaced || own.ticket === undefined ? undefined : own.ticket;
  const around = kept?.frame.replace("*", kept.id) ?? "";
  const whole = kept?.place === "suffix" ? text + around : around + text;
  return putFrame(whole, { style, emoji, type, ticket });
}

/** Returns the subject after the user's beginning, even if the model has left that out; `undefined` for another beginning. */
export function continuedSubject(subject: string, begun: string, { style }: WriterInput): string | undefined {
  if (subject.startsWith(begun)) return subject;
  const typed = takeFrame(`${begun} `);
  const typedText = typed.text.trimEnd();
  const { text } = takeFrame(subject);
  if (typedText === "") {
    const isCapitalized = style.isCapitalized && (typed.type === "" || style.form === "conventional");
    return `${begun} ${styledText(text, { ...style, isCapitalized })}`;
  }
  const continues = text.toLowerCase().startsWith(typedText.toLowerCase()) && text.length > typedText.length;
  return continues ? begun + text.slice(typedText.length) : undefined;
}

/** Returns `type(scope): ` or `area: `, from the model if it gives one, else from the rules. `undefined` for a type that isn't allowed. */
function prefixFor(
  words: Omit<AnswerFields, "body">,
  written: string,
  { style, history }: WriterInput,
  usual: string,
): string | undefined {
  if (style.form === "plain") {
    if (!style.hasArea) return "";
    const areas = new Set(history.map(({ subject }) => areaOf(subject)));
    const area = [written.replace(/!?:[ \t]+$/, ""), words.scope].find((one) => one !== "" && areas.has(one));
    return area === undefined ? usual : `${area}: `;
  }
  const form = /^([\w-]+)(?:\(([^()]*)\))?!?:/;
  const [, ownType = "", ownScope = ""] = form.exec(written) ?? [];
  const [, usualType = "", usualScope = ""] = form.exec(usual) ?? [];
  const [, saidType = "", saidScope = ""] =
    /^([\w-]+)(?:\(([^()]*)\))?!?:?$/.exec(takeFrame(words.type).text.trim()) ?? [];
  const type = (saidType || ownType || usualType).toLowerCase();
  if (type === "" || (style.types.length > 0 && !style.types.includes(type))) return undefined;
  const said = words.scope || saidScope || ownScope;
  const mayHold = (scope: string): boolean =>
    scope !== "" && style.scopeUse !== "never" && (style.scopes.length === 0 || style.scopes.includes(scope));
  // The model may not leave out a ticket's place or a scope that the log always has.
  const isUsual = style.ticketPlace === "scope" || (style.scopeUse === "always" && !mayHold(said));
  const scope = isUsual ? usualScope : mayHold(said) ? said : "";
  return `${type}${scope === "" ? "" : `(${scope})`}: `;
}

function withoutTicket(text: string, ticket: string): string {
  const end = [`(${ticket})`, `[${ticket}]`, ticket].find((one) => text.endsWith(` ${one}`));
  return end === undefined ? text : text.slice(0, -end.length).trimEnd();
}
