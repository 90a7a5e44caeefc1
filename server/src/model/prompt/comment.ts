import type { DraftMessage } from "../draft";
import { composed, ownText, type CheckedText } from "../../safety/promptText";

/** Start of every request, so that the provider's prefix cache covers it. */
const instructions =
  ownText(`You fill in the doc comment of a declaration. The user sends the declaration, then its comment. Answer with the comment alone, finished; no code fence, no other text.

Rules:
- Keep every line, mark, tag, name and type of the comment as it is, in its order. Add text only where a description or the first sentence is missing.
- The first sentence says what the declaration does, with a verb, in one line. A description says what the name and the type do not: unit, range, what happens at its edges.
- Say only what the declaration shows. Leave a description empty rather than repeat a name or a type.
- Write in the language of the comments in the declaration, else in English.
- Where the declaration shows <secret-1> and the like, do not mention it.`);

/** Asks for the missing descriptions of a doc comment. */
export function commentMessages(params: { source: CheckedText; comment: CheckedText }): DraftMessage[] {
  return [
    { role: "system", content: instructions },
    { role: "user", content: composed`The declaration:\n${params.source}` },
    { role: "user", content: composed`Its comment:\n${params.comment}` },
  ];
}
