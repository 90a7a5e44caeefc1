import type { BlockComment, BlockWords, DocMarks, Language, StringForm } from "./language";

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
/** Ruby's words may also be right before a pattern: `when /a/`. */
const rubyPattern = {
  ...pattern,
  after: String.raw`(?:^|[(,=:\[!&|?{};+~]|\b(?:if|unless|when|in|and|or|not|return|puts|split|match|match\?|gsub|sub|scan)[ \t])[ \t]*`,
};
const braces = { open: "{", close: "}" };
const hashBrace = { open: "#{", close: "}" };
/** Letters before a Python literal that contains no code. */
const pythonPrefixes = String.raw`\b[fF][rR]?|\b[rR][fF]`;

/** Openers of Ruby's lists of words. */
const rubyLists = ["%w", "%W", "%i", "%I"].flatMap((mark) => [raw(`${mark}[`, "]"), raw(`${mark}(`, ")")]);

const rubyWords: BlockWords = {
  // "private def load" and "total = if paid"; near misses are "def total = 1" and "load if paid"
  opens: String.raw`\bdo(?:\s*\|[^|]*\|)?$|^\s*(?:\w+\s+)?def\b(?!.*(?:\bend$|[\w)?!]\s=\s))|^\s*(?:class|module|if|unless|while|until|for|case|begin)\b(?!.*\bend$)|=\s*(?:if|unless|case|begin)\b(?!.*\bend$)|^\s*(?:else|elsif|when|in|rescue|ensure)\b(?!.*\bthen\b)`,
  continues: "(?:else|elsif|when|in|rescue|ensure)",
  closes: "end",
};
const shellWords: BlockWords = {
  // "if a; then", "case $1 in", "-h | --help)"; a near miss is "load)" with its own opening bracket
  opens: String.raw`\b(?:do|then|else|in)$|^\s*[^()\s][^()]*\)$`,
  continues: "(?:else|elif|then|do)",
  closes: "(?:fi|done|esac|;;)",
};
const sqlWords: BlockWords = {
  opens: String.raw`\b(?:begin|then|else|loop|declare|case)$|^\s*(?:select|from|where|having|set|values|(?:group|order) by)$`,
  continues: "(?:else|elsif|elseif|when|exception)",
  closes: String.raw`end(?:\s+(?:if|loop|case|while))?`,
  ignoresCase: true,
};
const luaWords: BlockWords = {
  opens: String.raw`\b(?:do|then|else|repeat)$|\bfunction\b[^()]*\([^()]*\)$`,
  continues: "(?:else|elseif)",
  closes: "(?:end|until)",
};
const elixirWords: BlockWords = {
  opens: String.raw`\b(?:do|else|rescue|after|catch)$|->$`,
  continues: "(?:else|rescue|catch|after)",
  closes: "end",
};
const juliaWords: BlockWords = {
  opens: String.raw`\bdo(?:\s.*)?$|^\s*(?:function|macro|module|(?:mutable\s+)?struct|if|elseif|else|while|for|begin|let|try|catch|finally|quote)\b(?!.*\bend$)`,
  continues: "(?:else|elseif|catch|finally)",
  closes: "end",
};
const phpWords: BlockWords = {
  // "if ($paid):" and "case 1:"
  opens: String.raw`^\s*(?:case\b.*|default|else|(?:if|elseif|foreach|for|while|switch)\s*\(.*\))\s*:$`,
  continues: "(?:else|elseif|catch|finally|case|default)",
  closes: "end(?:if|foreach|for|while|switch)",
};
const cppWords: BlockWords = {
  opens: String.raw`^\s*(?:case\b.*|default|public|private|protected):$`,
  continues: String.raw`(?:else|catch|case|default|(?:public|private|protected)(?=\s*:))`,
};

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
  slashes({ id: "c", name: "C", extensions: [".c", ".h"], ...cLineEscapes, strings: cStrings, grammar: "c", directive: "#" }),
  slashes({ id: "cpp", typeArguments: true, name: "C++", aliases: ["c++", "cc", "cxx"], extensions: [".cpp", ".cc", ".cxx", ".hpp", ".hh", ".hxx", ".ipp", ".inl"], ...cLineEscapes,
    strings: [raw('R"(', ')"'), ...cStrings], grammar: "cpp", directive: "#", blockWords: cppWords }),
  slashes({ id: "csharp", typeArguments: true, name: "C#", aliases: ["cs", "c#"], extensions: [".cs", ".csx"], docLineComments: ["///"], docForm: tripleSlash, grammar: "c-sharp", directive: "#",
    strings: [raw('"""', '"""'), { ...raw('$"""', '"""'), interpolation: braces }, { ...doubled('"'), open: '$@"', interpolation: braces }, { ...doubled('"'), open: '@$"', interpolation: braces },
    { ...doubled('"'), open: '@"' }, { ...double, open: '$"', interpolation: braces }, double, single] }),
  hashes({ id: "ruby", name: "Ruby", aliases: ["rb"], extensions: [".rb", ".rake", ".gemspec", "gemfile", "rakefile"], grammar: "ruby", blockWords: rubyWords,
    blockComments: [{ open: "=begin", close: "\n=end", after: "^" }], strings: [rubyPattern, long('"', { interpolation: hashBrace }), long("'"),
    long("`", { interpolation: hashBrace }), ...rubyLists], heredoc: String.raw`<<[~-](["'\`]?)(\w+)\1|<<(["'\`]?)([A-Z]\w*)\3`,
    atoms: String.raw`(?<![\w)\]}?!])\?(?:\\.|[^\s\w]|\w(?!\w))|\$[^\s\w{]` }),
  slashes({ id: "php", name: "PHP", extensions: [".php", ".phtml"], lineComments: ["//", "#"], strings: [long('"'), long("'")], grammar: "php", atoms: String.raw`#\[`,
    heredoc: String.raw`<<<[ \t]*(["']?)(\w+)\1`, blockWords: phpWords }),
  hashes({ id: "shellscript", name: "Shell", aliases: ["sh", "bash", "zsh", "ksh", "shell"], extensions: [".sh", ".bash", ".zsh", ".ksh", ".bashrc", ".zshrc", ".profile"],
    grammar: "bash", lineCommentAfter: String.raw`(?<![^\s;(])`, strings: [long('"', { interpolation: { open: "$(", close: ")" } }), raw("'", "'"), { ...long("'"), open: "$'" }],
    atoms: String.raw`\\.`, heredoc: String.raw`<<-?[ \t]*(["']?)(\w+)\1`, looseCloser: ")", blockWords: shellWords }),
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
  plain({ id: "vue", tags: "markup", hasMustaches: true, name: "Vue", extensions: [".vue"], kind: "code", blockComments: [markupComment], strings: markupStrings, blockStyle: "tags" }),
  plain({ id: "svelte", tags: "markup", name: "Svelte", extensions: [".svelte"], kind: "code", blockComments: [markupComment], strings: markupStrings, blockStyle: "tags" }),
  slashes({ id: "kotlin", typeArguments: true, name: "Kotlin", aliases: ["kt"], extensions: [".kt", ".kts"],
    blockComments: [{ ...docStar, nests: true }, { ...slashStar, nests: true }], strings: [long('"""', { escape: "none", interpolation: dollarBrace }),
    quoted('"', { interpolation: dollarBrace }), single] }),
  slashes({ id: "swift", typeArguments: true, name: "Swift", extensions: [".swift"], docLineComments: ["///"], docForm: tripleSlash, strings: [long('"""'), double] }),
  slashes({ id: "scala", name: "Scala", extensions: [".scala", ".sbt", ".sc"], strings: [raw('"""', '"""'), double], atoms: String.raw`'(?:\\.|[^\\'\n])'` }),
  slashes({ id: "dart", typeArguments: true, name: "Dart", extensions: [".dart"], docLineComments: ["///"], docForm: tripleSlash, strings: [long('"""'), long("'''"), double, single] }),
  slashes({ id: "objective-c", typeArguments: true, name: "Objective-C", aliases: ["objc"], extensions: [".m", ".mm"], strings: cStrings, directive: "#" }),
  slashes({ id: "groovy", typeArguments: true, name: "Groovy", aliases: ["gradle"], extensions: [".groovy", ".gradle"], strings: [long('"""'), long("'''"), double, single] }),
  slashes({ id: "zig", name: "Zig", extensions: [".zig"], docLineComments: ["///", "//!"], docForm: tripleSlash, blockComments: [] }),
  slashes({ id: "proto3", typeArguments: true, name: "Protocol Buffers", aliases: ["proto", "protobuf"], extensions: [".proto"] }),
  slashes({ id: "graphql", name: "GraphQL", aliases: ["gql"], extensions: [".graphql", ".gql"], lineComments: ["#"], blockComments: [], strings: [long('"""'), double] }),
  slashes({ id: "fsharp", typeArguments: true, name: "F#", aliases: ["fs", "f#"], extensions: [".fs", ".fsx"], docLineComments: ["///"], docForm: tripleSlash,
    blockComments: [{ open: "(*", close: "*)", nests: true }], strings: [raw('"""', '"""'), long('"')], blockStyle: "indent" }),
  hashes({ id: "elixir", name: "Elixir", aliases: ["ex"], extensions: [".ex", ".exs"], strings: [long('"""', { interpolation: hashBrace }),
    long('"', { interpolation: hashBrace })], blockWords: elixirWords }),
  hashes({ id: "julia", name: "Julia", aliases: ["jl"], extensions: [".jl"], blockComments: [{ open: "#=", close: "=#", nests: true }], strings: [long('"""'), long('"')], blockWords: juliaWords }),
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
    strings: [raw("[[", "]]"), double, single], blockWords: luaWords }),
  hashes({ id: "haskell", name: "Haskell", aliases: ["hs"], extensions: [".hs"], blockStyle: "indent", lineComments: ["--"], docLineComments: ["-- |"],
    blockComments: [{ open: "{-", close: "-}", nests: true }], strings: [double] }),
  hashes({ id: "sql", name: "SQL", aliases: ["mysql", "postgres", "plsql"], extensions: [".sql"], lineComments: ["--"], blockComments: [slashStar],
    strings: [doubled("'"), doubled('"')], docForm: { kind: "lines", token: "--" }, blockWords: sqlWords }),
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
