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

/**
 * Reports whether the text at the end of `prefix`, or the hole `truth` behind it, belongs to a comment or docstring. A
 * separate small scanner, so that the label doesn't depend on the code under test. Regular expressions with quotes or
 * slashes in them can mislead it, which only moves a case between two rows of the report.
 */
export function kindOf(languageId: string, prefix: string, truth: string): "code" | "comment" {
  const isPython = languageId === "python";
  const open = isPython ? openPythonPart(prefix) : openScriptPart(prefix);
  if (open === "comment") return "comment";
  const opensComment = isPython ? /^\s*(#|[rRuU]?("""|'''))/ : /^\s*\/[/*]/;
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

function openScriptPart(text: string): Part {
  const tokens =
    /\/\/[^\n]*|\/\*[^]*?(?:\*\/|$(?![^]))|`(?:\\[^]|[^`\\])*`?|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?/g;
  const last = lastToken(text, tokens);
  if (last === undefined) return "code";
  if (last.startsWith("//")) return "comment";
  if (last.startsWith("/*")) return last.length >= 4 && last.endsWith("*/") ? "code" : "comment";
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
