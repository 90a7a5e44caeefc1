/** Languages the embedded model was trained on, by file extension. */
const languageByExtension: Readonly<Record<string, string>> = {
  ts: "typescript",
  tsx: "typescriptreact",
  js: "javascript",
  jsx: "javascriptreact",
  mjs: "javascript",
  cjs: "javascript",
  py: "python",
};

/** Returns the language id of a path, or `undefined` if the sets don't use that language. */
export function languageOf(path: string): string | undefined {
  return languageByExtension[path.slice(path.lastIndexOf(".") + 1)];
}

type CommentForm = "slash" | "hash" | "dash";

/** Languages that the embedded model has never seen: the files that are cut, and their form of comments. */
const foreignLanguages: Readonly<Partial<Record<string, { readonly files: RegExp; readonly comments: CommentForm }>>> =
  {
    go: { files: /\.go$/, comments: "slash" },
    rust: { files: /\.rs$/, comments: "slash" },
    java: { files: /\.java$/, comments: "slash" },
    php: { files: /\.php$/, comments: "slash" },
    c: { files: /\.[ch]$/, comments: "slash" },
    cpp: { files: /\.(cpp|cc|hpp|h)$/, comments: "slash" },
    csharp: { files: /\.cs$/, comments: "slash" },
    ruby: { files: /\.rb$/, comments: "hash" },
    kotlin: { files: /\.kts?$/, comments: "slash" },
    sql: { files: /\.sql$/, comments: "dash" },
    shellscript: { files: /\.(sh|bash)$/, comments: "hash" },
    vue: { files: /\.vue$/, comments: "slash" },
    svelte: { files: /\.svelte$/, comments: "slash" },
  };

/** Reports whether the embedded model has never seen a language of the sets. */
export function isForeignLanguage(languageId: string): boolean {
  return languageId in foreignLanguages;
}

/** Reports whether a path is a file of a language that the embedded model has never seen. */
export function isForeignFile(languageId: string, path: string): boolean {
  return foreignLanguages[languageId]?.files.test(path) ?? false;
}

/**
 * Reports whether the text at the end of `prefix`, or the hole `truth` behind it, belongs to a comment or docstring. A
 * separate small scanner, so that the label doesn't depend on the code under test. Regular expressions with quotes or
 * slashes in them can mislead it, which only moves a case between two rows of the report.
 */
export function kindOf(languageId: string, prefix: string, truth: string): "code" | "comment" {
  const form = languageId === "python" ? "python" : (foreignLanguages[languageId]?.comments ?? "slash");
  const open = form === "python" ? openPythonPart(prefix) : openMarkedPart(tokensOfForm[form], prefix);
  if (open === "comment") return "comment";
  const opensComment = openings[form];
  return open === "code" && opensComment.test(truth) ? "comment" : "code";
}

type Part = "code" | "comment" | "string";

function openPythonPart(text: string): Part {
  const tokens = /#[^\n]*|"""[^]*?(?:"""|$(?![^]))|'''[^]*?(?:'''|$(?![^]))|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?/g;
  const last = lastToken(text, tokens);
  if (last === undefined) return "code";
  if (last.startsWith("#")) return "comment";
  if (!/^("""|''')/.test(last)) return last.length > 1 && last.endsWith(last.charAt(0)) ? "code" : "string";
  return last.length >= 6 && last.endsWith(last.slice(0, 3)) ? "code" : "comment";
}

const openings: Readonly<Record<CommentForm | "python", RegExp>> = {
  python: /^\s*(#|[rRuU]?("""|'''))/,
  slash: /^\s*(\/[/*]|<!--)/,
  hash: /^\s*#/,
  dash: /^\s*(--|\/\*)/,
};

const tokensOfForm: Readonly<Record<CommentForm, RegExp>> = {
  slash:
    /\/\/[^\n]*|\/\*[^]*?(?:\*\/|$(?![^]))|<!--[^]*?(?:-->|$(?![^]))|`(?:\\[^]|[^`\\])*`?|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?/g,
  hash: /(?<![^\s;])#[^\n]*|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?/g,
  dash: /--[^\n]*|\/\*[^]*?(?:\*\/|$(?![^]))|"[^"\n]*"?|'[^'\n]*'?/g,
};

function openMarkedPart(tokens: RegExp, text: string): Part {
  const last = lastToken(text, tokens);
  if (last === undefined) return "code";
  if (/^(?:\/\/|#|--)/.test(last)) return "comment";
  if (last.startsWith("/*")) return last.length >= 4 && last.endsWith("*/") ? "code" : "comment";
  if (last.startsWith("<!--")) return last.endsWith("-->") ? "code" : "comment";
  return last.length > 1 && last.endsWith(last.charAt(0)) ? "code" : "string";
}

/** Returns the comment or string that reaches the end of the text, if one does. */
function lastToken(text: string, tokens: RegExp): string | undefined {
  let last: string | undefined;
  for (const match of text.matchAll(tokens)) {
    last = match.index + match[0].length === text.length ? match[0] : undefined;
  }
  return last;
}
