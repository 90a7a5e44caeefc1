import { languageOf } from "../../code/languages";
import type { CompletionPrompt, Snippet } from "../backend";
import { endTokens } from "./endTokens";
import { headerPath } from "./fim";

/** A snippet as a prompt shows it: plain text that can't end, open or forge a part of the prompt. */
export interface InertSnippet {
  readonly kind: Snippet["kind"];
  readonly path: string;
  readonly text: string;
}

/** Characters that show nothing: controls except the tab and the line end, and marks of direction and width. */
// oxlint-disable-next-line no-control-regex -- controls are what it looks for
const invisible = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]|\p{Cf}/gu;

/** Signs in which a path could end the label that holds it. */
const unfitForLabels = /["'`<>|\n\r\t]/g;

/** Tokens of repository formats that `endTokens` knows at a line's start only. */
const repositoryTokens = /<(?:filename|reponame)>/gi;

/** Codestral's mark of a file. */
const fileMark = /^(?=\+{5} )/gm;

/** Counts the UTF-16 units of a prompt's texts. */
export function promptChars({ prefix, suffix, snippets = [] }: CompletionPrompt): number {
  return prefix.length + suffix.length + snippetChars(snippets);
}

/** Counts the UTF-16 units of snippets. */
export function snippetChars(snippets: readonly Snippet[]): number {
  return snippets.reduce((sum, { path, text }) => sum + path.length + text.length, 0);
}

/** Makes the snippets of a prompt safe to show, whoever wrote them: special tokens lose their first sign, hidden characters are left out. */
export function inertSnippets(snippets: readonly Snippet[] = []): InertSnippet[] {
  return snippets.map(({ kind, path, text }) => ({
    kind,
    path: inert(path).replace(unfitForLabels, "_"),
    text: inert(text).replace(/\n+$/, ""),
  }));
}

function inert(text: string): string {
  const opened = (token: string): string => (/^<secret-\d+>$/.test(token) ? token : token.replace(/[<[◁]/, "‹"));
  return text
    .replace(invisible, "")
    .replace(endTokens, opened)
    .replace(repositoryTokens, opened)
    .replace(fileMark, " ");
}

/** Writes snippets as line comments of the document's language, for models without a form for several files; empty without such comments. */
export function commentedSnippets(languageId: string, snippets: readonly InertSnippet[]): string {
  const mark = languageOf(languageId).lineComments.at(0);
  if (mark === undefined) return "";
  const commented = (line: string): string => `${mark} ${line}`.trimEnd();
  return snippets
    .map(({ path, text }) => [`${headerPath(path)}:`, ...text.split("\n")].map(commented).join("\n") + "\n\n")
    .join("");
}
