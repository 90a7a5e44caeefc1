import { languageOf } from "../../../code/languages";

/** Reports whether a line leaves a block open at its end, so that the next lines are indented deeper. */
export function opensBlock(line: string, languageId: string): boolean {
  const code = line.replace(/\s+(?:\/\/|#).*$/, "").trimEnd();
  if (/[{([]$|=>$|\bdo$|\bthen$/.test(code)) return true;
  const { blockStyle } = languageOf(languageId);
  if (blockStyle === "indent") return code.endsWith(":");
  if (blockStyle === "end")
    return /\b(?:do|then|repeat)(?:\s*\|[^|]*\|)?$|^\s*(?:def|class|module|if|unless|while|until|for|case|begin|function|local function)\b(?!.*\bend$)/.test(
      code,
    );
  if (blockStyle === "tags") return /<[A-Za-z][^<>/]*>$/.test(code);
  return /^\s*(?:case\b.*|default):$/.test(code);
}

/** Reports whether a line ends a block: it starts with a closing bracket, keyword or tag. */
export function closesBlock(line: string): boolean {
  return /^\s*(?:[)\]}]|(?:end|fi|done|esac|endif|endforeach|endfor|endwhile|until)\b|<\/|\/>)/.test(line);
}

/** Reports whether a closing line opens the next part of the same construct: `} else {`, `except:`. */
export function reopensBlock(line: string, languageId: string): boolean {
  if (continuesBlock(line)) return true;
  return closesBlock(line) && opensBlock(line, languageId);
}

/** Reports whether a line starts the next part of a construct without a closing bracket. */
export function continuesBlock(line: string): boolean {
  return /^\s*(?:else|elif|elsif|elseif|except|finally|rescue|ensure|catch|case|when|default)\b/.test(line);
}
