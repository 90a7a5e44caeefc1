import type { CommitStyle } from "../style/commitStyle";
import { ticketFor } from "../style/style";

/** A message in parts. */
export interface CommitMessage {
  readonly subject: string;
  /** Paragraphs or list below the subject; empty for none. */
  readonly body: string;
}

/** Longest line of a body, in UTF-16 units. Source: git's own advice. */
const bodyWidth = 72;

/** Builds a whole message, with the trailers that the repository's style asks for. */
export function wholeMessage(
  message: CommitMessage,
  params: { style: CommitStyle; branch: string; author: { name: string; email: string }; isContinued: boolean },
): string {
  const { style, branch, author, isContinued } = params;
  const ticket = ticketFor(branch, style);
  // A user who has begun a message decides on its end.
  const trailers = isContinued
    ? []
    : [
        ...(style.ticketPlace === "trailer" && ticket !== undefined ? [`${style.ticketTrailer}: ${ticket}`] : []),
        ...(style.signsOff && author.email !== "" ? [`Signed-off-by: ${author.name} <${author.email}>`] : []),
      ];
  return [message.subject, message.body, trailers.join("\n")].filter((part) => part !== "").join("\n\n");
}

/** Breaks a list item or paragraph into lines; the lines after the first are indented under the text of an item. */
export function wrap(text: string): string {
  const indent = text.startsWith("- ") ? "  " : "";
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > bodyWidth) {
      lines.push(line);
      line = indent + word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join("\n");
}
