import type { BlockComment, DocMarks, Language, StringForm } from "./language";

/** A literal that ends with its line, with backslash escapes. */
const quoted = (quote: string, more: Partial<StringForm> = {}): StringForm => ({
  open: quote,
  close: quote,
  escape: "backslash",
  isMultiline: false,
  ...more,
});
/** A literal that may span lines, with backslash escapes. */
const long = (quote: string, more: Partial<StringForm> = {}): StringForm =>
  quoted(quote, { isMultiline: true, ...more });
const raw = (open: string, close: string): StringForm => ({ open, close, escape: "none", isMultiline: true });
const doubled = (quote: string): StringForm => ({ open: quote, close: quote, escape: "doubling", isMultiline: true });

const slashStar: BlockComment = { open: "/*", close: "*/" };
const docStar: BlockComment = { open: "/**", close: "*/", isDoc: true };
const markupComment: BlockComment = { open: "<!--", close: "-->" };
const jsdoc: DocMarks = { kind: "block", open: "/**", line: " * ", close: " */" };
const tripleSlash: DocMarks = { kind: "lines", token: "///" };

const double = quoted('"');
const single = quoted("'");
const dollarBrace = { open: "${", close: "}" };

/** Places where an expression may start, so that `/` opens a pattern and does not divide. */
const beforePattern = String.raw`(?:^|[(,=:\[!&|?{};+~]|=>|\breturn|\btypeof|\bcase)[ \t]*`;
const pattern: StringForm = quoted("/", { after: beforePattern, isPattern: true });

type Row = Partial<Language> & Pick<Language, "id" | "name">;

/** Fills a row's gaps; most languages have braces, `//`, slash-star comments and two kinds of quotes. */
const slashes = (row: Row): Language => ({
  aliases: [],
  extensions: [],
  kind: "code",
  lineComments: ["//"],
  docLineComments: [],
  blockComments: [docStar, slashStar],
  strings: [double, single],
  docForm: jsdoc,
  blockStyle: "braces",
  ...row,
});

/** Languages with `#` comments and no block comments. */
const hashes = (row: Row): Language => ({
  aliases: [],
  extensions: [],
  kind: "code",
  lineComments: ["#"],
  docLineComments: [],
  blockComments: [],
  strings: [double, single],
  docForm: { kind: "lines", token: "#" },
  blockStyle: "end",
  ...row,
});

const plain = (row: Row): Language => ({
  aliases: [],
  extensions: [],
  kind: "prose",
  lineComments: [],
  docLineComments: [],
  blockComments: [],
  strings: [],
  blockStyle: "none",
  ...row,
});

const scriptStrings = [pattern, double, single, long("`", { interpolation: dollarBrace })];
const markupStrings = [
  long('"', { escape: "none", after: String.raw`<[^<>]{0,400}=\s*` }),
  long("'", { escape: "none", after: String.raw`<[^<>]{0,400}=\s*` }),
];
const cLineEscapes = { docLineComments: ["///", "//!"] };
const cStrings = [double, quoted("'", { after: "(?<![0-9a-fA-F])" })];
const braces = { open: "{", close: "}" };
const hashBrace = { open: "#{", close: "}" };
/** Letters before a Python literal that contains no code. */
const pythonPrefixes = String.raw`\b[fF][rR]?|\b[rR][fF]`;

