import type { Language } from "../code/language";
import type { Declaration } from "../code/declarations/declaration";
import type { DocForm } from "./forms/docForm";
import { javadoc, jsdoc } from "./forms/jsdoc";
import { godoc, rustdoc } from "./forms/rustdoc";
import { google, numpy } from "./forms/sections";
import { sphinx } from "./forms/sphinx";

/** The choice of a docstring's form: setting `nanotype.comments.docstrings`. */
export type DocstringStyle = "auto" | "google" | "numpy" | "sphinx";

/** The texts from which a project's habits are read. */
export interface HabitSources {
  readonly text: string;
  /** Other texts of the same language, read only if the file itself shows no habit. */
  readonly others: () => Iterable<string>;
  readonly docstrings: DocstringStyle;
  /** One level of indentation in the file. */
  readonly indent: string;
}

/** Chooses the form in which a file's author writes doc comments; `undefined` if the language has no form that we know. */
export function formFor(
  language: Language,
  declaration: Pick<Declaration, "kind">,
  sources: HabitSources,
): DocForm | undefined {
  switch (language.grammar) {
    case "typescript":
    case "tsx":
      return tagForm(sources, { isTyped: true });
    case "javascript":
      return tagForm(sources, { isTyped: false });
    case "java":
      return javadoc;
    case "rust":
      return rustdoc;
    case "go":
      return godoc;
    case "python":
      return docstringForm(declaration, sources);
    case undefined:
    default:
      return undefined;
  }
}

/** Counts matches in the file; if it has none, in the others one by one until one has some. */
function firstTelling<T>(sources: HabitSources, tell: (text: string) => T | undefined): T | undefined {
  const own = tell(sources.text);
  if (own !== undefined) return own;
  for (const other of sources.others()) {
    const told = tell(other);
    if (told !== undefined) return told;
  }
  return undefined;
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

/** Reports whether `yes` matches more often than `no`; `undefined` if neither matches. */
function more(text: string, yes: RegExp, no: RegExp): boolean | undefined {
  const [yesCount, noCount] = [count(text, yes), count(text, no)];
  return yesCount + noCount === 0 ? undefined : yesCount > noCount;
}

function tagForm(sources: HabitSources, { isTyped }: { isTyped: boolean }): DocForm {
  const typed = firstTelling(sources, (text) => more(text, /@param[ \t]+\{/g, /@param[ \t]+[^{\s]/g));
  const dash = firstTelling(sources, (text) =>
    more(
      text,
      /@param[ \t]+(?:\{[^\n]*?\}[ \t]+)?\S+[ \t]+-[ \t]/g,
      /@param[ \t]+(?:\{[^\n]*?\}[ \t]+)?[\w.[\]=]+[ \t]+[^-\s{]/g,
    ),
  );
  const gap = firstTelling(sources, (text) =>
    more(
      text,
      /\*[ \t]+[^@\s/][^\n]*\n[ \t]*\*[ \t]*\n[ \t]*\*[ \t]+@param/g,
      /\*[ \t]+[^@\s/][^\n]*\n[ \t]*\*[ \t]+@param/g,
    ),
  );
  const singular = firstTelling(sources, (text) => more(text, /@return\b/g, /@returns\b/g));
  return jsdoc({
    hasTypes: isTyped ? (typed ?? false) && !!sources.text.match(/@param[ \t]+\{/) : (typed ?? true),
    hasDash: dash ?? true,
    hasGap: gap ?? false,
    returnTag: singular ? "@return" : "@returns",
    hasBrackets: !isTyped || typed === true,
  });
}

const styles = {
  google: /^[ \t]*(?:Args|Arguments|Returns|Raises|Yields|Attributes):[ \t]*$/gm,
  numpy: /^[ \t]*(?:Parameters|Returns|Raises|Yields|Attributes)[ \t]*\r?\n[ \t]*-{3,}[ \t]*$/gm,
  sphinx: /^[ \t]*:(?:param|returns?|raises|rtype)\b[^:\n]*:/gm,
};

function docstringForm({ kind }: Pick<Declaration, "kind">, sources: HabitSources): DocForm {
  const style = sources.docstrings === "auto" ? (firstTelling(sources, tellStyle) ?? "google") : sources.docstrings;
  const params = { isClass: kind === "class", indent: sources.indent };
  if (style === "numpy") return numpy({ ...params, hasTypes: true });
  if (style === "sphinx") {
    const hasTypes = firstTelling(sources, (text) => more(text, /^[ \t]*:type\b/gm, /^[ \t]*:param\b/gm)) ?? false;
    return sphinx({ hasTypes });
  }
  const typed = /^[ \t]+\*{0,2}\w+ \([^()\n]+\):/gm;
  const hasTypes = firstTelling(sources, (text) =>
    styles.google.test(text) ? more(text, typed, /^[ \t]+\*{0,2}\w+: \S/gm) : undefined,
  );
  return google({ ...params, hasTypes: hasTypes ?? false });
}

function tellStyle(text: string): "google" | "numpy" | "sphinx" | undefined {
  const counts = {
    google: count(text, styles.google),
    numpy: count(text, styles.numpy),
    sphinx: count(text, styles.sphinx),
  };
  const best = Math.max(counts.google, counts.numpy, counts.sphinx);
  if (best === 0) return undefined;
  return counts.google === best ? "google" : counts.numpy === best ? "numpy" : "sphinx";
}
