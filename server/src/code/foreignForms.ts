import { languageOf } from "./languages";

/**
 * Words of TypeScript, JavaScript and Python, the languages that the embedded model was trained on. In a language without such
 * a word, its use shows that the model writes another language. Left out: words that people use as names in other languages, such as
 * `delete`, `default`, `number` or `type`.
 */
const trainedWords =
  "async await boolean catch class console const constructor def elif enum except export extends finally function implements import " +
  "instanceof interface lambda let namespace None nonlocal null pass private Promise protected public raise readonly return self " +
  "string super this throw try typeof undefined var void True False";

/**
 * The words among these that a language has, as a keyword, a type or a name of its library. Source: the languages' own references.
 * Only languages whose bare words are code are here: in a shell, YAML or HTML any word may be text.
 */
const ownWords: Readonly<Partial<Record<string, string>>> = {
  go: "const import interface return string var",
  rust: "async await const enum let None return self super",
  java: "boolean catch class enum extends finally implements import instanceof interface null private protected public return super this throw try var void",
  groovy:
    "boolean catch class def enum extends finally implements import instanceof interface null private protected public return super this throw try var void",
  kotlin:
    "catch class const constructor enum finally import interface null private protected public return super this throw try var",
  csharp:
    "async await catch class const enum finally interface let namespace null private protected public readonly return string this throw try typeof var void",
  c: "const enum return typeof void",
  cpp: "catch class const enum export import namespace private protected public return string this throw try typeof void",
  "objective-c": "class const enum import return self super typeof void",
  ruby: "catch class def lambda private protected public raise return self super throw",
  php:
    "catch class const enum extends finally function implements instanceof interface namespace null private protected public readonly return self " +
    "string throw try var void",
  swift: "async await catch class enum import let private public return self super throw try var",
  scala: "catch class def enum export extends finally import null private protected return super this throw try var",
  dart: "async await catch class const enum export extends finally implements import interface null return super this throw try var void",
  lua: "function return self string",
  perl: "return",
  r: "function return try",
  julia: "catch const export finally function import let return try",
  elixir: "catch def import raise try",
  fsharp: "async class const enum finally import interface let namespace null private public raise return string try",
  powershell: "catch class enum finally function return string throw try",
  zig: "async await catch const enum export null return self try undefined var",
  haskell: "class import let undefined",
  proto3: "enum import string",
  graphql: "enum implements interface null",
  sql: "boolean catch class enum except function import interface lambda null private public raise return string super throw try void",
};

/** A sign or turn of the trained languages. The match of `pattern` begins at the foreign text. */
interface ForeignForm {
  readonly pattern: RegExp;
  /** Languages of `formLanguages` whose grammar also has it. */
  readonly has: string;
  /** The languages in which alone it is looked for. */
  readonly only?: ReadonlySet<string>;
}

/** Languages that are recognised by their forms only. */
const wordlessLanguages =
  "shellscript yaml toml ini properties dockerfile makefile cmake terraform html xml css scss less json jsonc clojure";

/** Templates whose values are of a trained language: they are checked for the forms that name them only. */
const templateLanguages: ReadonlySet<string> = new Set(["vue", "svelte"]);

/** All languages that are checked; others are left alone. */
const formLanguages = new Set([...Object.keys(ownWords), ...wordlessLanguages.split(" ")]);

const markup = "html xml";
const styles = "css scss less";
const shells = "shellscript dockerfile makefile";
const braced = "go rust java groovy kotlin csharp c cpp objective-c php swift scala dart perl r powershell zig";

