import type { WriterInput } from "./writerInput";

/** Proper names that are written like code. */
const properNames =
  /^(GitHub|GitLab|BitBucket|TypeScript|JavaScript|CoffeeScript|PostgreSQL|MySQL|SQLite|MongoDB|GraphQL|OpenAI|OpenAPI|macOS|iOS|iPadOS|IPv[46]|OAuth2?|YouTube|LaTeX|DevOps|WebSockets?|WebAssembly|VSCode|NodeJS|PyPI|JSDoc|TSDoc|ESLint|e\.g|i\.e|Node\.js|Next\.js|Vue\.js|CI\/CD|and\/or|I\/O|[A-Z]\w*[A-Z]s)$/i;

/** Finds the names in a text: words in backticks, and words that are written like code, files or versions. */
export function namesIn(message: string): string[] {
  const text = message
    .replace(/^[a-z]+(\([^)]*\))?!?: /, "")
    .replace(/^[A-Z][\w-]+: .*$/gm, "")
    .replace(/(?<!\w):[a-z][a-z0-9_+-]*:(?!\w)/g, " "); // `:white_check_mark:`
  const quoted = [...text.matchAll(/`([^`\n]+)`/g)].map((match) => match[1].replace(/\(.*\)$/, ""));
  const words = text.replace(/`[^`\n]*`/g, " ").match(/[\p{L}\p{N}_$@][\p{L}\p{N}_$@./-]*[\p{L}\p{N}_$]/gu) ?? [];
  const shaped = words.filter(
    (word) => /\p{Ll}\p{Lu}|_|\.\p{L}|\/.*[./]|\d+\.\d+/u.test(word) && !properNames.test(word),
  );
  return [...new Set([...quoted, ...shaped])];
}

/** Reports whether a name, or each of its parts, is in a text. */
export function isNameKnown(name: string, known: string): boolean {
  const isKnown = (part: string): boolean => known.includes(part.replace(/^v(?=\d)/, ""));
  return isKnown(name) || name.split(/[./ #:]+/).every((part) => part === "" || isKnown(part));
}

/** Returns all text that a name may come from: paths, changed lines with their surroundings, names that changed, the branch. */
export function knownText({ summary, branch }: WriterInput): string {
  const files = summary.files.flatMap(({ path, oldPath, hunks }) => [
    path,
    oldPath ?? "",
    ...hunks.flatMap(({ heading, lines }) => [heading, ...lines]),
  ]);
  const symbols = summary.symbols.flatMap(({ symbol }) => [symbol.name, symbol.container]);
  return [...files, ...symbols, branch].join("\n");
}
