import type { Node } from "@vscode/tree-sitter-wasm";
import { leadingBlanks } from "./indent";
import { lex } from "./lexer";

/** A statement's line, as far as the lines after it depend on it. */
interface Line {
  readonly column: number;
  /** True if a block follows, which is deeper. */
  readonly opens: boolean;
}

/** Line that begins a block in Python. Met: `for x in y:  # each`, `) -> int:`. Missed: `x: int`, `d[a:`. */
const opener =
  /^\s*(?:(?:async\s+)?(?:if|elif|else|for|while|try|except|finally|with|def|class|match|case)\b|\)).*:\s*(?:#.*)?$/;

/** Parts of Python in which lines have no indentation that counts. */
const unindented =
  /string|argument|parameters|parenthesized|list|dictionary|set|tuple|subscript|comprehension|generator|ERROR/;

/**
 * Reports whether a text inserted into Python code adds an error of indentation, which the grammar doesn't see: a statement deeper than the one before it, or a
 * block that isn't deeper than its head. `root` is of the text before the insertion.
 */
export function addsIndentFault(
  root: Node,
  { text, offset, said, replacedLength }: { text: string; offset: number; said: string; replacedLength: number },
): boolean {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const above = lineAbove(root, text, lineStart);
  if (above === undefined || isInside(root, lineStart)) return false;
  const newline = text.indexOf("\n", offset);
  const lineEnd = newline < 0 ? text.length : newline;
  const below = lineBelow(text, lineEnd);
  if (below !== undefined && !fits(above, below)) return false;
  const changed = text.slice(lineStart, offset) + said + text.slice(offset + replacedLength, lineEnd);
  const lines = statements(changed);
  const [first] = lines;
  if (lines.length === 0) return false;
  // The first line's depth may be the user's own.
  const isOwn = !/^[ \t]*\S/.test(said) || text.slice(lineStart, offset).trim() !== "" || !/^[ \t]/.test(said);
  const isFirstWrong = above.opens
    ? below !== undefined && first.column <= above.column
    : !isOwn && first.column > above.column;
  if (isFirstWrong) return true;
  const chain = below === undefined || endsOpen(changed) ? lines : [...lines, below];
  return chain.some((line, index) => index > 0 && !fits(chain[index - 1], line));
}

/** Reports whether a statement may follow another one. */
function fits(before: Line, { column }: Line): boolean {
  return before.opens ? column > before.column : column <= before.column;
}

/** Reads the statement that ends above a line; `undefined` without any. */
function lineAbove(root: Node, text: string, lineStart: number): Line | undefined {
  let end = lineStart;
  for (;;) {
    end = text.slice(0, end).trimEnd().length;
    if (end === 0) return undefined;
    const start = text.lastIndexOf("\n", end - 1) + 1;
    const line = text.slice(start, end);
    if (!/^\s*#/.test(line)) {
      let node = root.descendantForIndex(end - 1);
      const isColon = node?.type === ":" && /(?:statement|clause|definition)$/.test(node.parent?.type ?? "");
      const opens = isColon || opener.test(line);
      while (node?.parent && !/^(?:block|module)$/.test(node.parent.type)) node = node.parent;
      if (node === null || node.type === "module" || node.isError) return undefined;
      return { column: node.startPosition.column, opens };
    }
    end = start;
  }
}

/** Reads the first statement below a line. */
function lineBelow(text: string, from: number): Line | undefined {
  const found = /\n([ \t]*)(?=[^\s#])/.exec(text.slice(from));
  return found === null ? undefined : { column: found[1].length, opens: false };
}

/** Reports whether a line is inside a literal or brackets. */
function isInside(root: Node, lineStart: number): boolean {
  for (let node = root.descendantForIndex(lineStart); node?.parent; node = node.parent)
    if (unindented.test(node.type) && node.startIndex < lineStart) return true;
  return false;
}

/** Reads the statements of whole lines; a statement in brackets may take several. */
function statements(text: string): Line[] {
  const lines: Line[] = [];
  let begun = "";
  for (const line of text.split("\n")) {
    if (begun === "" && /^\s*(?:#|$)/.test(line)) continue;
    begun += begun === "" ? line : `\n${line}`;
    if (lex(begun, { languageId: "python", visit: () => false }).open.length > 0 || begun.endsWith("\\")) continue;
    lines.push({ column: leadingBlanks(begun).length, opens: opener.test(line) });
    begun = "";
  }
  if (begun !== "") lines.push({ column: leadingBlanks(begun).length, opens: false });
  return lines;
}

/** Reports whether a text's last line waits for more. */
function endsOpen(text: string): boolean {
  return /[:([{,=+\-*/%&|^<>.\\]\s*$/.test(text);
}
