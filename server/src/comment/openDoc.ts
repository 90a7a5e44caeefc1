import type { Language } from "../code/language";
import { restOfCaretLine, startOfLine } from "../model/prompt/prefixSuffix";
import type { DocFrame } from "./docText";

/** A doc comment that was just begun, or that has at most a summary yet, with the caret at its end. */
export interface OpenDoc {
  readonly frame: DocFrame;
  /** Content of the caret's line: the opening mark, nothing yet, a complete summary, or the last tag, without a text. */
  readonly state: "opened" | "blank" | "summary" | "tag";
  /** True if it has tags already, as an editor's own template does. */
  readonly hasTags: boolean;
  /** Offset of the opening mark. */
  readonly start: number;
  /** Place of the closing mark: on the caret's line, on the next, or none. */
  readonly closed: "here" | "below" | "not";
  /** Offset of the first line below the comment. */
  readonly below: number;
}

/** Most lines of a summary above the caret. */
const maxSummaryLines = 12; // guess
/** Longest template that an editor inserts, in UTF-16 units. // guess */
const maxTemplateLength = 2_000;

/**
 * Finds the doc comment at the caret if it would continue there with its tags or sections. Looks at the lines around the
 * caret only, so it may run at every keystroke.
 */
export function findOpenDoc(language: Language, prefix: string, suffix: string): OpenDoc | undefined {
  const { docForm } = language;
  if (docForm === undefined || language.grammar === undefined) return undefined;
  const caret = { prefix, suffix, line: startOfLine(prefix), rest: restOfCaretLine(suffix) };
  switch (docForm.kind) {
    case "block":
      return inBlock(caret);
    case "docstring":
      return inDocstring(caret);
    case "lines":
      return inLines(caret, docForm.token);
  }
}

interface Caret {
  readonly prefix: string;
  readonly suffix: string;
  /** The caret's line, up to it and from it on. */
  readonly line: string;
  readonly rest: string;
}

function inBlock({ prefix, suffix, line, rest }: Caret): OpenDoc | undefined {
  if (!/^[ \t]*(?:\*\/)?[ \t]*$/.test(rest)) return undefined;
  const opening = /^([ \t]*)\/\*\*[ \t]?$/.exec(line);
  const next = nextLine(suffix);
  const isClosedBelow = /^[ \t]*\*\//.test(next);
  const tagCount = tagsBelow(suffix);
  // A line that continues the comment belongs to a finished one, or to a template.
  if (tagCount === 0 && /^[ \t]*\*(?!\/)/.test(next)) return undefined;
  const closed = rest.includes("*/") ? "here" : isClosedBelow || tagCount > 0 ? "below" : "not";
  const below = afterLines(prefix, suffix, closed === "below" ? tagCount + 2 : 1);
  if (opening && tagCount === 0)
    return {
      frame: { kind: "block", indent: opening[1], open: "/**" },
      state: "opened",
      hasTags: false,
      start: prefix.lastIndexOf("/**"),
      closed,
      below,
    };
  const content = /^[ \t]*\*(?!\/)[ \t]?(.*)$/.exec(line)?.[1];
  if (content === undefined || closed === "here") return undefined;
  const isTag = closed === "below" && /^@returns?[ \t]*$/.test(content);
  const state = content === "" ? "blank" : isTag ? "tag" : isSentence(content) ? "summary" : undefined;
  if (tagCount > 0 && state !== "blank") return undefined;
  const start =
    state &&
    openerAbove(prefix, {
      opener: /^([ \t]*)\/\*\*(?!\*)/,
      inner: isTag ? /^[ \t]*\*(?!\/)/ : /^[ \t]*\*(?!\/)[ \t]*(?!@)/,
      blankAllowed: state !== "blank",
    });
  return start === undefined || state === undefined
    ? undefined
    : {
        frame: { kind: "block", indent: indentAt(prefix, start), open: "/**" },
        state,
        hasTags: isTag || tagCount > 0,
        start,
        closed,
        below,
      };
}

