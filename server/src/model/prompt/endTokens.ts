/**
 * Tokens that models use between the parts of a prompt and at an answer's end. Servers that do not know their model's
 * vocabulary let them through as text.
 */

/** Shapes that no language has. Met: `<|im_end|>`, `<｜end▁of▁sentence｜>`, `</fim_middle>`, `<0x0A>`. Missed: `a <| b |> c`, `<file-list>`. */
const shapes = [
  String.raw`<\|\/?[a-z][\w▁.:-]*(?: [\w▁]+){0,3}\|>`,
  "<｜[^｜\\n]{1,30}｜>",
  String.raw`<\/?fim[_-]\w+>`,
  String.raw`<(?:start|begin|end)_of_\w+>`,
  String.raw`<(?:unused|extra_id_|mask_|reserved_token_|dummy)\d+>`,
  "<0x[0-9a-f]{2}>",
  String.raw`◁\/?\w+▷`,
  String.raw`<\/?(?:(?:issue|jupyter|commit|pr|empty)_\w+|repo_name|file_sep|gh_stars)>`,
  String.raw`<<\/?SYS>>`,
  String.raw`\[\|[a-z]\w*\|\]`,
  String.raw`\[(?:PREFIX|SUFFIX|MIDDLE|\/?(?:INST|AVAILABLE_TOOLS|TOOL_RESULTS|TOOL_CALLS|SYSTEM_PROMPT|THINK))\]`,
  String.raw`^<(?:filename|reponame)>`,
  // Our own placeholder for a secret, repeated by a model.
  String.raw`<secret-\d+>`,
  String.raw`\[end of text\]`,
].join("|");

/** Names of tokens whose brackets may also belong to an element or a type; the empty one is for `</>`-less `<s>`. */
const names =
  "s|bos|eos|pad|unk|cls|sep|eot|eom|eod|eop|mask|pre|suf|mid|think|thinking|endoftext|bos_token|eos_token|pad_token|unk_token";
const bracketed = String.raw`<\/?(?:${names})>`;
/** The same in the brackets of a list or an index: only at a text's end. */
const listed = String.raw`\[(?:BOS|EOS|PAD|UNK|CLS|SEP|MASK|EOT)\]`;

/** Any of these tokens, anywhere in a text. */
export const endTokens: RegExp = new RegExp(`${shapes}|▁?${bracketed}|${listed}`, "gim");

const isListed = new RegExp(`^${listed}$`, "i");
const isBracketed = new RegExp(`^▁?${bracketed}$`, "i");

/** The surroundings of a token. */
interface TokenPlace {
  /** The caret's line up to the caret. */
  readonly beforeCaret: string;
  readonly hasTags: boolean;
  /** Reports whether the document itself contains a token. */
  readonly isContent: (token: string) => boolean;
}

/** Finds where the first such token is in a text. */
export function endTokenIn(text: string, place: TokenPlace): number | undefined {
  for (const match of text.matchAll(endTokens)) {
    const after = text.slice(match.index + match[0].length);
    if (isToken(match[0], { before: text.slice(0, match.index), after, ...place })) return match.index;
  }
  return undefined;
}

function isToken(found: string, place: TokenPlace & { readonly before: string; readonly after: string }): boolean {
  const { before, after, beforeCaret, hasTags, isContent } = place;
  if (isContent(found)) return false;
  const isEnd = after.replace(endTokens, "").trim() === "";
  const line = (before.includes("\n") ? before : beforeCaret + before).trimEnd();
  if (isListed.test(found)) return isEnd && !/[\w)\]=(,:[]$/.test(line);
  if (!isBracketed.test(found)) return true;
  const name = /\w+/.exec(found)?.[0] ?? "";
  const isClosing = found.includes("/");
  // One end of an element whose other end is also there.
  if (isClosing ? before.includes(`<${name}>`) || isContent(`<${name}>`) : after.includes(`</${name}>`)) return false;
  if (hasTags) return isEnd && before !== "" && !isElementOfHtml(name, found);
  // After a name it may be a type's parameter: `Vec<s>`.
  return isClosing || !/\w$/.test(line) || (isEnd && name.length > 1 && before !== "");
}

/** Reports whether a token is an HTML element's name: an opening tag counts, a closing tag only after an opening one. */
function isElementOfHtml(name: string, found: string): boolean {
  return /^(?:s|pre)$/i.test(name) && !found.includes("/");
}
