import { decodeAnswer, encodeAnswer, type StoredAnswer } from "./answerStore";
import type { AnswerVault } from "./answerVault";

/** Length of an answer's name, and of the tag that marks the answers of one document. */
const nameChars = 24;
const tagChars = 12;

/** An answer on the disk: its name, and `tag sealed` in base64. */
export interface AnswerLine {
  readonly name: string;
  readonly rest: string;
}

/** Seals an answer with the document it belongs to, so that all of a document's answers can be forgotten. */
export function sealLine(vault: AnswerVault, name: string, answer: StoredAnswer, documentUri: string): string {
  const sealed = vault.sealText(name, `${documentUri}\n${encodeAnswer(answer)}`);
  return `${tagOf(vault, documentUri)} ${sealed.toString("base64")}`;
}

/** Opens the answer that `sealLine` sealed under this name; `undefined` for anything else. */
export function openLine(
  vault: AnswerVault,
  { name, rest }: AnswerLine,
): { readonly answer: StoredAnswer | undefined; readonly documentUri: string } | undefined {
  const text = vault.openText(name, Buffer.from(rest.slice(tagChars + 1), "base64"));
  const end = text?.indexOf("\n") ?? -1;
  if (text === undefined || end < 0) return undefined;
  return { answer: decodeAnswer(text.slice(end + 1)), documentUri: text.slice(0, end) };
}

/** Parses a line of the file; `undefined` if it isn't one. */
export function parseLine(line: string): AnswerLine | undefined {
  const isWhole = /^[\w-]{24} [\w-]{12} [A-Za-z0-9+/]+=*$/.test(line);
  return isWhole ? { name: line.slice(0, nameChars), rest: line.slice(nameChars + 1) } : undefined;
}

/** Returns a document's tag, which marks its answers without revealing the document. */
export function tagOf(vault: AnswerVault, documentUri: string): string {
  return vault.nameOf(`document ${documentUri}`).slice(0, tagChars);
}

/** Returns the tag of a line that `sealLine` made. */
export function tagIn(rest: string): string {
  return rest.slice(0, tagChars);
}
