import { join } from "node:path";
import type { Language as Grammar } from "@vscode/tree-sitter-wasm";
import { loadRuntime, type TreeSitterRuntime } from "../../../server/src/code/treeSitterRuntime";
import type { ForeignPlace } from "./places";

/**
 * Says of offers whether they are of another language. Two witnesses that know nothing of the product's tables: real grammars (a line that
 * TypeScript's or Python's grammar reads without error and the document's own does not), and lists, made by hand for this test, of
 * forms that a language has no use for.
 */
export class ForeignJudge {
  readonly #runtime: TreeSitterRuntime;
  readonly #folder: string;
  readonly #grammars = new Map<string, Promise<Grammar>>();

  private constructor(runtime: TreeSitterRuntime, folder: string) {
    this.#runtime = runtime;
    this.#folder = folder;
  }

  static async open(folder = "dist/grammars"): Promise<ForeignJudge> {
    return new ForeignJudge(await loadRuntime(folder), folder);
  }

  /** Why `offer` is of another language than the place; `undefined` if it isn't. */
  async verdict(place: ForeignPlace, offer: string): Promise<string | undefined> {
    if (offer.trim() !== "" && place.expected?.startsWith(offer.trim()) === true) return undefined; // the author's own words
    const line = place.prefix.slice(place.prefix.lastIndexOf("\n") + 1);
    for (const [index, each] of offer.split("\n").entries()) {
      const form = listedForm(place.languageId, each);
      if (form !== undefined) return `it says ${form}`;
      // Below the first line only the forms tell: there the line above may be what's wrong.
      if (index > 0) continue;
      const other = await this.#readableElsewhere(place, line + each, each);
      if (other !== undefined) return `only ${other} reads "${(line + each).trim()}"`;
    }
    return undefined;
  }

  async #readableElsewhere(place: ForeignPlace, line: string, offer: string): Promise<string | undefined> {
    const grammar = grammars[place.languageId];
    if (grammar === undefined || !/[()[\]{}=;:]/.test(line)) return undefined;
    const after = place.suffix.slice(place.suffix.indexOf("\n"));
    const begun = place.prefix + offer;
    // A block that was only opened is judged closed at once, open as it is, and as the last thing in the file.
    const closed = begun + closersOf(line);
    // A statement may lack its mark yet.
    for (const own of [closed + after, `${closed};${after}`, begun + after, begun + closersOf(begun)])
      if (!(await this.#hasErrorAt(grammar, own, place.prefix.length, begun.length))) return undefined;
    const alone = line.trim() + closersOf(line);
    for (const [name, other] of [
      ["TypeScript", "typescript"],
      ["Python", "python"],
    ] as const) {
      if (grammar === other) continue;
      const text =
        other === "typescript" ? `class A { async m() {\n${alone}\n} }` : alone.endsWith(":") ? `${alone} pass` : alone;
      if (!(await this.#hasErrorAt(other, text, 0, text.length))) return name;
    }
    return undefined;
  }

  async #hasErrorAt(grammar: string, text: string, start: number, end: number): Promise<boolean> {
    const parser = this.#runtime.createParser();
    try {
      const loaded =
        this.#grammars.get(grammar) ?? this.#runtime.loadGrammar(join(this.#folder, `tree-sitter-${grammar}.wasm`));
      this.#grammars.set(grammar, loaded);
      parser.setLanguage(await loaded);
      const tree = parser.parse(text);
      if (tree === null) return false;
      const found = tree.rootNode
        .descendantsOfType(["ERROR"])
        .some((node) => node !== null && node.startIndex < end && node.endIndex > start);
      tree.delete();
      return found;
    } finally {
      parser.delete();
    }
  }
}

const grammars: Readonly<Partial<Record<string, string>>> = {
  go: "go",
  rust: "rust",
  java: "java",
  csharp: "c-sharp",
  c: "c",
  cpp: "cpp",
  ruby: "ruby",
  php: "php",
  shellscript: "bash",
  json: "json",
  yaml: "yaml",
  css: "css",
  html: "html",
  python: "python",
};

function closersOf(line: string): string {
  const closers: string[] = [];
  for (const sign of line.replace(/"[^"]*"|'[^']*'|`[^`]*`/g, "")) {
    if (sign === "(") closers.unshift(")");
    if (sign === "[") closers.unshift("]");
    if (sign === "{") closers.unshift("}");
    if (/[)\]}]/.test(sign)) closers.shift();
  }
  return closers.join("");
}

