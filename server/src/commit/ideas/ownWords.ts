import { linesOf, type Hunk } from "../change/patch";
import { openingVerb } from "../style/verbs";

/** Reads the author's own descriptions of the change in the change itself. Such words are right by themselves; ours must be proven. */

/**
 * Returns the entries that a change adds to a changelog, first sentence each, without links to issues. `newText` is the changelog: for an entry
 * that is only a name, its heading says what happened to it.
 */
export function changelogEntries(hunks: readonly Hunk[], newText: string): string[] {
  const entries: string[] = [];
  const allLines = newText.split("\n");
  for (const { lines, newStart } of hunks) {
    let entry: string | undefined;
    let lineNumber = newStart - 1;
    const close = (): void => {
      const sentence = entry === undefined ? "" : withHeading(plainSentence(entry), headingAbove(allLines, lineNumber));
      if (sentence.split(" ").length >= 2 && !opensClause.test(sentence)) entries.push(sentence);
      entry = undefined;
    };
    for (const line of lines) {
      if (!line.startsWith("-")) lineNumber++;
      if (!line.startsWith("+")) {
        // An existing line that continues an entry makes it an edit of an old one.
        if (line.startsWith(" ") && /^ {3,}\S/.test(line)) entry = undefined;
        else if (line.startsWith(" ")) close();
        continue;
      }
      const text = line.slice(1);
      const item = /^\s*(?:[-*+]|\d+\.)\s+(.+)$/.exec(text);
      if (item) {
        close();
        entry = item[1];
      } else if (entry !== undefined && /^\s+\S/.test(text)) entry += ` ${text.trim()}`;
      else close();
    }
    close();
  }
  // A moved entry is not news.
  const removed = new Set(changelogLines(hunks));
  return entries.filter((entry) => !removed.has(entry));
}

/** Openings of sentences whose point comes later, where it may be cut, or that depend on another sentence. */
const opensClause =
  /^(when|if|while|since|because|as|for|in|on|the following|this|these|those|it|note|see|also|now|with|after|before)\b/i;

/** "Added", "Fixed" and so on, as keepachangelog.com has them. */
function headingAbove(lines: readonly string[], lineNumber: number): string {
  for (let at = Math.min(lineNumber, lines.length) - 1; at >= 0 && at > lineNumber - 80; at--) {
    const heading =
      /^(?:#+\s*|\*\*|:)?(added|additions?|new features?|features?|fixed|fixes|bug ?fixes|removed|removals?|deprecated|deprecations?|changed|changes)\b[:*]*\s*$/i.exec(
        lines.at(at)?.trim() ?? "",
      );
    if (heading) return heading[1].toLowerCase();
  }
  return "";
}

function withHeading(sentence: string, heading: string): string {
  if (
    openingVerb(sentence) !== undefined ||
    /\b(is|are|was|were|can|now|no longer|has|have|will|does|do|must|may|should)\b/.test(sentence)
  )
    return sentence;
  // "Removed" above "Support for Python 3.7" is what happened to it.
  const verb = /^(add|new|feature)/.test(heading)
    ? "add"
    : /^remov/.test(heading)
      ? "remove"
      : /^deprecat/.test(heading)
        ? "deprecate"
        : /^(fix|bug)/.test(heading)
          ? "fix"
          : "";
  return verb === ""
    ? sentence
    : `${verb} ${/^\p{Lu}\p{Ll}+ /u.test(sentence) ? sentence.charAt(0).toLowerCase() + sentence.slice(1) : sentence}`;
}

function changelogLines(hunks: readonly Hunk[]): string[] {
  return linesOf(hunks, "-").flatMap((line) => {
    const item = /^\s*(?:[-*+]|\d+\.)\s+(.+)$/.exec(line)?.[1];
    return item === undefined ? [] : [plainSentence(item)];
  });
}

/** Returns the titles of the tests that a change adds, as a person would read them. */
export function testTitles(hunks: readonly Hunk[]): string[] {
  const read = (sign: "+" | "-"): string[] =>
    linesOf(hunks, sign).flatMap((line) => {
      const title = /^\s*(?:await\s+)?(?:\w+\.)?(?:it|test|specify)(?:\.\w+)*\(\s*(["'`])(.{3,}?)\1\s*,/.exec(
        line,
      )?.[2];
      return title === undefined || title.includes("${") ? [] : (saidByTitle(title) ?? []);
    });
  const before = new Set(read("-"));
  return read("+").filter((title) => !before.has(title));
}

/** Reads a title as a sentence about the code's new behaviour; undefined if it only names a case. */
function saidByTitle(title: string): string | undefined {
  const wish = /^(?:it\s+)?should\s+(not\s+)?(.+)$/i.exec(title);
  const text = wish === null ? title : `${wish.at(1) === undefined ? "" : "do not "}${wish[2]}`;
  return (wish !== null || openingVerb(text) !== undefined) && text.split(" ").length >= 3 ? text : undefined;
}

/** Turns a changelog's entry into one plain sentence: no issue numbers, credits, links or markup of roles. */
function plainSentence(entry: string): string {
  const text = entry
    .replace(/:(?:issue|pr|ghsa|gh|pull|user):`[^`]*`/gi, "")
    .replace(/:[\w:]+:`~?([^`<]+?)(?:\s*<[^>]*>)?`/g, "`$1`")
    .replace(/``/g, "`")
    .replace(/\[([^\]]*)\]\((?:[^)]*)\)/g, "$1")
    .replace(/\[([^\]]*)\]\[[^\]]*\]/g, "$1")
    .replace(/`([^`<]+) <[^>]+>`_+/g, "$1")
    .replace(/https?:\/\/\S+/g, "")
    .replace(/\*\*(.+?)\*\*/g, "$1")
    .replace(
      /\s*\(?(?:thanks|via|by|contributed|see|closes|fixes|refs?)?:?\s*(?:@[\w-]+|#\d+|GH-\d+)(?:[\s,]*(?:and\s+)?(?:@[\w-]+|#\d+))*\)?/gi,
      "",
    )
    .replace(/\s+/g, " ")
    .replace(/\s+([.,;:])/g, "$1")
    .replace(/\s\(\s*\)/g, "")
    .replace(/^[\s:;,.-]+/, "")
    .trim();
  return (/^(.*?[^.\s]{2}[.!?])(\s|$)/.exec(text)?.[1] ?? text).replace(/[.\s]+$/, "");
}
