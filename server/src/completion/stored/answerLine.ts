import { decodeAnswer, encodeAnswer, type StoredAnswer } from "./answerStore";
import type { AnswerVault } from "./answerVault";

/** Length of an answer's name, and of what tells the answers of one document from others'. */
const nameChars = 24;
const tagChars = 12;

/** An answer on the disk: what it is called, and `tag sealed` in base64. */
export interface AnswerLine {
  readonly name: string;
  readonly rest: string;
}

/** Seals an answer with the document it belongs to, so that all of a document's can be forgotten. */
export function sealLine(vault: AnswerVault, name: string, answer: StoredAnswer, documentUri: string): string {
  const sealed = vault.sealText(name, `${documentUri}\n${encodeAnswer(answer)}`);
  return `${tagOf(vault, documentUri)} ${sealed.toString("base64")}`;
}

/** What `sealLine` sealed under this name; `undefined` for anything else. */
export function openLine(
  vault: AnswerVault,
  { name, rest }: AnswerLine,
): { readonly answer: StoredAnswer | undefined; readonly documentUri: string } | undefined {
  const text = vault.openText(name, Buffer.from(rest.slice(tagChars + 1), "base64"));
  const end = text?.indexOf("\n") ?? -1;
  if (text === undefined || end < 0) return undefined;
  return { answer: decodeAnswer(text.slice(end + 1)), documentUri: text.slice(0, end) };
}

/** Takes a line of the file apart; `undefined` if it is none. */
export function parseLine(line: string): AnswerLine | undefined {
  const isWhole = /^[\w-]{24} [\w-]{12} [A-Za-z0-9+/]+=*$/.test(line);
  return isWhole ? { name: line.slice(0, nameChars), rest: line.slice(nameChars + 1) } : undefined;
}

/** Tells a document's answers from others', and nothing of the document. */
export function tagOf(vault: AnswerVault, documentUri: string): string {
  return vault.nameOf(`document ${documentUri}`).slice(0, tagChars);
}

/** The tag of what `sealLine` made. */
export function tagIn(rest: string): string {
  return rest.slice(0, tagChars);
}
