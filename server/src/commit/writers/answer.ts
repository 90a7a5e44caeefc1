import { answerFields, partialFields, type AnswerFields } from "./answerFields";
import { wrap, type CommitMessage } from "../wording/commitMessage";
import { continuedSubject, framedSubject } from "./framedSubject";
import { withoutInventions } from "./inventions";
import type { WriterInput } from "./writerInput";

/**
 * Reads a model's answer as a message in the repository's form. `undefined` for one that can't be used, or names things that the change does
 * not contain.
 */
export function answeredMessage(answer: string, input: WriterInput, begun: string): CommitMessage | undefined {
  const fields = answerFields(answer, input.style.language);
  if (fields === undefined || holdsPlaceholder(fields)) return undefined;
  const known = withoutInventions(fields, input, begun);
  if (known === undefined) return undefined;
  const subject = subjectOf({ ...fields, ...known }, input, begun);
  return subject === undefined ? undefined : { subject, body: bodyOf(known.body) };
}

/** Returns the subject of an unfinished answer; `undefined` before it begins. */
export function partialSubject(answer: string, input: WriterInput, begun: string): string | undefined {
  const fields = partialFields(answer);
  // The first word decides on the emoji.
  if (fields === undefined || !/\s/.test(fields.subject)) return undefined;
  const whole = inForm(fields, input, begun);
  // The user's own words are not removed while the answer repeats them.
  return whole === undefined || whole.length < begun.length ? begun : whole;
}

/** Reports whether a field holds a placeholder for text cut out of the request, which can't be in a message. */
function holdsPlaceholder(fields: AnswerFields): boolean {
  return /<secret-\d+>/.test(Object.values(fields).join(" "));
}

function subjectOf(fields: AnswerFields, input: WriterInput, begun: string): string | undefined {
  const subject = inForm(fields, input, begun);
  const isTooMuch = subject !== undefined && (subject.length > input.style.maxLength || subject.includes("\n"));
  return isTooMuch ? undefined : subject;
}

/** Puts a model's subject into the repository's form, after the user's beginning; `undefined` if that is impossible. */
function inForm(fields: AnswerFields, input: WriterInput, begun: string): string | undefined {
  return begun === "" ? framedSubject(fields, input) : continuedSubject(fields.subject, begun, input);
}

function bodyOf(body: string): string {
  return body
    .split("\n")
    .map((line) => wrap(line.trimEnd()))
    .join("\n")
    .trim();
}
