import { familyOf } from "../../../code/languageFamily";
import type { Rule } from "../lib/rule";
import type { Surroundings } from "../lib/surroundings";

/** A line's declaration of a name that its scope may hold but once, by family of languages. Group: the name. */
const declarations: Readonly<Partial<Record<string, RegExp>>> = {
  // `export const total` or `async function load`; a near miss is `interface Total`, which adds to another one.
  script:
    /^(?:(?:export|default|declare|abstract|async)\s+)*(?:function\s*\*?|class|enum|const(?:\s+enum)?|let|type)\s+([\w$]+)/,
  python: /^(?:async\s+)?(?:def|class)\s+(\w+)/,
  go: /^(?:func|type|const|var)\s+(\w+)/,
  // `pub(crate) fn load`; a near miss is `let total`, which hides another one.
  rust: /^(?:pub(?:\([^)]*\))?\s+)?(?:(?:async|unsafe|const)\s+)*(?:fn|struct|enum|trait|mod|const|static|type)\s+(\w+)/,
  php: /^(?:(?:abstract|final|public|protected|private|static)\s+)*(?:function|class|interface|trait)\s+(\w+)/,
  ruby: /^def\s+(?:self\.)?([\w?!=]+)/,
  java: /^(?:(?:public|protected|private|abstract|final|static)\s+)*(?:class|interface|enum|record)\s+(\w+)/,
};

/** A line that brings names of another file in. A near miss is `import(`. */
const importing =
  /^(?:import\s+["'{*\w]|from\s+\S+\s+import\s|use\s+[\w\\:]|using\s+[\w.]+\s*;|#include\s|require(?:_relative|_once)?\s*\(?\s*["'])/;

/** Refuses a declaration or an import that the scope has already; of a block, it ends before it. */
export const declaredAgain: Rule = {
  name: "declaredAgain",
  why: "A name can be declared only once in its scope.",
  example: {
    languageId: "typescript",
    before: "const total = 0;\n\n",
    reply: "const total = sum(prices);",
    rest: "\n",
    result: null,
    scope: { declared: ["total"], hasSelf: false },
  },
  apply(text, around) {
    if (around.place !== "code") return text;
    const lines = (around.beforeCaret + text).split("\n");
    const indent = /^\s*/.exec(lines.find((line) => line.trim() !== "") ?? "")?.[0] ?? "";
    const isOfScope = (line: string): boolean => line.startsWith(indent) && !/^\s/.test(line.slice(indent.length));
    const index = lines.findIndex((line, at) => {
      const typed = at === 0 ? around.beforeCaret : "";
      return (
        isOfScope(line) &&
        (isDeclared(line, typed, lines[at - 1], around) ||
          isSaidAbove(line, typed, around) ||
          isImported(line, typed, around))
      );
    });
    if (index < 0) return text;
    const kept = lines.slice(0, index).join("\n").slice(around.beforeCaret.length).trimEnd();
    return index === 0 || kept.trim() === "" ? { drop: "The name is declared here already." } : kept;
  },
};

/** Reports whether a line's new part names something that its scope declares. What the user has typed is their own affair. */
function isDeclared(line: string, typed: string, above: string | undefined, around: Surroundings): boolean {
  const content = line.trimStart();
  const match = declarations[familyOf(around.languageId)]?.exec(content);
  if (match === null || match === undefined) return false;
  const isTyped = line.length - content.length + match[0].length <= typed.length;
  const lineAbove = (above ?? around.above.at(-1) ?? "").trim();
  // A decorator or attribute may make another form of the same: an overload, a setter.
  return !isTyped && !/^(?:@|#\[)/.test(lineAbove) && around.scope?.declares(match[1]) === true;
}

/** Heads of declarations of which a scope has each once: `fun find(id: String) {`, `private int count;`. Near misses are `return a;` and `let a = 1`, which may hide another. */
const head =
  /^(?:(?:public|private|protected|internal|static|final|abstract|override|open|readonly|pub|virtual|data|sealed|suspend)\s+)*(?:fun|func|def|fn|function|class|interface|struct|enum|trait|object|val|module)\s+\S|^(?:public|private|protected|internal)\s.*[({=;]|^CREATE\s+(?:TABLE|VIEW|INDEX|FUNCTION)\s/i;

/** Families of languages whose declarations are known by their names alone. */
const knownByName: ReadonlySet<string> = new Set(["script", "python"]);

/** Reports whether the block around a line has the same declaration, word by word, above it. */
function isSaidAbove(line: string, typed: string, { languageId, above }: Surroundings): boolean {
  const content = line.trim();
  if (knownByName.has(familyOf(languageId)) || content.length <= typed.trim().length || !head.test(content))
    return false;
  const depth = line.length - line.trimStart().length;
  // An attribute or a preprocessor's branch may make another form of the same.
  if (/^\s*(?:@|\[|#)/.test(above.at(-1) ?? "")) return false;
  for (const other of above.toReversed()) {
    const text = other.trimStart();
    if (text.startsWith("#") || (text !== "" && other.length - text.length < depth)) return false;
    if (text.trimEnd() === content) return true;
  }
  return false;
}

function isImported(line: string, typed: string, { above, below }: Surroundings): boolean {
  const content = bare(line);
  if (!importing.test(content) || line.trimEnd().length <= typed.trimEnd().length) return false;
  return above.some((other) => bare(other) === content) || below.some((other) => bare(other) === content);
}

function bare(line: string): string {
  return line.trim().replace(/;$/, "").replaceAll("'", '"');
}