/** Forms of TypeScript, JavaScript and Python, each with the languages of this set in which they may be right. */
const listed: readonly (readonly [RegExp, string])[] = [
  [/[!=]==/, "php ruby kotlin swift"],
  [/=>/, "rust php csharp ruby"],
  [/\?\./, "kotlin csharp swift"],
  [/\bthis\./, "java kotlin csharp cpp"],
  [/\bself\./, "python rust ruby swift lua"],
  [/\bself\b/, "python rust ruby swift lua php"],
  [/\bthrow new\b/, "java csharp php"],
  [/\bthrow\b/, "java csharp php cpp kotlin swift markdown plaintext scminput"],
  [/\bnew [A-Z]/, "java csharp php cpp"],
  [/\b(?:const|let) \w+\s*=/, "go rust swift cpp c csharp php"],
  [/\blet\b/, "rust swift markdown plaintext scminput shellscript"],
  [/\bconst\b/, "go rust cpp c csharp php kotlin"],
  [/\bvar\b/, "go csharp java kotlin swift css php"],
  [/\bfunction\b/, "php lua shellscript markdown plaintext scminput"],
  [/\basync\b/, "rust csharp python swift"],
  [/\bawait\b/, "rust csharp python swift"],
  [/\breadonly\b/, "csharp php html shellscript"],
  [/\bexport\b/, "shellscript cpp markdown plaintext scminput"],
  [/\binterface\b/, "go java csharp php kotlin markdown plaintext scminput"],
  [/\bundefined\b/, ""],
  [/\bnull\b/, "java csharp php kotlin json yaml sql"],
  [/\bPromise\b/, ""],
  [/\bJSON\.(?:parse|stringify)\b/, "ruby"],
  [/\bconsole\./, ""],
  [/\b(?:readFile|writeFile)\(/, ""],
  [/\bstring\b(?!::)/, "go csharp php cpp markdown plaintext scminput lua"],
  [/\bboolean\b/, "java sql"],
  [/\bnumber\b/, "css html lua markdown plaintext scminput"],
  [/(?<!:):\s*(?:string|number|boolean|void)\b/, "php"],
  [/\)\s*:\s*[A-Z][\w<>[\]]*\s*[{=]/, "kotlin php"],
  [/`[^`]*\$\{/, "shellscript"],
  [/\bdef\b/, "python ruby"],
  [/\bdef \w+\(.*\):/, "python"],
  [/\belif\b/, "python shellscript"],
  [/\bNone\b/, "python rust"],
  [/\b(?:True|False)\b/, "python"],
  [/\bisinstance\(|\blen\(|__\w+__/, "python go lua php"],
  [/\bexcept\b|\blambda\b|\bpass$/, "python ruby cpp markdown plaintext scminput"],
  [/\btypeof\b|\binstanceof\b/, "java csharp c php"],
  [/\bimport \{|\bfrom ["']/, ""],
  [/^\s*(?:if|for|while) \(.*\) \{$/, "java kotlin csharp c cpp php rust swift go"],
];

/** Forms that a kind of text has no use for at all. */
const prose = /[{}]|;$|=>|\w\(\w*[,)]|\[\]|\w\.\w+\(|===?|&&|\|\||\bconst\b|\breturn\b.*;/;
const data: Readonly<Partial<Record<string, RegExp>>> = {
  yaml: /\|\s*None\b|: (?:string|number|boolean)$|\(|;$|=>|[!=]=|\bif\b|\breturn\b|\{$/,
  json: /\(|;|=|`|\breturn\b/,
  css: /\b(?:if|return|const|self|this|import)\b|=>|[!=]==?|\w\.\w+\(/,
  sql: /\{|\[|=>|[!=]==|\breturn\b|\w\.\w+\(/,
  html: /=>|[!=]==|\breturn\b|\bconst\b/,
};

function listedForm(languageId: string, line: string): string | undefined {
  const isProse = ["markdown", "plaintext", "scminput"].includes(languageId);
  if (isProse && prose.test(line)) return "code in prose";
  const code = data[languageId];
  if (code !== undefined) return code.test(line) ? "code in data" : undefined;
  for (const [form, languages] of listed) {
    if (form.test(line) && !languages.split(" ").includes(languageId)) return String(form);
  }
  return undefined;
}
