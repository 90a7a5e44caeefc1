import { languageOf } from "../code/languages";
import type { Parameter } from "../code/declarations/declaration";
import { readDocText } from "./docText";
import type { DocEntry, DocForm } from "./forms/docForm";
import { scanTags } from "./forms/jsdoc";
import { google, numpy } from "./forms/sections";
import { sphinx } from "./forms/sphinx";
import { restates } from "./restates";

/** Longest text whose comments are read, in UTF-16 units. */
const maxLength = 200_000; // guess: reading takes about 5 ms
/** Most texts of other documents that are searched. */
const maxOthers = 12; // guess

const docstringForms: readonly DocForm[] = [
  google({ hasTypes: false, isClass: false, indent: "    " }),
  numpy({ hasTypes: false, isClass: false, indent: "    " }),
  sphinx({ hasTypes: false }),
];

/**
 * Remembers how the open documents describe their parameters. A parameter gets the description of another one of the same name if
 * all comments that describe it agree; the document's own comments have priority over those of others.
 */
export class Descriptions {
  /** Descriptions by name for each text; rebuilt when the text has changed. */
  readonly #read = new Map<string, { text: string; byName: ReadonlyMap<string, ReadonlySet<string>> }>();

  /** Finds a description for `parameter`; empty if there is none, or several that differ. */
  find(parameter: Parameter, sources: { own: DescriptionSource; others: Iterable<DescriptionSource> }): string {
    const own = this.#of(sources.own).get(parameter.name);
    if (own !== undefined) return only(own, parameter);
    const found = new Set<string>();
    let count = 0;
    for (const other of sources.others) {
      if (++count > maxOthers) break;
      for (const description of this.#of(other).get(parameter.name) ?? []) found.add(description);
    }
    return only(found, parameter);
  }

  /** Forgets a document that was closed. */
  forget(uri: string): void {
    this.#read.delete(uri);
  }

  #of({ uri, text, languageId }: DescriptionSource): ReadonlyMap<string, ReadonlySet<string>> {
    const known = this.#read.get(uri);
    if (known?.text === text) return known.byName;
    const byName = text.length > maxLength ? new Map<string, Set<string>>() : readDescriptions(text, languageId);
    this.#read.set(uri, { text, byName });
    return byName;
  }
}

/** A document whose comments may describe parameters. */
export interface DescriptionSource {
  readonly uri: string;
  readonly languageId: string;
  readonly text: string;
}

function only(descriptions: ReadonlySet<string>, parameter: Parameter): string {
  const first = [...descriptions].at(0);
  return descriptions.size !== 1 || first === undefined || restates(first, parameter) ? "" : first;
}

/** Reads the description of each parameter name from a text's doc comments. */
function readDescriptions(text: string, languageId: string): Map<string, Set<string>> {
  const byName = new Map<string, Set<string>>();
  const note = (entries: readonly DocEntry[]): void => {
    for (const { kind, name, description } of entries) {
      if (kind !== "param" || description === "" || description.length > 200) continue;
      const known = byName.get(name);
      if (known) known.add(description);
      else byName.set(name, new Set([description]));
    }
  };
  const isPython = languageOf(languageId).grammar === "python";
  const pattern = isPython ? /^[ \t]*[rR]?("""|''')[^]*?\1/gm : /\/\*\*(?!\/)[^]*?\*\//g;
  for (const match of text.matchAll(pattern)) {
    const start = match.index + (/^[ \t]*/.exec(match[0])?.[0].length ?? 0);
    const lines = readDocText(text, { start, end: match.index + match[0].length }).lines.map(({ content }) => content);
    if (isPython) for (const form of docstringForms) note(form.scan(lines));
    else note(scanTags(lines));
  }
  return byName;
}
