/** Words that open a statement in some language. */
const opener =
  /^(?:export|import|from|const|let|var|return|function|async|await|class|def|if|elif|else|for|while|switch|case|try|except|catch|with|throw|raise|print|public|private|protected|static|fn|func|fun|package|using|include|new|yield|assert|del|pub|impl|struct|enum|interface|type|self|this)\b/;

/** Signs that prose does not use. */
const codeMark = /=>|[!=]==?|&&|\|\||::|->|\+\+|--\w|\w\(|\w\[|[\w)\]]\.\w+\(|\{\s*$|;\s*$/;

const assignment =
  /^(?:(?:const|let|var|val|final|auto|local|my)\s+)?[\w$][\w.$[\]'"]*(?:\s*:\s*[\w<>[\]|., ]+)?\s*(?:[-+*/|&?]{0,2}(?<![<>!=])=(?!=)|:=)\s*\S/;
const wholeCall = /^(?:await\s+)?[\w$]+(?:\.[\w$]+|::\w+)*\(.*\)[;,]?$/;
const closersOnly = /^[)\]}]+[;,]?$/;
const pythonHead =
  /^(?:async\s+)?(?:def|class|if|elif|for|while|with|try|except|else)\b[^,]*[().[\]_=<>'"][^,]*:$|^(?:else|try|finally):$/;

/** Reports whether a line, without comment marks, is disabled code rather than words about code. */
export function looksLikeCode(line: string): boolean {
  const text = line.replace(/`[^`]*`/g, "x").trim();
  if (text === "" || text.startsWith(">>>") || text.startsWith("@")) return false;
  if (closersOnly.test(text) || wholeCall.test(text) || pythonHead.test(text)) return true;
  if (hasWords(text)) return false;
  if (assignment.test(text) || /[;{]$/.test(text)) return true;
  return opener.test(text) && codeMark.test(text);
}

/** Reports whether words follow each other as in a sentence. */
function hasWords(text: string): boolean {
  return /(?:^|\s)(?:\p{Ll}{2,}|\p{L}\p{Ll}+|a)(?:,? (?:\p{Ll}{2,}|a)){2}(?![\w(.=])/u.test(
    text.replace(/"[^"]*"|'[^']*'/g, "s"),
  );
}
