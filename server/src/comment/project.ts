import { languageOf } from "../code/languages";
import type { Declaration, Parameter } from "../code/declarations/declaration";
import type { Descriptions, DescriptionSource } from "./descriptions";
import type { DocForm } from "./forms/docForm";
import { formFor, type DocstringStyle } from "./habits";

/** The context that doc comments adapt to: the other open documents, and the settings. */
export interface Project {
  readonly descriptions: Descriptions;
  /** Returns the open documents of the project that a document belongs to. */
  readonly openDocuments: (uri: string) => readonly DescriptionSource[];
  readonly docstrings: DocstringStyle;
}

/** Finds the form in which a document writes the doc comment of a declaration. */
export function formOf(
  document: DescriptionSource,
  declaration: Pick<Declaration, "kind">,
  { openDocuments, docstrings }: Pick<Project, "openDocuments" | "docstrings">,
): DocForm | undefined {
  const language = languageOf(document.languageId);
  return formFor(language, declaration, {
    text: document.text,
    others: () => alike(document, openDocuments(document.uri)).map(({ text }) => text),
    docstrings,
    indent: /^\t/m.test(document.text.slice(0, 20_000)) ? "\t" : "    ",
  });
}

/** Returns the other documents of the same language. */
function alike(document: DescriptionSource, others: readonly DescriptionSource[]): DescriptionSource[] {
  const { grammar } = languageOf(document.languageId);
  return others.filter(({ uri, languageId }) => uri !== document.uri && languageOf(languageId).grammar === grammar);
}

/** Makes a function that finds parameters' descriptions in the open documents. */
export function describer(
  own: DescriptionSource,
  { openDocuments, descriptions }: Pick<Project, "openDocuments" | "descriptions">,
): (parameter: Parameter) => string {
  const others = alike(own, openDocuments(own.uri));
  return (parameter) => descriptions.find(parameter, { own, others });
}
