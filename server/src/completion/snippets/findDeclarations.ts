import type { Imports } from "../../code/imports";
import type { DeclarationHead } from "../../code/declarations/heads";
import { joinedLines, type FoundSnippet } from "./foundSnippet";
import type { SnippetSource } from "./snippetSource";

/** Most heads of one file. // guess */
const maxHeads = 30;

/** Returns the heads of a file that declare what a document imports, with the members of imported types. */
export function declarationsOf(
  source: SnippetSource,
  heads: readonly DeclarationHead[],
  { names }: Imports,
): FoundSnippet[] {
  const wanted = heads.filter(({ name, container }) => names.has(container === "" ? name : container));
  return snippetOf("declarations", source, wanted);
}

/** Returns the heads of a document that are outside the stretch that the prompt holds, the nearest ones. */
export function outlineAround(
  source: SnippetSource,
  heads: readonly DeclarationHead[],
  shown: { readonly start: number; readonly end: number },
): FoundSnippet[] {
  const above = heads.filter(({ end }) => end < shown.start).slice(-maxHeads / 2);
  const below = heads.filter(({ start }) => start > shown.end).slice(0, maxHeads / 2);
  return snippetOf("outline", source, [...above, ...below]);
}

function snippetOf(
  kind: FoundSnippet["kind"],
  source: SnippetSource,
  heads: readonly DeclarationHead[],
): FoundSnippet[] {
  const { uri, path, text } = source;
  const parts = heads.slice(0, maxHeads).flatMap(({ start, end }) => {
    // From the line's start on, so that members are as deep as they are.
    const lineStart = text.lastIndexOf("\n", start - 1) + 1;
    return source.excerpt({ start: lineStart, end }) ?? [];
  });
  return parts.length === 0 ? [] : [{ kind, uri, path, excerpt: joinedLines(parts) }];
}