const forms: readonly ForeignForm[] = [
  // a === b
  { pattern: /(?<![=!<>])[=!]==(?!=)/, has: "php ruby kotlin swift julia elixir" },
  // (a) => a
  {
    pattern: /=>/,
    has: "rust php csharp ruby scala dart perl haskell elixir julia terraform zig sql scss powershell",
  },
  // a?.b, but not Rust's `read()?.len()`
  { pattern: /(?<!\))\?\.(?=[\w([])/, has: "kotlin csharp swift groovy dart rust" },
  // a ?? b
  { pattern: /\?\?/, has: "csharp php swift dart powershell c cpp" },
  // `text`
  {
    pattern: /`/,
    has: `go kotlin scala sql ruby php perl swift fsharp r haskell julia powershell clojure ${shells} yaml toml`,
  },
  // path: string, but `type: string` in YAML and `std::string` in C++
  {
    pattern: /(?<!:):\s*(?:string|number|boolean|any|unknown|never|undefined|Promise|Record|readonly)\b(?![.:])/,
    has: "php yaml toml json jsonc",
  },
  // load(path: …
  {
    pattern: /(?<=\(\s*(?:readonly\s+)?\w+\??)\s*:(?!:)/,
    has: `rust kotlin csharp ruby php swift scala dart groovy lua elixir fsharp julia zig graphql powershell ${markup} ${styles} ${shells} yaml toml objective-c properties ini clojure proto3 terraform cmake`,
  },
  // …): boolean {, outside of `?:`, `case` and loops
  {
    pattern: /(?<=^(?!.*(?:\?|\bcase\b|\bdefault\b|\bfor\b)).*\))\s*:\s*(?=[A-Za-z])/m,
    has: `rust kotlin csharp cpp php scala dart swift fsharp graphql lua ruby yaml toml ${markup} ${styles} ${shells} properties ini haskell clojure julia`,
  },
  // new Map(), new Customer(
  {
    pattern: /\bnew [A-Z]/,
    has: `java groovy csharp cpp php scala dart perl powershell haskell ${markup} ${shells} yaml toml properties ini`,
  },
  {
    pattern: /\bnew (?:Map|Set|Promise|Array|RegExp)\b/,
    has: `dart scala ${markup} ${shells} yaml toml properties ini`,
  },
  { pattern: /\bnew Error\b/, has: `java groovy scala php dart ${markup} ${shells} yaml toml properties ini` },
  // const a = 1; let b; var c =, as a statement
  {
    pattern: /(?:^|[;{]\s*)(?:const|let|var)\s+[\w{[][^=\n]*=/m,
    has: Object.keys(ownWords).join(" ") + " shellscript clojure",
  },
  // import { a } from "b"
  {
    pattern: /\bimport\s*(?:\*|type\b|\w+\s+from\b)|\bfrom\s+["']/,
    has: `rust scala go dart haskell sql elixir kotlin java groovy ${styles} ${markup}`,
  },
  { pattern: /\bimport\s*\{|\bimport\s+\*\s+as\b/, has: "" },
  // for (const a of b)
  { pattern: /\b(?:const|let|var)\s+\w+\s+of\s/, has: "" },
  // f(a, b), if parameters have types
  only("kotlin swift scala", /(?<=\b(?:func?|def)\s+[\w.<>]*\(\s*)\w+(?=\s*[,)])/),
  // const a = b, if it should be `const val`
  only("kotlin", /\bconst\s+(?!val\b)\w/),
  // for (const a in b)
  only("rust go c cpp java php kotlin", /\b(?:const|let|var)\s+\w+\s+in\s/),
  // for (const auto& a of b)
  only("c cpp java csharp php go rust kotlin", /(?<=\bfor\s*\([^()]*\s)of\s/),
  // for (i = 0; i < n; i++)
  only("kotlin rust go swift ruby scala lua", /\bfor\s*\([^()]*;/),
  // case 1:
  only("ruby shellscript sql lua kotlin rust", /^\s*case\b.*:\s*$/m),
  // console.log(a)
  { pattern: /\bconsole\.(?:log|error|warn)\b/, has: "" },
  // str(a)
  only("c cpp csharp java go rust php kotlin ruby shellscript", /(?<![\w.>:$@])str\(/),
  // const a = 1, where only a template's elements and values are
  only(
    "vue svelte",
    /^\s*(?:export\s+)?(?:const|let|var|function|import|class)\s+[\w{*][^<>]*[=({;]|^\s*(?:if|for|return)\s*\(|^[`;]/m,
  ),
  // { a: b }, if a lambda has an arrow
  only("kotlin", /\{\s*\w+:\s*\w[^>{}]*\}/),
  // = { a: b }
  only("c cpp kotlin swift", /(?:=|\breturn)\s*\{\s*\w+:\s/),
  // function f(…) {
  only("lua julia", /\bfunction\b[^()\n]*\([^()\n]*\)\s*\{/),
  { pattern: /\bfunction\s+\w+\s*\(/, has: "php lua julia powershell shellscript sql" },
  // if (a) {
  {
    pattern: /^\s*(?:(?:\}\s*)?else\b|if\b|for\b|while\b|switch\b).*\{\s*$/m,
    has: `${braced} shellscript dockerfile makefile terraform scss less julia proto3 graphql`,
  },
  // if a:
  {
    pattern: /^\s*(?:def|class|if|elif|else|for|while|try|except|finally|with)\b.*:\s*$/m,
    has: "php yaml haskell toml objective-c",
  },
  // @Component(…)
  only("csharp go c cpp rust ruby lua php", /(?<![\w@$])@[A-Z]\w*\(/),
  // f(self, a)
  only("ruby", /\(\s*self\s*,|\brequire\s*=/),
  // this.a, if it should be `this->a`
  only("cpp php", /\bthis\.(?=\w)/),
  // -> number
  only("rust swift", /->\s*(?:number|boolean|string|any|unknown)\b/),
  // <a b={c}>
  only("html xml", /=\{/),
  // a sentence, as in a comment
  only(`${braced} kotlin lua ruby elixir haskell julia fsharp`.replace("perl ", ""), /(?:\b[a-z]+ ){3,}[a-z]+\.\s*$/m),
  // a and not b
  {
    pattern: /\b(?:and|or)\s+(?=[\w($"'])|\bnot\s+(?=[\w($"'])/,
    has: `ruby lua sql php perl cpp elixir kotlin clojure ${markup} ${styles} ${shells} yaml toml properties ini terraform cmake graphql haskell`,
  },
  // __init__
  { pattern: /\b__(?:init|name|main|str|repr|len|iter|enter|exit|dict|doc)__\b/, has: "" },
  // a++
  {
    pattern: /(?<=\w)\+\+|\+\+(?=\w)/,
    has: "go java groovy kotlin csharp c cpp objective-c php dart perl powershell scala haskell elixir sql shellscript r",
  },
  // Lua writes `and`, `or`, `~=` and `a = a + 1`.
  { pattern: /&&|\|\||!=|[-+*/]=(?!=)/, has: [...formLanguages].filter((language) => language !== "lua").join(" ") },
  // A statement's end mark in languages whose line ends end statements.
  {
    pattern: /(?<!;);(?=\s*$)/m,
    has: [...formLanguages]
      .filter(
        (id) =>
          !"shellscript go kotlin swift ruby scala groovy lua elixir haskell julia fsharp r json jsonc yaml toml"
            .split(" ")
            .includes(id),
      )
      .join(" "),
  },
  // PHP's variables have a `$`, and `.` joins texts.
  only(
    "php",
    /(?<![$\\>:\w'"])[a-z_]\w*(?=\.[a-z_])|(?<=(?:=|\breturn)\s+)(?!true\b|false\b|null\b|static\b|self\b|parent\b)[a-z_]\w*(?=;)/,
  ),
  // isinstance(a, B)
  { pattern: /(?<![\w.>:$@])(?:isinstance|len|enumerate|hasattr|getattr)\(/, has: "go sql powershell" },
  // <div className="a">
  { pattern: /\bclassName=/, has: "" },
  // require("a")
  { pattern: /\brequire\(["']/, has: "lua ruby php perl" },
  // 'text', if quotes contain one character
  only("go rust java c cpp objective-c csharp kotlin swift scala haskell zig json jsonc graphql", /'(?:·{2,}|\w{2,})'/),
  // private = 1, if a name or a type is missing
  only(
    "java csharp c cpp kotlin swift go rust groovy dart",
    /(?<=\b(?:private|public|protected|final|static|readonly|const|struct|class|enum|package|string|int|bool|boolean|double|float|void|char|decimal|val|var|let|constexpr|auto)\s+)=(?!=)/,
  ),
  // type A = {
  only("go", /=\s*\{\s*$/m),
  // YAML's `key: |` has its text below.
  only("yaml", /(?<=:\s*)[|>][+-]?\d?[ \t]+(?=[^#\s])/),
  // PHP's variables have a `$` in conditions and heads, too.
  only(
    "php",
    /(?<=[(&|!]\s*)(?!true\b|false\b|null\b|fn\b)[a-z]\w*(?=\s*(?:[!=<>]=|\)\s*\{|&&|\|\|))|(?<=\bfunction\s*\w*\s*\(\s*)[a-z]\w*(?=\s*(?:[:,)]|$))/m,
  ),
  // foreach ($list as $one)
  only("php", /(?<=\bforeach\s*\([^)\n]*\bas\s+)(?!list\b)[a-z]/),
  // PHP's parameters have their types in front.
  only("php", /(?<=\bfunction\s+\w*\s*\(\s*\w+)\s*:/),
  // if (a) {, if a condition as a whole has no brackets
  only("go rust swift", /^\s*(?:\}\s*else\s+)?(?:if|while|switch)\s*\([^()]*(?:\([^()]*\)[^()]*)*\)\s*[{;]?\s*$/m),
  // a = 1, where blanks would make `a` a command
  only("shellscript", /(?<=^[ \t]*[a-z_]\w*) [-+*/]?= /m),
  // A shell calls nothing with brackets.
  only("shellscript dockerfile makefile", /(?<=\w)\((?=\s*[\w"'$])/),
  // JSON has values, no names and no signs.
  only("json jsonc", /\b(?!(?:true|false|null)\b)[A-Za-z_$][\w$]*|[;=(`]/),
  // Values and rules of configuration and style contain no statements.
  only(
    "yaml toml ini properties cmake css scss less html xml",
    /\b(?:throw new|await|typeof|async)\s|\breturn\b.*;|\bthis\.|\bself\.|\)\s*\{\s*$|(?<=\w\.\w+)\(/m,
  ),
  only(
    "css scss less",
    /(?<![-@.#\w])(?:if|const|let|function|def|import|self|this|None)(?![-\w])|(?<=\s)={1,3}(?=\s)/,
  ),
  only("css", /(?<![:(])\/\/(?=\w)/),
  only("sql", /\{|(?<![<>=!:])==|\bself\.|\bthis\.|\)\s*=>|\w:\s|\.(?:filter|map|get|has|find|forEach|push)\(/),
];

function only(languages: string, pattern: RegExp): ForeignForm {
  const ids = new Set(languages.split(" "));
  return { pattern, has: [...formLanguages].filter((language) => !ids.has(language)).join(" "), only: ids };
}

/** The forms that are foreign to a language. Literals in the code are replaced by dots. */
export interface ForeignForms {
  /** Finds the offset in `code`, from `from` on or across it, of the first sign of another language that `used` doesn't contain. `undefined` without one. */
  find(code: string, from: number, used: () => string): number | undefined;
}

/** The trained languages' own part of the words. */
const trainedOwnWords: Readonly<Partial<Record<string, string>>> = {
  script: trainedWords.replace(/ (?:def|elif|except|lambda|None|nonlocal|pass|raise|self|True|False)\b/g, ""),
  python: "async await class def elif except finally import lambda None nonlocal pass raise return self try True False",
};

const allTrainedWords = new Set(trainedWords.split(" "));

/**
 * Reports whether a word belongs to the trained languages and not to a language family. `undefined` if a
 * bare word of the family may be text.
 */
export function isForeignWord(family: string, word: string): boolean | undefined {
  const own = trainedOwnWords[family] ?? ownWords[family];
  return own === undefined ? undefined : allTrainedWords.has(word) && !own.split(" ").includes(word);
}

/** Reports whether the language is a programming language that the embedded model wasn't trained on. */
export function isForeignCode(languageId: string): boolean {
  return languageId in ownWords || languageId === "shellscript";
}

/** Languages that name arguments: `null: false`. */
const languagesWithLabels: ReadonlySet<string> = new Set(["ruby", "csharp", "php", "swift"]);

const cache = new Map<string, ForeignForms | undefined>();

/**
 * Returns the forms that a language doesn't have and the embedded model may write. `undefined` for the languages that it was trained on, and for
 * unknown ones.
 */
export function foreignFormsOf(languageId: string): ForeignForms | undefined {
  if (!cache.has(languageId)) cache.set(languageId, compile(languageId));
  return cache.get(languageId);
}

function compile(languageId: string): ForeignForms | undefined {
  const isTemplate = templateLanguages.has(languageId);
  if (!formLanguages.has(languageId) && !isTemplate) return undefined;
  const own = ownWords[languageId]?.split(" ");
  const words = own === undefined ? [] : trainedWords.split(" ").filter((word) => !own.includes(word));
  // Members, marked variables and labels may have any name: `repo.import()`, `$this`, `this->self`, `class: "a"`.
  const label = languagesWithLabels.has(languageId) ? String.raw`|:[ \t]+\S` : "";
  const word = (text: string): RegExp => new RegExp(String.raw`(?<![\w.>:$@#/\\-])${text}(?![\w-]${label})`, "g");
  const patterns = forms
    .filter(({ has, only: ids }) => (isTemplate ? ids?.has(languageId) : !has.split(" ").includes(languageId)))
    .map(({ pattern }) => new RegExp(pattern.source, pattern.flags + "g"));
  const marks = isTemplate ? [] : foreignMarks(languageId);
  const all = [...words.map(word), ...patterns, ...marks];
  return {
    find(code, from, used) {
      let first: number | undefined;
      for (const pattern of all) {
        pattern.lastIndex = 0; // end of the last search in `used`, from which `matchAll` would start
        const match = [...code.matchAll(pattern)].find(({ index, 0: text }) => index + text.length > from);
        if (match === undefined || (first !== undefined && match.index >= first)) continue;
        pattern.lastIndex = 0;
        if (pattern.test(used())) continue;
        first = match.index;
      }
      return first;
    },
  };
}

/** Returns the marks of the trained languages' comments that a language doesn't have. Its own comments are blank when they are looked for. */
function foreignMarks(languageId: string): RegExp[] {
  const { lineComments, blockComments, directive } = languageOf(languageId);
  const hasBlocks = blockComments.some(({ open }) => open === "/*");
  return [
    ...(lineComments.includes("//") ? [] : [/(?<=^|\s)\/\/(?=\s|$)/gm]),
    ...(hasBlocks ? [] : [/(?<=^|\s)\/\*(?=[\s*]|$)/gm]),
    ...(lineComments.includes("#") || directive === "#" ? [] : [/(?<=^\s*)#(?=\s)/gm]),
  ];
}
