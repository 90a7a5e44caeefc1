import type { AnswerSchema, DraftMessage } from "../draft";
import { ownText, type CheckedText } from "../../safety/promptText";

/** Start of every request, so that the provider's prefix cache covers it. */
const instructions =
  ownText(`You write the message of a git commit. The user sends the customs of the repository, then the change. Answer with one JSON object {"type", "scope", "subject", "body"} and nothing else.

Rules:
- Say what the change does and, if the change shows it, why. Do not describe what stayed the same.
- Name only files, functions, options and versions that stand in the change, spelled exactly so. Never guess an issue number, a person or a reason.
- subject: one line, without type, scope and full stop, in the language and mood of the examples, at most as long as the customs say.
- type and scope: as the customs say; empty strings where messages are plain. Do not call a change a fix unless the change shows that something was wrong.
- body: empty unless the customs want one or the subject cannot carry the change; then short lines that begin with "- ".
- Where the change shows <secret-1> and the like, do not mention it.
- If the user has begun the subject, repeat what they wrote to the letter and finish it.`);

/** Asks for a message. `customs` changes least and comes first. */
export function commitMessages(params: {
  customs: CheckedText;
  change: CheckedText;
  task: CheckedText;
}): DraftMessage[] {
  return [
    { role: "system", content: instructions },
    { role: "user", content: params.customs },
    { role: "user", content: params.change },
    { role: "user", content: params.task },
  ];
}

/** Builds the answer's schema. If a repository allows certain types or scopes only, no others can be answered. */
export function commitSchema(params: { types: readonly string[]; scopes: readonly string[] }): AnswerSchema {
  const oneOf = (options: readonly string[]) =>
    options.length === 0 ? { type: "string" } : { type: "string", enum: ["", ...options] };
  return {
    name: "commit_message",
    schema: {
      type: "object",
      properties: {
        type: oneOf(params.types),
        scope: oneOf(params.scopes),
        subject: { type: "string" },
        body: { type: "string" },
      },
      required: ["type", "scope", "subject", "body"],
      additionalProperties: false,
    },
  };
}