function inDocstring({ prefix, suffix, line, rest }: Caret): OpenDoc | undefined {
  if (!/^(?:"{0,3}|'{0,3})[ \t]*$/.test(rest)) return undefined;
  const opening = /^([ \t]+)([rR]?(?:"""|'''))(.*)$/.exec(line);
  if (opening) {
    const [, indent = "", open = "", content = ""] = opening;
    const quotes = open.slice(-3);
    if (content.includes(quotes) || (rest !== "" && !quotes.startsWith(rest.trim()))) return undefined;
    const state = content.trim() === "" ? "opened" : isSentence(content) ? "summary" : undefined;
    const isClosedBelow = nextLine(suffix).trim() === quotes;
    const closed = rest.trim() === quotes ? "here" : isClosedBelow ? "below" : "not";
    const below = afterLines(prefix, suffix, closed === "below" ? 2 : 1);
    const start = prefix.length - line.length + indent.length;
    return state && { frame: { kind: "docstring", indent, open }, state, hasTags: false, start, closed, below };
  }
  const next = nextLine(suffix).trim();
  if (rest.trim() !== "" || !/^(?:"""|''')$/.test(next) || (line.trim() !== "" && !isSentence(line))) return undefined;
  const state = line.trim() === "" ? "blank" : "summary";
  const pattern = new RegExp(String.raw`^([ \t]+)[rR]?${next}`);
  const start = openerAbove(prefix, {
    opener: pattern,
    inner: /^(?!.*(?:"""|'''))(?![ \t]*(?:[A-Z]\w+:|:\w+.*:|-{3,})\s*$)/,
    blankAllowed: true,
  });
  if (start === undefined || (state === "blank" && !/^[ \t]*[rR]?(?:"""|''')[ \t]*$/.test(lineAbove(prefix))))
    return undefined;
  const open = /^[rR]?.../.exec(prefix.slice(start))?.[0] ?? next;
  return {
    frame: { kind: "docstring", indent: indentAt(prefix, start), open },
    state,
    hasTags: false,
    start,
    closed: "below",
    below: afterLines(prefix, suffix, 2),
  };
}

function inLines({ prefix, suffix, line, rest }: Caret, token: string): OpenDoc | undefined {
  const match = /^([ \t]*)(\/\/\/?)[ \t]?$/.exec(line);
  if (match?.[2] !== token || rest.trim() !== "") return undefined;
  const isComment = (each: string): boolean => each.trimStart().startsWith("//");
  if (isComment(nextLine(suffix)) || isComment(lineAbove(prefix))) return undefined;
  const indent = match[1];
  return {
    frame: { kind: "lines", indent, open: token },
    state: "opened",
    hasTags: false,
    start: prefix.length - line.length + indent.length,
    closed: "here",
    below: afterLines(prefix, suffix, 1),
  };
}

/** Counts the lines below the caret's that hold the tags of a template without texts, if the comment ends right after them. */
function tagsBelow(suffix: string): number {
  const lines = suffix.slice(0, maxTemplateLength).split("\n").slice(1);
  const end = lines.findIndex((line) => /^[ \t]*\*\//.test(line));
  // `@param {string} name` or `@returns`; a near miss is `@param name The name.`
  const isTag = (line: string): boolean =>
    /^[ \t]*\*[ \t]*@\w+(?:[ \t]+\{[^}]*\})?(?:[ \t]+[\w$.[\]]+)?(?:[ \t]+-)?[ \t]*$/.test(line);
  return end > 0 && lines.slice(0, end).every(isTag) ? end : 0;
}

/** Reports whether a text is a finished sentence, so that the next text doesn't continue it. */
function isSentence(text: string): boolean {
  return /[.!?。！？][)"'`*]*[ \t]*$/u.test(text) && text.trim().length > 1;
}

/** Searches upwards from the caret's line for the line that opens the comment. `undefined` if another kind of line comes first. */
function openerAbove(
  prefix: string,
  lines: { opener: RegExp; inner: RegExp; blankAllowed: boolean },
): number | undefined {
  let end = prefix.lastIndexOf("\n");
  for (let count = 0; end >= 0 && count < maxSummaryLines; count++) {
    const start = prefix.lastIndexOf("\n", end - 1) + 1;
    const line = prefix.slice(start, end);
    const opener = lines.opener.exec(line);
    if (opener) {
      const isBare = line.trim().length <= 4;
      return isBare || lines.blankAllowed ? start + opener[1].length : undefined;
    }
    if (!lines.inner.test(line) || !lines.blankAllowed) return undefined;
    end = start - 1;
  }
  return undefined;
}

function indentAt(prefix: string, offset: number): string {
  return prefix.slice(prefix.lastIndexOf("\n", offset - 1) + 1, offset);
}

function lineAbove(prefix: string): string {
  const end = prefix.lastIndexOf("\n");
  return end < 0 ? "" : prefix.slice(prefix.lastIndexOf("\n", end - 1) + 1, end);
}

function nextLine(suffix: string): string {
  const end = suffix.indexOf("\n");
  if (end < 0) return "";
  const next = suffix.indexOf("\n", end + 1);
  return suffix.slice(end + 1, next < 0 ? undefined : next);
}

/** Returns the offset of the line start after `count` line ends from the caret. */
function afterLines(prefix: string, suffix: string, count: number): number {
  let end = -1;
  for (let index = 0; index < count; index++) {
    end = suffix.indexOf("\n", end + 1);
    if (end < 0) return prefix.length + suffix.length;
  }
  return prefix.length + end + 1;
}
