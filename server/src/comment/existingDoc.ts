import type { Declaration, DocRange, Parameter } from "../code/declarations/declaration";
import { readDocText, writeDocText, type DocText } from "./docText";
import type { DocEntry, DocForm } from "./forms/docForm";
import { google, numpy } from "./forms/sections";
import { sphinx } from "./forms/sphinx";
import { applyPlan, type DocPlan } from "./merge";

/** A doc comment in a text, with its entries. */
export interface ExistingDoc {
  readonly range: DocRange;
  readonly doc: DocText;
  readonly form: DocForm;
  readonly entries: readonly DocEntry[];
}

/** Tags of comments that describe something other than the declaration below, or take their text from elsewhere. */
const foreignTags =
  /@(?:callback|typedef|overload|inheritdoc|function|method|event|name|type|class|constructor|lends)\b/i;

/** Reads the doc comment of a declaration. `form` follows the file's habits; a docstring's own sections override it. */
export function readExistingDoc(text: string, declaration: Declaration, form: DocForm): ExistingDoc | undefined {
  const range = declaration.doc;
  if (range === undefined) return undefined;
  const doc = readDocText(text, range);
  const contents = doc.lines.map(({ content }) => content);
  if (contents.some((line) => foreignTags.test(line))) return undefined;
  let best = { form, entries: form.scan(contents) };
  for (const other of doc.frame.kind === "docstring" ? docstringForms(declaration) : []) {
    const entries = other.id === best.form.id ? [] : other.scan(contents);
    if (weight(entries) > weight(best.entries)) best = { form: other, entries };
  }
  return { range, doc, ...best };
}

function docstringForms({ kind }: Declaration): DocForm[] {
  const habits = { hasTypes: false, isClass: kind === "class", indent: "    " };
  return [google(habits), numpy(habits), sphinx({ hasTypes: false })];
}

function weight(entries: readonly DocEntry[]): number {
  return entries.filter(({ kind }) => kind !== "other").length;
}

/** Returns the text of a doc comment after `plan`: text written by a person stays unchanged. */
export function rewriteDoc({ doc, entries, form }: ExistingDoc, plan: DocPlan, order: readonly Parameter[]): string {
  const { lines, isOpenInline, isCloseInline, frame } = doc;
  const changed = applyPlan(lines, { plan, entries, form, order });
  const isGrown = changed.length > lines.length;
  const isSpread = isGrown && frame.kind !== "lines" && isCloseInline;
  const wasOneLine = lines.length === 1 && isOpenInline && isCloseInline;
  return writeDocText({
    frame,
    // A line beside a mark gets a line of its own, with its margin.
    lines: changed.map((line, index) =>
      isSpread && ((wasOneLine && index === 0) || line === lines.at(-1)) ? { content: line.content } : line,
    ),
    isOpenInline: isSpread && wasOneLine && frame.kind === "block" ? false : isOpenInline,
    isCloseInline: isSpread ? false : isCloseInline,
  });
}