/** The languages that the engine knows, a row each. Order decides between languages that share an extension. */
// prettier-ignore
export const languageTable: readonly Language[] = [
  slashes({ id: "typescript", typeArguments: true, name: "TypeScript", aliases: ["ts", "mts", "cts"], extensions: [".ts", ".mts", ".cts"], strings: scriptStrings, grammar: "typescript" }),
  slashes({ id: "typescriptreact", typeArguments: true, tags: "jsx", name: "TypeScript JSX", aliases: ["tsx", "typescript.tsx"], extensions: [".tsx"], strings: scriptStrings, grammar: "tsx" }),
  slashes({ id: "javascript", tags: "jsx", name: "JavaScript", aliases: ["js", "mjs", "cjs", "node"], extensions: [".js", ".mjs", ".cjs", ".es6"], strings: scriptStrings,
    grammar: "javascript" }),
  slashes({ id: "javascriptreact", tags: "jsx", name: "JavaScript JSX", aliases: ["jsx", "javascript.jsx"], extensions: [".jsx"], strings: scriptStrings, grammar: "javascript" }),
  hashes({ id: "python", name: "Python", aliases: ["py", "python3"], extensions: [".py", ".pyi", ".pyw"], grammar: "python", blockStyle: "indent",
    docForm: { kind: "docstring", quotes: '"""' }, strings: [long('"""', { after: pythonPrefixes, interpolation: braces }),
    long("'''", { after: pythonPrefixes, interpolation: braces }), quoted('"', { after: pythonPrefixes, interpolation: braces }),
    quoted("'", { after: pythonPrefixes, interpolation: braces }), long('"""'), long("'''"), double, single] }),
  slashes({ id: "go", name: "Go", aliases: ["golang"], extensions: [".go"], blockComments: [slashStar], strings: [double, single, raw("`", "`")],
    docForm: { kind: "lines", token: "//" }, grammar: "go" }),
  slashes({ id: "rust", typeArguments: true, name: "Rust", aliases: ["rs"], extensions: [".rs"], docLineComments: ["///", "//!"], docForm: tripleSlash, grammar: "rust",
    blockComments: [{ ...docStar, nests: true }, { ...slashStar, nests: true }], strings: [raw('r##"', '"##'), raw('r#"', '"#'), raw('r"', '"'),
    long('"')], atoms: String.raw`'(?:\\[^'\n]+|[^\\'\n])'|'[A-Za-z_]\w*` }),
  slashes({ id: "java", typeArguments: true, name: "Java", extensions: [".java"], strings: [long('"""'), double, single], grammar: "java" }),
  slashes({ id: "c", name: "C", extensions: [".c", ".h"], ...cLineEscapes, strings: cStrings, grammar: "c" }),
  slashes({ id: "cpp", typeArguments: true, name: "C++", aliases: ["c++", "cc", "cxx"], extensions: [".cpp", ".cc", ".cxx", ".hpp", ".hh", ".hxx", ".ipp", ".inl"], ...cLineEscapes,
    strings: [raw('R"(', ')"'), ...cStrings], grammar: "cpp" }),
  slashes({ id: "csharp", typeArguments: true, name: "C#", aliases: ["cs", "c#"], extensions: [".cs", ".csx"], docLineComments: ["///"], docForm: tripleSlash, grammar: "c-sharp",
    strings: [raw('"""', '"""'), { ...doubled('"'), open: '$@"', interpolation: braces }, { ...doubled('"'), open: '@$"', interpolation: braces },
    { ...doubled('"'), open: '@"' }, { ...double, open: '$"', interpolation: braces }, double, single] }),
  hashes({ id: "ruby", name: "Ruby", aliases: ["rb"], extensions: [".rb", ".rake", ".gemspec", "gemfile", "rakefile"], grammar: "ruby",
    blockComments: [{ open: "=begin", close: "\n=end", after: "^" }], strings: [pattern, long('"', { interpolation: hashBrace }), long("'"),
    long("`", { interpolation: hashBrace })] }),
  slashes({ id: "php", name: "PHP", extensions: [".php", ".phtml"], lineComments: ["//", "#"], strings: [long('"'), long("'")], grammar: "php", atoms: String.raw`#\[` }),
  hashes({ id: "shellscript", name: "Shell", aliases: ["sh", "bash", "zsh", "ksh", "shell"], extensions: [".sh", ".bash", ".zsh", ".ksh", ".bashrc", ".zshrc", ".profile"],
    grammar: "bash", lineCommentAfter: String.raw`(?<![^\s;(])`, strings: [long('"'), raw("'", "'")], atoms: String.raw`\\.` }),
  slashes({ id: "json", name: "JSON", extensions: [".json", ".webmanifest", ".map"], strings: [double], docForm: undefined, grammar: "json" }),
  slashes({ id: "jsonc", name: "JSON with comments", aliases: ["json5"], extensions: [".jsonc", ".json5", ".code-workspace", "tsconfig.json"], strings: [double],
    docForm: undefined, grammar: "json" }),
  hashes({ id: "yaml", name: "YAML", aliases: ["yml", "dockercompose", "github-actions-workflow"], extensions: [".yaml", ".yml"], blockStyle: "indent", grammar: "yaml",
    lineCommentAfter: String.raw`(?<!\S)`, strings: [long('"', { after: String.raw`(?:^|[:\-,\[{?])[ \t]*` }), { ...doubled("'"), after: String.raw`(?:^|[:\-,\[{?])[ \t]*` }] }),
  plain({ id: "html", tags: "markup", name: "HTML", aliases: ["htm", "xhtml"], extensions: [".html", ".htm", ".xhtml"], kind: "code", blockComments: [markupComment], strings: markupStrings,
    blockStyle: "tags", grammar: "html" }),
  slashes({ id: "css", name: "CSS", extensions: [".css"], lineComments: [], blockComments: [slashStar], grammar: "css" }),

  slashes({ id: "scss", name: "SCSS", aliases: ["sass"], extensions: [".scss"], blockComments: [slashStar] }),
  slashes({ id: "less", name: "Less", extensions: [".less"], blockComments: [slashStar] }),
  plain({ id: "xml", tags: "markup", name: "XML", aliases: ["svg", "xsl"], extensions: [".xml", ".svg", ".xsd", ".xsl", ".csproj", ".plist"], kind: "code",
    blockComments: [markupComment], strings: markupStrings, blockStyle: "tags" }),
  slashes({ id: "vue", typeArguments: true, tags: "markup", name: "Vue", extensions: [".vue"], blockComments: [markupComment, docStar, slashStar], strings: scriptStrings }),
  slashes({ id: "svelte", typeArguments: true, tags: "markup", name: "Svelte", extensions: [".svelte"], blockComments: [markupComment, docStar, slashStar], strings: scriptStrings }),
  slashes({ id: "kotlin", typeArguments: true, name: "Kotlin", aliases: ["kt"], extensions: [".kt", ".kts"], strings: [long('"""', { escape: "none", interpolation: dollarBrace }),
    quoted('"', { interpolation: dollarBrace }), single] }),
  slashes({ id: "swift", typeArguments: true, name: "Swift", extensions: [".swift"], docLineComments: ["///"], docForm: tripleSlash, strings: [long('"""'), double] }),
  slashes({ id: "scala", name: "Scala", extensions: [".scala", ".sbt", ".sc"], strings: [raw('"""', '"""'), double], atoms: String.raw`'(?:\\.|[^\\'\n])'` }),
  slashes({ id: "dart", typeArguments: true, name: "Dart", extensions: [".dart"], docLineComments: ["///"], docForm: tripleSlash, strings: [long('"""'), long("'''"), double, single] }),
  slashes({ id: "objective-c", typeArguments: true, name: "Objective-C", aliases: ["objc"], extensions: [".m", ".mm"], strings: cStrings }),
  slashes({ id: "groovy", typeArguments: true, name: "Groovy", aliases: ["gradle"], extensions: [".groovy", ".gradle"], strings: [long('"""'), long("'''"), double, single] }),
  slashes({ id: "zig", name: "Zig", extensions: [".zig"], docLineComments: ["///", "//!"], docForm: tripleSlash, blockComments: [] }),
  slashes({ id: "proto3", typeArguments: true, name: "Protocol Buffers", aliases: ["proto", "protobuf"], extensions: [".proto"] }),
  slashes({ id: "graphql", name: "GraphQL", aliases: ["gql"], extensions: [".graphql", ".gql"], lineComments: ["#"], blockComments: [], strings: [long('"""'), double] }),
  slashes({ id: "fsharp", typeArguments: true, name: "F#", aliases: ["fs", "f#"], extensions: [".fs", ".fsx"], docLineComments: ["///"], docForm: tripleSlash,
    blockComments: [{ open: "(*", close: "*)", nests: true }], strings: [raw('"""', '"""'), long('"')], blockStyle: "indent" }),
  hashes({ id: "elixir", name: "Elixir", aliases: ["ex"], extensions: [".ex", ".exs"], strings: [long('"""', { interpolation: hashBrace }),
    long('"', { interpolation: hashBrace })] }),
  hashes({ id: "julia", name: "Julia", aliases: ["jl"], extensions: [".jl"], blockComments: [{ open: "#=", close: "=#", nests: true }], strings: [long('"""'), long('"')] }),
  hashes({ id: "perl", name: "Perl", aliases: ["pl"], extensions: [".pl", ".pm"], blockStyle: "braces", lineCommentAfter: String.raw`(?<!\$)`, strings: [long('"'), long("'")] }),
  hashes({ id: "r", name: "R", extensions: [".r"], blockStyle: "braces", docLineComments: ["#'"], strings: [long('"'), long("'")] }),
  hashes({ id: "powershell", name: "PowerShell", aliases: ["pwsh", "ps1"], extensions: [".ps1", ".psm1"], blockStyle: "braces", blockComments: [{ open: "<#", close: "#>" }],
    strings: [long('"', { escape: "none" }), doubled("'")] }),
  hashes({ id: "toml", name: "TOML", extensions: [".toml", "cargo.lock"], blockStyle: "none", strings: [long('"""'), raw("'''", "'''"), double, quoted("'", { escape: "none" })] }),
  hashes({ id: "dockerfile", name: "Dockerfile", aliases: ["docker"], extensions: ["dockerfile", ".dockerfile"], blockStyle: "none", lineCommentAfter: String.raw`^[ \t]*` }),
  hashes({ id: "makefile", name: "Makefile", aliases: ["make"], extensions: ["makefile", "gnumakefile", ".mk"], blockStyle: "none", lineCommentAfter: String.raw`(?<![\\$])`,
    strings: [] }),
  hashes({ id: "cmake", name: "CMake", extensions: ["cmakelists.txt", ".cmake"], blockStyle: "none", strings: [long('"')] }),
  hashes({ id: "terraform", name: "Terraform", aliases: ["hcl", "tf"], extensions: [".tf", ".hcl", ".tfvars"], blockStyle: "braces", lineComments: ["#", "//"],
    blockComments: [slashStar], strings: [quoted('"', { interpolation: dollarBrace })] }),
  hashes({ id: "properties", name: "Properties", aliases: ["dotenv"], extensions: [".properties", ".env", ".editorconfig", ".gitignore"],
    blockStyle: "none", lineComments: ["#", "!"], lineCommentAfter: String.raw`^[ \t]*`, strings: [] }),
  hashes({ id: "ini", name: "INI", aliases: ["dosini"], extensions: [".ini", ".cfg", ".conf"], blockStyle: "none", lineComments: [";", "#"],
    lineCommentAfter: String.raw`^[ \t]*`, strings: [] }),
  hashes({ id: "lua", name: "Lua", extensions: [".lua"], lineComments: ["--"], docLineComments: ["---"], blockComments: [{ open: "--[[", close: "]]" }],
    strings: [raw("[[", "]]"), double, single] }),
  hashes({ id: "haskell", name: "Haskell", aliases: ["hs"], extensions: [".hs"], blockStyle: "indent", lineComments: ["--"], docLineComments: ["-- |"],
    blockComments: [{ open: "{-", close: "-}", nests: true }], strings: [double] }),
  hashes({ id: "sql", name: "SQL", aliases: ["mysql", "postgres", "plsql"], extensions: [".sql"], lineComments: ["--"], blockComments: [slashStar],
    strings: [doubled("'"), doubled('"')] }),
  hashes({ id: "clojure", name: "Clojure", aliases: ["clj"], extensions: [".clj", ".cljs", ".cljc", ".edn"], blockStyle: "none", lineComments: [";"],
    strings: [long('"')], atoms: String.raw`\\.` }),
  hashes({ id: "vb", name: "Visual Basic", aliases: ["vbnet"], extensions: [".vb"], lineComments: ["'"], docLineComments: ["'''"],
    strings: [quoted('"', { escape: "doubling" })] }),

  plain({ id: "plaintext", name: "Plain text", aliases: ["text", "txt", ""], extensions: [".txt", ".text"] }),
  plain({ id: "markdown", name: "Markdown", aliases: ["md", "mdx", "quarto", "rmd"], extensions: [".md", ".markdown", ".mdx"] }),
  plain({ id: "restructuredtext", name: "reStructuredText", aliases: ["rst"], extensions: [".rst"] }),
  plain({ id: "asciidoc", name: "AsciiDoc", extensions: [".adoc", ".asciidoc"] }),
  plain({ id: "latex", name: "LaTeX", aliases: ["tex", "plaintex"], extensions: [".tex"] }),
  plain({ id: "scminput", name: "Commit message box", aliases: ["scm-input"] }),
  plain({ id: "git-commit", name: "Commit message", aliases: ["gitcommit", "NeogitCommitMessage"], extensions: ["commit_editmsg", "merge_msg"] }),
];
