import { languageOf } from "./languages";

/** A stretch of a document around the caret that is of one language. */
export interface Region {
  readonly languageId: string;
  readonly prefix: string;
  readonly suffix: string;
}

/** How far above the caret a fence is looked for, in UTF-16 units: scanning takes about 0.2 ms. // guess */
const maxScanLength = 400_000;

/**
 * The stretch around the caret that is of one language: in Markdown a fenced block is code of the language that its fence
 * names, and what stands between lines of dashes at the top is YAML. Any other document is one region.
 */
export function regionAt(languageId: string, prefix: string, suffix: string): Region {
  const whole = { languageId, prefix, suffix };
  if (languageOf(languageId).id !== "markdown") return whole;
  return frontMatterAt(prefix, suffix) ?? fencedAt(prefix, suffix) ?? whole;
}

/** Fence labels for text that is not code. */
const proseLabels = new Set(["text", "txt", "plaintext", "markdown", "md", "output", "none"]);

function fencedAt(prefix: string, suffix: string): Region | undefined {
  const from = Math.max(0, prefix.length - maxScanLength);
  let open: { mark: string; label: string; start: number } | undefined;
  for (const match of prefix.slice(from).matchAll(/^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)?(`{3,}|~{3,})([^\n`]*)\n/gm)) {
    const [line, mark = "", label = ""] = match;
    if (open === undefined) open = { mark, label: label.trim(), start: from + match.index + line.length };
    else if (mark.startsWith(open.mark) && label.trim() === "") open = undefined;
  }
  if (open === undefined) return undefined;
  const label = (/^\{?\.?([\w+#-]*)/.exec(open.label)?.[1] ?? "").toLowerCase();
  const languageId = proseLabels.has(label) ? "plaintext" : label === "" ? "unknown" : label;
  const close = new RegExp(String.raw`^[ \t>]*${open.mark}`, "m").exec(suffix);
  return { languageId, prefix: prefix.slice(open.start), suffix: suffix.slice(0, close?.index) };
}

function frontMatterAt(prefix: string, suffix: string): Region | undefined {
  const opening = /^---[ \t]*\r?\n/.exec(prefix)?.[0];
  if (opening === undefined || /^(?:---|\.\.\.)[ \t]*$/m.test(prefix.slice(opening.length))) return undefined;
  const close = /^---[ \t]*$/m.exec(suffix);
  return close === null
    ? undefined
    : { languageId: "yaml", prefix: prefix.slice(opening.length), suffix: suffix.slice(0, close.index) };
}
