import { languageOf } from "../code/languages";
import type { Syntax } from "../code/syntax";
import type { Declaration, DocRange } from "../code/declarations/declaration";
import { declarationsIn, readerOf } from "../code/declarations/declarations";
import type { DescriptionSource } from "./descriptions";
import { closeOf, marginOf, type DocFrame } from "./docText";
import { readExistingDoc, rewriteDoc } from "./existingDoc";
import { writeItems, type DocForm, type DocItem } from "./forms/docForm";
import { describer, formOf, type Project } from "./project";
import { itemsOf } from "./items";
import { planDoc } from "./merge";

/** A change that corrects a doc comment. Offsets count UTF-16 units. */
export interface DocDraft {
  readonly range: DocRange;
  readonly text: string;
  /** Offset of the missing summary, in the text after the change; absent if there is a summary. */
  readonly caretAfter?: number;
}

/** Result of a request for a draft. */
export type DraftOutcome =
  | { readonly kind: "drafted"; readonly draft: DocDraft }
  | { readonly kind: "complete" }
  /** No declaration whose doc comment could be written. */
  | { readonly kind: "nowhere" };

/** Requests descriptions that the signature doesn't give: returns answers by `KIND NAME`, and the summary under `summary`. Never rejects. */
export type AskDescriptions = (subject: {
  readonly declaration: Declaration;
  /** The declaration's own text, cut to the length worth sending. */
  readonly source: string;
  readonly items: readonly DocItem[];
  readonly form: DocForm;
  /** The comment as it would be without an answer. */
  readonly skeleton: string;
}) => Promise<ReadonlyMap<string, string>>;

/** Parts that drafts are made from. */
export interface DocDraftParts extends Project {
  readonly syntax: Pick<Syntax, "read">;
  /** Absent if no endpoint is to be asked. */
  readonly ask?: AskDescriptions;
}

/**
 * Writes the doc comment of the declaration at `offset`, or corrects the existing one. Missing parameters are added
 * in order, renamed ones are renamed, removed ones are deleted; everything else in it is kept.
 */
export async function draftDocComment(
  document: DescriptionSource,
  offset: number,
  parts: DocDraftParts,
  signal: AbortSignal,
): Promise<DraftOutcome> {
  const { uri, languageId, text } = document;
  const language = languageOf(languageId);
  const reader = readerOf(language.grammar);
  if (reader === undefined) return { kind: "nowhere" };
  const declaration = await parts.syntax.read({ uri, languageId, text, signal }, (tree) =>
    declarationAt(declarationsIn(tree, reader), text, offset),
  );
  if (declaration === undefined) return { kind: "nowhere" };
  const form = formOf(document, declaration, parts);
  if (form === undefined) return { kind: "nowhere" };
  const existing = readExistingDoc(text, declaration, form);
  if (declaration.doc !== undefined && existing === undefined) return { kind: "complete" };
  const items = itemsOf(declaration, existing?.form ?? form, describer(document, parts));
  const write = (described: ReadonlyMap<string, string>): DocDraft | undefined => {
    const full = items.map((item) => withDescription(item, described));
    const summary = described.get("summary") ?? "";
    if (existing === undefined) return newDoc(text, declaration, form, { items: full, summary });
    const plan = planDoc(existing.entries, full, declaration);
    if (plan.renames.length + plan.removals.length + plan.additions.length === 0) return undefined;
    return { range: existing.range, text: rewriteDoc(existing, plan, declaration.parameters) };
  };
  const plain = write(new Map());
  if (plain === undefined) return { kind: "complete" };
  const described = await parts.ask?.({
    declaration,
    source: text.slice(declaration.start, declaration.end),
    items,
    form: existing?.form ?? form,
    skeleton: plain.text,
  });
  return { kind: "drafted", draft: (described && write(described)) ?? plain };
}

/** Returns the declaration whose comment or text contains the caret: the innermost, a value only on its own lines. */
function declarationAt(declarations: readonly Declaration[], text: string, offset: number): Declaration | undefined {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const lineEnd = text.indexOf("\n", offset) < 0 ? text.length : text.indexOf("\n", offset);
  const touching = declarations.filter(
    ({ start, end, doc }) => Math.min(start, doc?.start ?? start) <= lineEnd && end >= lineStart,
  );
  // On a declaration's first line the caret means that declaration, not one inside it.
  const sizes = touching.map((each) => ({
    each,
    size: each.end - Math.min(each.start, each.doc?.start ?? each.start),
  }));
  const holding = sizes.filter(
    ({ each }) =>
      Math.min(each.start, each.doc?.start ?? each.start) <=
        Math.max(offset, lineStart + indentLength(text, lineStart)) && each.end >= offset,
  );
  return (holding.length > 0 ? holding : sizes).toSorted((a, b) => a.size - b.size).at(0)?.each;
}

function indentLength(text: string, lineStart: number): number {
  return /^[ \t]*/.exec(text.slice(lineStart, lineStart + 200))?.[0].length ?? 0;
}

function withDescription(item: DocItem, described: ReadonlyMap<string, string>): DocItem {
  const description = item.description === "" ? described.get(`${item.kind} ${item.name}`) : undefined;
  return description === undefined ? item : { ...item, description };
}

function newDoc(
  text: string,
  declaration: Declaration,
  form: DocForm,
  { items, summary }: { items: readonly DocItem[]; summary: string },
): DocDraft {
  const lines = writeItems(form, items);
  const kind = ["google", "numpy", "sphinx"].includes(form.id)
    ? "docstring"
    : /rustdoc|godoc/.test(form.id)
      ? "lines"
      : "block";
  const lineStart = (offset: number): number => text.lastIndexOf("\n", offset - 1) + 1;
  const indentAt = (offset: number): string => /^[ \t]*/.exec(text.slice(lineStart(offset), offset))?.[0] ?? "";
  const put = (end: number, before: string, after: string, start = end): DocDraft => ({
    range: { start, end },
    text: before + after,
    ...(summary === "" && { caretAfter: start + before.length }),
  });
  if (kind === "docstring") {
    const { bodyStart } = declaration;
    const isOnHeadLine = text.slice(lineStart(bodyStart), bodyStart).trim() !== "";
    const indent = isOnHeadLine ? `${indentAt(declaration.coreStart)}    ` : indentAt(bodyStart);
    const frame: DocFrame = { kind, indent, open: '"""' };
    const rest = lines.length === 0 ? closeOf(frame) : `${below(frame, lines)}\n${indent}${closeOf(frame)}`;
    const start = isOnHeadLine ? text.slice(0, bodyStart).trimEnd().length : bodyStart;
    return put(bodyStart, `${isOnHeadLine ? `\n${indent}` : ""}"""${summary}`, `${rest}\n${indent}`, start);
  }
  const indent = indentAt(declaration.start);
  if (kind === "lines") {
    const frame: DocFrame = { kind, indent, open: form.id === "godoc" ? "//" : "///" };
    const first = form.id === "godoc" && summary === "" ? `${declaration.name} ` : summary;
    return put(declaration.start, `${frame.open} ${first}`, `${below(frame, lines)}\n${indent}`);
  }
  const frame: DocFrame = { kind, indent, open: "/**" };
  return put(declaration.start, `/**\n${indent} * ${summary}`, `${below(frame, lines)}\n${indent} */\n${indent}`);
}

function below(frame: DocFrame, lines: readonly string[]): string {
  return lines.map((line) => `\n${marginOf(frame, line)}`).join("");
}
