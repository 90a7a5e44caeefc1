import { languageOf } from "../code/languages";
import type { Language } from "../code/language";
import type { Syntax } from "../code/syntax";
import type { Declaration } from "../code/declarations/declaration";
import { declarationAround, declarationFrom, readerOf } from "../code/declarations/declarations";
import type { DescriptionSource } from "./descriptions";
import { closeOf, marginOf } from "./docText";
import { readExistingDoc } from "./existingDoc";
import { writeItems, type DocForm, type DocItem } from "./forms/docForm";
import { describer, formOf, type Project } from "./project";
import type { DocstringStyle } from "./habits";
import { itemsOf } from "./items";
import { planDoc } from "./merge";
import { findOpenDoc, type OpenDoc } from "./openDoc";

/** A caret in a document, as the pipeline has it. */
export interface DocCaret {
  readonly document: DescriptionSource;
  readonly prefix: string;
  readonly suffix: string;
  readonly docstrings: DocstringStyle;
  readonly signal: AbortSignal;
}

/** The rest of a doc comment, to be inserted at the caret. */
export interface DocOffer {
  readonly text: string;
  /** Number of characters after the caret, on its line, that the text replaces. */
  readonly replaceSuffixLength: number;
  /** Offset of the missing summary, in the text after acceptance. */
  readonly caretAfter: number;
}

/** Parts that offers of doc comments are made from. */
export interface DocCommentParts extends Omit<Project, "docstrings"> {
  readonly syntax: Pick<Syntax, "read">;
}

/** Longest text that is parsed a second time to see past an open comment, in UTF-16 units. */
const maxRepairLength = 200_000; // guess: about 60 ms, in slices

/** Reports whether a doc comment may be offered at the caret; looks at the lines around it only. */
export function mayDocument(languageId: string, prefix: string, suffix: string): boolean {
  return findOpenDoc(languageOf(languageId), prefix, suffix) !== undefined;
}

/**
 * Offers the rest of the doc comment that was begun at the caret: the parameters, result and errors of the
 * declaration below or around it. `undefined` if there is no such comment, no declaration, or nothing to add.
 */
export async function offerDocComment(caret: DocCaret, parts: DocCommentParts): Promise<DocOffer | undefined> {
  const language = languageOf(caret.document.languageId);
  const open = findOpenDoc(language, caret.prefix, caret.suffix);
  if (open === undefined) return undefined;
  const declaration = await findDeclaration(caret, open, language, parts.syntax);
  if (declaration === undefined) return undefined;
  const { document } = caret;
  const form = formOf(document, declaration, { ...parts, docstrings: caret.docstrings });
  if (form === undefined) return undefined;
  if (form.id === "godoc") return offerName(caret, declaration);
  const all = itemsOf(declaration, form, describer(document, parts));
  const lines = writeItems(form, open.hasTags ? itemsLeft(document.text, declaration, form, all) : all);
  return lines.length === 0 ? undefined : toOffer(caret, open, lines);
}

/** Returns the items that the comment lacks; none if it can't be read. */
function itemsLeft(text: string, declaration: Declaration, form: DocForm, all: readonly DocItem[]): readonly DocItem[] {
  const existing = readExistingDoc(text, declaration, form);
  return existing === undefined ? [] : planDoc(existing.entries, all, declaration).additions;
}

/** Offers the start of a Go doc comment: the name of its declaration. */
function offerName({ prefix, suffix }: DocCaret, { name }: Declaration): DocOffer {
  const text = `${prefix.endsWith(" ") ? "" : " "}${name} `;
  const rest = /^[ \t]*/.exec(suffix)?.[0].length ?? 0;
  return { text, replaceSuffixLength: 0, caretAfter: prefix.length + text.length + rest };
}

function toOffer({ prefix, suffix }: DocCaret, { frame, state, closed }: OpenDoc, lines: readonly string[]): DocOffer {
  const { kind, indent } = frame;
  const line = (content: string): string => `\n${marginOf(frame, content)}`;
  const isBare = prefix.endsWith("/**");
  // Room for the summary, on a line of its own if this line has only the opening mark.
  const summary =
    kind === "block" && state === "opened" && isBare
      ? `\n${indent} * `
      : kind === "lines" && !prefix.endsWith(" ")
        ? " "
        : "";
  const close = closed === "below" || kind === "lines" ? "" : `\n${indent}${kind === "block" ? " */" : closeOf(frame)}`;
  // The blank line that the form wants above its first line already exists while the summary is missing.
  const isSpaced = kind === "block" && (state === "blank" || state === "tag") && lines[0] === "";
  const text = summary + (isSpaced ? lines.slice(1) : lines).map(line).join("") + close;
  const rest = /^[^\n]*/.exec(suffix)?.[0] ?? "";
  const caretLength = state === "tag" ? text.length : summary.length;
  return { text, replaceSuffixLength: close === "" ? 0 : rest.length, caretAfter: prefix.length + caretLength };
}

async function findDeclaration(
  caret: DocCaret,
  open: OpenDoc,
  language: Language,
  syntax: Pick<Syntax, "read">,
): Promise<Declaration | undefined> {
  const reader = readerOf(language.grammar);
  if (reader === undefined) return undefined;
  const { document, signal } = caret;
  const { uri, languageId, text } = document;
  if (open.frame.kind === "docstring") {
    const isOwn = (found: Declaration | undefined): Declaration | undefined =>
      found?.doc?.start === open.start ? found : undefined;
    if (open.closed !== "not")
      return syntax.read({ uri, languageId, text, signal }, (tree) =>
        isOwn(declarationAround(tree, reader, open.start + 1)),
      );
    if (text.length > maxRepairLength) return undefined;
    // The open quotes have swallowed the following text: read the text as if the literal were closed.
    const repaired = `${text.slice(0, open.start)}${open.frame.open}${closeOf(open.frame)}\n${text.slice(open.below)}`;
    return syntax.read({ languageId, text: repaired, signal }, (tree) =>
      isOwn(declarationAround(tree, reader, open.start + 1)),
    );
  }
  const start = firstContent(text, open.below);
  if (start === undefined) return undefined;
  if (open.closed !== "not")
    return syntax.read({ uri, languageId, text, signal }, (tree) => declarationFrom(tree, reader, start));
  if (text.length > maxRepairLength) return undefined;
  const blanked = text.slice(open.start, open.below).replace(/[^\n]/g, " ");
  return syntax.read(
    { languageId, text: text.slice(0, open.start) + blanked + text.slice(open.below), signal },
    (tree) => declarationFrom(tree, reader, start),
  );
}

/** Returns the offset of the first non-blank character on the line at `offset`; a blank line separates a comment from the text below. */
function firstContent(text: string, offset: number): number | undefined {
  const blanks = /^[ \t]*/.exec(text.slice(offset, offset + 400))?.[0].length ?? 0;
  const start = offset + blanks;
  return start >= text.length || text.charAt(start) === "\n" ? undefined : start;
}
