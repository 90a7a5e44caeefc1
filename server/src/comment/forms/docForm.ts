import type { Parameter } from "../../code/declarations/declaration";

/** One entry of a doc comment. `description` is empty if nothing is known beyond the signature. */
export type DocItem =
  | { readonly kind: "param"; readonly parameter: Parameter; readonly name: string; readonly description: string }
  | { readonly kind: "typeParam"; readonly name: string; readonly description: string }
  | { readonly kind: "returns" | "yields"; readonly type?: string; readonly name: ""; readonly description: string }
  | { readonly kind: "throws"; readonly name: string; readonly description: string };

/** Kinds of items in the order in which a doc comment has them. */
export type ItemKind = DocItem["kind"];
export const kindOrder: readonly ItemKind[] = ["param", "typeParam", "returns", "yields", "throws"];

/** An existing entry of a doc comment, by lines of its content. */
export interface DocEntry {
  readonly kind: ItemKind | "other";
  /** As in `DocItem`; `a.b` for a property of a parameter. Empty for an entry without a name. */
  readonly name: string;
  /** Column of the name in its line. */
  readonly nameColumn: number;
  /** First line, and the line after the last. Blank lines at the end belong to no entry. */
  readonly from: number;
  readonly to: number;
  readonly description: string;
  /** The line of the heading above, in a form with sections. */
  readonly headingLine?: number;
}

/** A format of doc comments: reads and writes their content, without the marks and margins around its lines. */
export interface DocForm {
  readonly id: "jsdoc" | "javadoc" | "google" | "numpy" | "sphinx" | "rustdoc" | "godoc";
  /** Returns the lines above the first item of a kind: a heading, a blank line. `isFirst`: no item of any kind is above it. */
  heading(kind: ItemKind, isFirst: boolean): readonly string[];
  /** Returns the lines of one item below its heading; `undefined` if the form has no place for it. */
  render(item: DocItem): readonly string[] | undefined;
  /** Finds the entries in `lines`, from the top. */
  scan(lines: readonly string[]): DocEntry[];
}

/** Returns the lines for `items`, which are in `kindOrder`, below a summary. */
export function writeItems(form: DocForm, items: readonly DocItem[]): string[] {
  const lines: string[] = [];
  let last: ItemKind | undefined;
  for (const item of items) {
    const rendered = form.render(item);
    if (rendered === undefined) continue;
    if (item.kind !== last) lines.push(...form.heading(item.kind, last === undefined));
    lines.push(...rendered);
    last = item.kind;
  }
  return lines;
}
