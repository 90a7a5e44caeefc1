import { firstIndex } from "../../base/firstIndex";
import type { Span } from "../promptText";
import { foldCharacter } from "./foldCharacter";

/** A text as rules read it: with pieces of the original left out or replaced. */
export interface TextView {
  readonly text: string;
  /** Returns the stretch of the original text that a stretch of this one comes from. */
  original(span: Span): Span;
  /** Returns the place in the original text that a place in this one comes from. */
  place(offset: number): number;
}

/** Returns the views in which rules search for secrets: the text as a reader sees it, without a string's backslashes, and with adjacent literals joined. */
export function viewsOf(text: string): TextView[] {
  const folded = foldedView(text);
  const views = [folded];
  if (folded.text.includes("\\") && hiddenQuote.test(folded.text))
    views.push(replacedView(folded, removed(folded.text, hiddenBackslashes)));
  if (folded.text.includes("&") && entity.test(folded.text))
    views.push(
      replacedView(
        folded,
        removed(folded.text, entities).map((each) => ({ ...each, by: '"' })),
      ),
    );
  const joints = jointsIn(folded.text);
  if (joints.length > 0) views.push(replacedView(folded, joints));
  return views;
}

/** A piece of text with a replacement. */
interface Replacement extends Span {
  readonly by: string;
}

/** A quote of JSON inside another string: `"{\"token\": …}"`. */
const hiddenQuote = /\\["']\s{0,3}[:,}]/;
const hiddenBackslashes = /\\+(?=["'])/g;

/** A quote as HTML and XML write it. */
const entity = /&(?:quot|apos|#3[49]|#x2[27]);/i;
const entities = /&(?:quot|apos|#3[49]|#x2[27]);/gi;

/** An operator between two literals, or a line break between them: `"ab" + "cd"`, `'ab' . 'cd'`, `"ab"⏎ "cd"`. Near miss: `"ab", "cd"`. */
const joint =
  /(?<=[\w+/=-])''(?=[\w+/=-]{8})|(?<sign>["'`])\)?[ \t]{0,40}(?:\\?\r?\n[+\- \t]{0,80})?(?:\+\+?|\.{1,2}|&|~|\|\||<>|\^)[ \t]{0,40}(?:\\?\r?\n[+ \t]{0,80})?[bfruLN@$]{0,2}\(?\k<sign>|(?<space>["'`])(?:[ \t]{1,20}|[ \t]{0,20}\\?\r?\n[+ \t]{1,80})[bfruLN@$]{0,2}\k<space>(?![\s,;:)\]}]|$)/g;
/** A comma between the parts of a list that is joined: `["ab", "cd"].join("")`, `"".join(["ab", "cd"])`, `concat!("ab", "cd")`. Near miss: `["ab", "cd"]`. */
const listJoint =
  /(?<sign>["'])\s{0,20},\s{0,40}\k<sign>(?=[^"'\n]{1,200}["'][^\n]{0,200}\]\.?\s{0,3}(?:\.join\(|->join|\|join|\.concat\())|(?<=(?:\.join|\bconcat!?)\(\[?\s{0,4}["'][^"'\n]{1,200})(?<comma>["'])\s{0,20},\s{0,40}\k<comma>|(?<call>["'])\s{0,40}\.concat\(\s{0,4}\k<call>/g;
/** A backslash that continues a line. */
const continuation = /\\\r?\n[+ \t]{0,80}(?=\S)/g;
/** A literal inside a template: `ab${"cd"}`. */
const insertion = /(\$\{\s{0,3}["'`])([^"'`\n{}]{1,200})(["'`]\s{0,3}\})/g;

function jointsIn(text: string): Replacement[] {
  const joints = removed(text, joint);
  if (/join|concat/.test(text)) joints.push(...removed(text, listJoint));
  if (text.includes("\\\n") || text.includes("\\\r")) joints.push(...removed(text, continuation));
  if (text.includes("${"))
    for (const { 0: whole, 1: open, 3: close, index } of text.matchAll(insertion)) {
      const end = index + whole.length;
      joints.push({ start: index, end: index + open.length, by: "" }, { start: end - close.length, end, by: "" });
    }
  return joints.sort((a, b) => a.start - b.start);
}

function removed(text: string, pattern: RegExp): Replacement[] {
  const found: Replacement[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text))
    found.push({ start: match.index, end: match.index + match[0].length, by: "" });
  return found;
}

/** Returns the text with look-alike letters replaced, accents dropped and invisible characters left out. */
function foldedView(text: string): TextView {
  const plain: TextView = { text, original: (span) => span, place: (at) => at };
  if (!/[^\0-\x7f]/.test(text)) return plain;
  const folded: Replacement[] = [];
  for (const { 0: characters, index } of text.matchAll(/[^\0-\x7f]+/g)) {
    let start = index;
    for (const character of characters) {
      const [end, by] = [start + character.length, foldCharacter(character)];
      if (by !== character) folded.push({ start, end, by });
      start = end;
    }
  }
  return folded.length === 0 ? plain : replacedView(plain, folded);
}

/** Returns a view with pieces replaced; of two that overlap the first counts. */
function replacedView(view: TextView, replacements: readonly Replacement[]): TextView {
  /** Offsets of each kept piece in the new text and in the old one. */
  const pieces: { readonly at: number; readonly from: number }[] = [{ at: 0, from: 0 }];
  let text = "";
  let from = 0;
  for (const { start, end, by } of replacements) {
    if (start < from) continue;
    text += view.text.slice(from, start) + by;
    from = end;
    pieces.push({ at: text.length, from });
  }
  text += view.text.slice(from);
  const offset = (at: number): number => {
    const next = firstIndex(1, pieces.length, (index) => pieces[index].at > at);
    const piece = pieces[next - 1];
    return Math.min(piece.from + at - piece.at, pieces.at(next)?.from ?? view.text.length);
  };
  // The end is that of the last character taken, so that the text left out after it stays.
  return {
    text,
    place: (at) => view.place(offset(at)),
    original: ({ start, end }) =>
      view.original({ start: offset(start), end: end > start ? offset(end - 1) + 1 : offset(end) }),
  };
}
