import { languageOf } from "./languages";

/** A part of a document that is of one language; offsets count UTF-16 units. */
export interface Stretch {
  readonly languageId: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Divides a text into stretches of one language, in order and without gaps. Markdown's fences are of the language that they
 * name, its front matter is YAML; the script and style elements of HTML, Vue and Svelte are of theirs. Any other text is one stretch.
 */
export function stretchesOf(languageId: string, text: string): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let at = 0;
  for (const piece of innerStretches(languageId, text)) {
    if (piece.start > at) stretches.push({ languageId, start: at, end: piece.start });
    if (piece.end > piece.start) stretches.push(piece);
    at = piece.end;
  }
  if (at < text.length || stretches.length === 0) stretches.push({ languageId, start: at, end: text.length });
  return stretches;
}

/** Yields the stretches of other languages than the document's, in order; found one by one, so that a caller may leave early. */
export function innerStretches(languageId: string, text: string): Iterable<Stretch> {
  const { id } = languageOf(languageId);
  return id === "markdown" ? piecesOfMarkdown(text) : elementLanguages.has(id) ? elements(text) : [];
}

/** Languages whose documents contain script and style elements. */
const elementLanguages: ReadonlySet<string> = new Set(["html", "vue", "svelte"]);

/** Fence labels for text that is not code. */
const proseLabels = new Set(["text", "txt", "plaintext", "markdown", "md", "output", "none"]);

function* piecesOfMarkdown(text: string): Generator<Stretch> {
  const opening = /^---[ \t]*\r?\n/.exec(text)?.[0];
  let from = 0;
  if (opening !== undefined) {
    const close = /^(?:---|\.\.\.)[ \t]*$/m.exec(text.slice(opening.length));
    if (close !== null) {
      from = opening.length + close.index;
      yield { languageId: "yaml", start: opening.length, end: from };
    }
  }
  let open: { mark: string; languageId: string; start: number } | undefined;
  // "  - ```ts" and "> ~~~~" open or close a fence; "text ```" doesn't.
  const fence = /^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)?(`{3,}|~{3,})([^\n`]*)(?:\n|$)/gm;
  fence.lastIndex = from;
  for (let match = fence.exec(text); match !== null; match = fence.exec(text)) {
    const [line, mark = "", label = ""] = match;
    if (open === undefined) {
      open = { mark, languageId: labelled(label.trim()), start: match.index + line.length };
    } else if (mark.startsWith(open.mark) && label.trim() === "") {
      yield { languageId: open.languageId, start: open.start, end: match.index };
      open = undefined;
    }
    if (line === "") fence.lastIndex++;
  }
  if (open !== undefined) yield { languageId: open.languageId, start: open.start, end: text.length };
}

/** Returns the language that a fence's label names. */
function labelled(label: string): string {
  const name = (/^\{?\.?([\w+#-]*)/.exec(label)?.[1] ?? "").toLowerCase();
  return proseLabels.has(name) ? "plaintext" : name === "" ? "unknown" : name;
}

/** Yields the contents of script and style elements; one that is never closed reaches to the text's end. */
function* elements(text: string): Generator<Stretch> {
  const opening = /<(script|style)\b([^>]*)>/gi;
  for (let match = opening.exec(text); match !== null; match = opening.exec(text)) {
    const [tag, name = "", attributes = ""] = match;
    if (attributes.endsWith("/")) continue;
    const start = match.index + tag.length;
    const close = new RegExp(String.raw`</${name}\s*>`, "i").exec(text.slice(start));
    const end = close === null ? text.length : start + close.index;
    yield { languageId: elementLanguage(name.toLowerCase(), attributes), start, end };
    opening.lastIndex = end;
  }
}

/** Returns the language of an element: `lang="ts"` and `type="text/typescript"` name it, `type="application/ld+json"` is JSON. */
function elementLanguage(name: string, attributes: string): string {
  const [, lang = ""] = /\blang\s*=\s*["']?([\w-]+)/i.exec(attributes) ?? [];
  const [, type = ""] = /\btype\s*=\s*["']?([\w/+.-]+)/i.exec(attributes) ?? [];
  if (lang !== "") return languageOf(lang).id;
  if (name === "style") return "css";
  if (/typescript/i.test(type)) return "typescript";
  return /json|importmap/i.test(type) ? "json" : "javascript";
}
