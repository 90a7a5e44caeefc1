import type { DocRange } from "../code/declarations/declaration";

/** The marks and margins around the lines of a doc comment. */
export interface DocFrame {
  readonly kind: "block" | "lines" | "docstring";
  /** Blanks before the comment's first line. */
  readonly indent: string;
  /** Opening mark of the comment, or of each of its lines: `/**`, `///`, quotes with their prefix. */
  readonly open: string;
}

/** A line of a doc comment: its content, and its source text if it has any. */
export interface DocLine {
  readonly content: string;
  /** Absent for a line that is not written yet. */
  readonly raw?: string;
  /** Offset of the content in the document; absent for a line that is not written yet. */
  readonly start?: number;
}

/** A parsed doc comment. */
export interface DocText {
  readonly frame: DocFrame;
  readonly lines: readonly DocLine[];
  /** True if the first line is on the line of the opening mark, and the last on that of the closing mark. */
  readonly isOpenInline: boolean;
  readonly isCloseInline: boolean;
}

/** Returns the mark that closes a comment of this frame; empty for lines. */
export function closeOf({ kind, open }: DocFrame): string {
  return kind === "block" ? "*/" : kind === "docstring" ? open.slice(-3) : "";
}

/** Parses the doc comment at `range`. */
export function readDocText(text: string, range: DocRange): DocText {
  const whole = text.slice(range.start, range.end);
  const lineStart = text.lastIndexOf("\n", range.start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart, range.start))?.[0] ?? "";
  const open = /^(?:\/\*\*|\/\/[/!]?|[a-zA-Z]*(?:"""|'''))/.exec(whole)?.[0] ?? "";
  const kind = open.startsWith("/*") ? "block" : open.startsWith("//") ? "lines" : "docstring";
  const frame: DocFrame = { kind, indent, open };
  const inner = kind === "lines" ? whole : whole.slice(0, whole.length - closeOf(frame).length);
  const lines: DocLine[] = [];
  let start = range.start;
  for (const raw of inner.split("\n")) {
    const margin = lines.length === 0 && kind !== "lines" ? open.length : marginLength(frame, raw);
    const blanks = lines.length === 0 && kind === "block" ? (/^ ?/.exec(raw.slice(margin))?.[0].length ?? 0) : 0;
    lines.push({ content: raw.slice(margin + blanks), raw, start: start + margin + blanks });
    start += raw.length + 1;
  }
  if (kind === "lines") return { frame, lines, isOpenInline: true, isCloseInline: true };
  const isOpenInline = lines.length === 1 || lines[0]?.content.trim() !== "";
  const isCloseInline = lines.length === 1 || lines.at(-1)?.content.trim() !== "";
  const first = isOpenInline ? 0 : 1;
  const last = isCloseInline ? lines.length : lines.length - 1;
  const kept = lines.slice(first, last);
  const end = kept.at(-1);
  // The blank before an inline closing mark belongs to the mark.
  if (isCloseInline && end !== undefined) kept[kept.length - 1] = { ...end, content: end.content.trimEnd() };
  return { frame, lines: kept, isOpenInline, isCloseInline };
}

function marginLength({ kind, indent, open }: DocFrame, line: string): number {
  if (kind === "docstring") return line.startsWith(indent) ? indent.length : (/^[ \t]*/.exec(line)?.[0].length ?? 0);
  const pattern = kind === "block" ? /^[ \t]*(?:\*(?!\/) ?)?/ : undefined;
  if (pattern) return pattern.exec(line)?.[0].length ?? 0;
  const token = line.indexOf(open) + open.length;
  return line.charAt(token) === " " ? token + 1 : token;
}

/** Writes a doc comment, from its opening mark to its closing mark. Lines from the source text stay unchanged. */
export function writeDocText({ frame, lines, isOpenInline, isCloseInline }: DocText): string {
  const { kind, open, indent } = frame;
  const written = lines.map((line, index) => {
    const isFirst = index === 0 && isOpenInline;
    if (isFirst && kind !== "lines") return open + (kind === "block" && line.content !== "" ? " " : "") + line.content;
    if (kind === "lines" && index === 0) return `${open} ${line.content}`.trimEnd();
    return line.raw ?? marginOf(frame, line.content);
  });
  if (kind === "lines") return written.join("\n");
  if (!isOpenInline) written.unshift(open);
  const close = closeOf(frame);
  if (!isCloseInline) written.push(indent + (kind === "block" ? ` ${close}` : close));
  const text = written.join("\n");
  return isCloseInline ? text + (kind === "block" ? ` ${close}` : close) : text;
}

/** Returns a line that isn't the comment's first, with its margin. */
export function marginOf({ kind, indent, open }: DocFrame, content: string): string {
  if (kind === "docstring") return content === "" ? "" : indent + content;
  const mark = kind === "block" ? " *" : open;
  return content === "" ? indent + mark : `${indent}${mark} ${content}`;
}
